package dev.pith.plugin.proxy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.pith.plugin.history.HistoryCompressor;
import dev.pith.plugin.probe.Probing;
import dev.pith.plugin.probe.StopMethods;
import dev.pith.plugin.rag.ChunkDesk;
import dev.pith.plugin.savings.SavingsSnapshot;
import dev.pith.plugin.session.Mode;
import dev.pith.plugin.upstream.Upstream;
import dev.pith.plugin.vote.VoteMeter;
import dev.pith.verifier.Verifier;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Answers {@code GET /pith/status}: what the proxy does and what it has counted, as JSON. */
final class StatusPage {

  static final String PATH = "/pith/status";

  private static final ObjectWriter JSON = new ObjectMapper().writerWithDefaultPrettyPrinter();

  private final Mode mode;
  private final Upstream upstream;
  private final StopMethods stopMethods;
  private final Probing probing;
  private final Verifier verifier;
  private final List<WatchedHandler> watched;
  private final ChunkDesk chunkDesk;
  private final HistoryCompressor history;
  private final VoteMeter votes;

  StatusPage(
      Mode mode,
      Upstream upstream,
      StopMethods stopMethods,
      Probing probing,
      Verifier verifier,
      List<WatchedHandler> watched,
      ChunkDesk chunkDesk,
      HistoryCompressor history,
      VoteMeter votes) {
    this.mode = mode;
    this.upstream = upstream;
    this.stopMethods = stopMethods;
    this.probing = probing;
    this.verifier = verifier;
    this.watched = watched;
    this.chunkDesk = chunkDesk;
    this.history = history;
    this.votes = votes;
  }

  /**
   * The page.
   *
   * @param mode what is done with requests that do not say
   * @param upstream the model server
   * @param engine what the model server counts; left out when it counts nothing
   * @param stopMethods what the server is, and by which method each model is made to stop thinking
   * @param watchedRoutes the routes that are read and never edited, and what can be done there
   * @param detectors which models are probed, and what that costs; left out when there are none
   * @param verifier what the verifier counts; left out when it counts nothing
   * @param rag what was found of retrieved text, and what of it the server could reuse; left out
   *     when it is not looked for
   * @param history what was found of the reasoning of earlier turns, and what of it is left out;
   *     left out when it is not looked for
   * @param search what votes came to; left out before one is over
   * @param activeRequests requests that are being answered
   * @param savings what was counted
   */
  private record Status(
      String mode,
      String upstream,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> engine,
      Map<String, Object> stopMethods,
      List<Map<String, Object>> watchedRoutes,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> detectors,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> verifier,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> rag,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> history,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> search,
      long activeRequests,
      SavingsSnapshot savings) {}

  Buffer toJson(long activeRequests, SavingsSnapshot savings) {
    Status status =
        new Status(
            mode.name().toLowerCase(Locale.ROOT),
            upstream.name(),
            upstream.status(),
            stopMethods.status(),
            watched.stream().map(WatchedHandler::status).toList(),
            probing.status(),
            verifier.status(),
            chunkDesk.status(),
            history.status(),
            votes.get(VoteMeter.Count.VOTES) == 0 ? Map.of() : votes.status(),
            activeRequests,
            savings);
    try {
      return Buffer.buffer(JSON.writeValueAsBytes(status)).appendString("\n");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
