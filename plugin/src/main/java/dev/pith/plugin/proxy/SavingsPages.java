package dev.pith.plugin.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.pith.plugin.savings.SavingsBooks;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/** Answers {@code GET /pith/savings} and {@code GET /metrics}. */
final class SavingsPages {
  static final String SAVINGS = "/pith/savings";
  static final String METRICS = "/metrics";

  /** The text format of Prometheus. */
  static final MultiMap METRICS_HEADERS =
      MultiMap.caseInsensitiveMultiMap()
          .set(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");

  private static final ObjectWriter JSON = new ObjectMapper().writerWithDefaultPrettyPrinter();

  private final SavingsBooks books;

  SavingsPages(SavingsBooks books) {
    this.books = books;
  }

  Buffer savings() {
    try {
      return Buffer.buffer(JSON.writeValueAsBytes(books.report())).appendString("\n");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  Buffer metrics() {
    return Buffer.buffer(books.metrics());
  }
}
