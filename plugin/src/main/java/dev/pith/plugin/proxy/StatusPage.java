package dev.pith.plugin.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.pith.plugin.savings.SavingsSnapshot;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;

/** Answers {@code GET /pith/status}: what the proxy does and what it has counted, as JSON. */
final class StatusPage {

  static final String PATH = "/pith/status";

  private static final ObjectWriter JSON = new ObjectMapper().writerWithDefaultPrettyPrinter();

  private final ProxySettings settings;

  StatusPage(ProxySettings settings) {
    this.settings = settings;
  }

  /**
   * The page.
   *
   * @param mode what is done with requests that do not say
   * @param upstream the model server
   * @param activeRequests requests that are being answered
   * @param savings what was counted
   */
  private record Status(
      String mode, String upstream, long activeRequests, SavingsSnapshot savings) {}

  Buffer toJson(long activeRequests, SavingsSnapshot savings) {
    Status status =
        new Status(
            settings.mode().name().toLowerCase(Locale.ROOT),
            settings.upstream().toString(),
            activeRequests,
            savings);
    try {
      return Buffer.buffer(JSON.writeValueAsBytes(status)).appendString("\n");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
