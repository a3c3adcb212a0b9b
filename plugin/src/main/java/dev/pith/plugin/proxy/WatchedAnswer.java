package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ChatStreamReader;
import dev.pith.plugin.dialect.ModelRequest;
import dev.pith.plugin.dialect.Phase;
import dev.pith.plugin.dialect.StreamEnd;
import dev.pith.plugin.dialect.UsageReport;
import dev.pith.plugin.dialect.WatchedDialect;
import dev.pith.plugin.dialect.WatchedReader;
import dev.pith.plugin.rag.ChunkVisit;
import dev.pith.plugin.rag.RequestPin;
import dev.pith.plugin.savings.RequestSavings;
import dev.pith.plugin.session.TrimSession;
import dev.pith.plugin.upstream.EventStreams;
import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import dev.pith.verifier.trim.TrimSettings;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that passes to the client byte for byte, and is read beside that: every piece is handed
 * on before it is looked at. Confined to the context of its request.
 */
final class WatchedAnswer implements UpstreamCall.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(WatchedAnswer.class);

  /** As what the answer is read. */
  private enum Reading {
    NOTHING,
    EVENTS,
    BODY
  }

  private final Surroundings surroundings;
  private final ClientStream client;
  private final ModelRequest request;
  private final Function<OptionalLong, Optional<BudgetCheck>> budget;
  private final RequestPin pin;
  private final Relay relay;
  private final TrimSession session;
  private final AnswerAccount account;
  private final WatchedReader reader;
  private final SseDecoder decoder = new SseDecoder(this::onEvent);
  private final Buffer body = Buffer.buffer();

  private Reading reading = Reading.NOTHING;
  private boolean over;

  /**
   * Takes the answer to a request.
   *
   * @param request what the upstream is asked
   * @param reason why the answer is only observed
   * @param chunks what was found of retrieved text in it
   * @param budget compares the thinking that was counted with the limit on it
   */
  WatchedAnswer(
      Surroundings surroundings,
      ClientStream client,
      WatchedDialect dialect,
      ModelRequest request,
      TrimSettings trim,
      String reason,
      ChunkVisit chunks,
      Function<OptionalLong, Optional<BudgetCheck>> budget) {
    this.surroundings = surroundings;
    this.client = client;
    this.request = request;
    this.budget = budget;
    this.pin = chunks.pin();
    this.relay = new Relay(client, reason);
    this.session =
        surroundings.newSession(
            trim, request, surroundings.vertx().getOrCreateContext(), List.of());
    this.account =
        new AnswerAccount(
            session,
            RequestFacts.of(request, false, surroundings.settings().savings().holdout(), chunks));
    this.reader = dialect.reader(new Meaning());
  }

  void start(HttpServerRequest received) {
    client.onGone(this::onClientGone);
    MultiMap headers = ForwardedHeaders.ofJson(received.headers());
    Buffer bytes = Buffer.buffer(request.body());
    relay.start(
        unread ->
            PinnedCall.start(
                surroundings.upstream(),
                new PinnedCall.Request(received.method(), received.uri(), headers, bytes),
                pin,
                this));
  }

  @Override
  public void onHead(int status, String reasonPhrase, MultiMap headers) {
    relay.onHead(status, reasonPhrase, headers);
    if (status != 200) {
      pass("upstream-status");
    } else if (EventStreams.isReadable(headers)) {
      reading = Reading.EVENTS;
    } else if (EventStreams.isJson(headers)) {
      reading = Reading.BODY;
    } else {
      pass("not-a-stream");
    }
  }

  @Override
  public void onBytes(Buffer bytes) {
    relay.onBytes(bytes);
    if (reading == Reading.EVENTS) {
      decoder.onBytes(bytes.getBytes());
    } else if (reading == Reading.BODY) {
      if (body.length() + (long) bytes.length() > surroundings.settings().maxBodyBytes()) {
        pass("too-long-to-read");
      } else {
        body.appendBuffer(bytes);
      }
    }
  }

  @Override
  public void onEnd() {
    readRest();
    if (reader.end() == StreamEnd.FAILED) {
      account.uncutBecause("upstream-failed");
    } else if (reader.end() == StreamEnd.BROKEN) {
      account.unfinished();
    }
    if (!over) {
      budget
          .apply(account.totalThinking())
          .flatMap(BudgetCheck::complaint)
          .ifPresent(complaint -> client.trailer(ForwardedHeaders.BUDGET, complaint));
    }
    close();
    relay.onEnd();
  }

  @Override
  public void onFailure(UpstreamException failure) {
    breakOff("upstream-failed");
    relay.onFailure(failure);
  }

  private void onClientGone() {
    breakOff("client-gone");
    relay.cancel();
  }

  private void readRest() {
    if (reading == Reading.EVENTS) {
      decoder.onEnd();
      guarded(reader::onEnd);
    } else if (reading == Reading.BODY) {
      guarded(() -> reader.onWhole(body.getBytes()));
    }
  }

  private void onEvent(SseEvent event) {
    if (reading == Reading.EVENTS) {
      guarded(
          () -> {
            reader.onEvent(event);
            account.onPhase(reader.phase());
            if (reader.phase() == Phase.ANSWER || reader.phase() == Phase.DONE) {
              session.onEnd();
            }
          });
    }
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException failure) {
      LOG.error("an answer could not be read, it passes all the same", failure);
      surroundings.meter().ownFailure();
      account.uncutBecause("own-failure");
      account.unfinished();
      session.onEnd();
      reading = Reading.NOTHING;
    }
  }

  private void breakOff(String reason) {
    if (reading == Reading.NOTHING) {
      pass(reason);
    } else {
      account.uncutBecause(reason);
      account.unfinished();
      close();
    }
  }

  /** It goes on unread. */
  private void pass(String reason) {
    reading = Reading.NOTHING;
    if (!over) {
      over = true;
      session.onEnd();
      surroundings.meter().requestEnded(RequestSavings.passed(reason));
    }
  }

  private void close() {
    if (!over) {
      over = true;
      session.onEnd();
      surroundings.meter().answerEnded(account.close(true));
    }
  }

  /** What the answer says. */
  private final class Meaning implements ChatStreamReader.Listener {

    @Override
    public void onThinkingBegins() {
      account.thinkingBegins();
    }

    @Override
    public void onReasoning(String text) {
      session.onThinking(text);
    }

    @Override
    public void onToolCall() {
      account.uncutBecause("tool-call");
    }

    @Override
    public void onUsage(UsageReport usage) {
      account.onUsage(usage);
    }
  }
}
