package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ModelRequest;
import dev.pith.plugin.dialect.UpstreamDialect;
import dev.pith.plugin.history.HistoryCompressor;
import dev.pith.plugin.probe.Probing;
import dev.pith.plugin.probe.StopMethods;
import dev.pith.plugin.probe.TemplateThoughts;
import dev.pith.plugin.rag.ChunkDesk;
import dev.pith.plugin.savings.SavingsMeter;
import dev.pith.plugin.session.Detecting;
import dev.pith.plugin.session.TrimSession;
import dev.pith.plugin.upstream.Upstream;
import dev.pith.plugin.vote.VoteMeter;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.detect.Detector;
import dev.pith.verifier.trim.TrimSettings;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * What all requests of a proxy share.
 *
 * @param dialect how the chat route is read
 * @param stopMethods how the server's models can be made to stop thinking
 * @param probing the detectors of the server's models
 * @param verifier answers the trimmer's questions and cannot fail
 * @param chunkDesk looks for retrieved text in requests
 * @param server what the model server is, for chunks and past thoughts
 * @param slots asks the server how many slots it has
 * @param templates which models are not shown the reasoning of earlier turns anyway
 * @param history shortens the reasoning of earlier turns in requests
 * @param shadowChecks which cuts are checked that are not made
 * @param votes counts the votes of requests that ask for one
 */
record Surroundings(
    Vertx vertx,
    ProxySettings settings,
    Upstream upstream,
    UpstreamDialect dialect,
    StopMethods stopMethods,
    Probing probing,
    Verifier verifier,
    SavingsMeter meter,
    ChunkDesk chunkDesk,
    KnownServer server,
    SlotCount slots,
    TemplateThoughts templates,
    HistoryCompressor history,
    ShadowChecks shadowChecks,
    StrictModels strictModels,
    VoteMeter votes) {

  /**
   * Begins the trimming of a request that is confined to a context.
   *
   * @param detectors see {@link Detecting}
   */
  TrimSession newSession(
      TrimSettings trim, ModelRequest request, Context context, List<Detector> detectors) {
    return new TrimSession(
        trim,
        new Detecting(settings.detectors(), detectors),
        request.question(),
        request.maxTokens(),
        verifier,
        task -> context.runOnContext(now -> task.run()),
        meter::ownFailure);
  }
}
