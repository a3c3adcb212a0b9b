package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ChatStreamReader;
import dev.pith.plugin.dialect.ContinuationSplicer;
import dev.pith.plugin.dialect.CutEvent;
import dev.pith.plugin.dialect.Phase;
import dev.pith.plugin.dialect.PithReport;
import dev.pith.plugin.dialect.StreamEnd;
import dev.pith.plugin.dialect.UsageReport;
import dev.pith.plugin.session.Mode;
import dev.pith.plugin.session.TrimSession;
import dev.pith.plugin.upstream.Continuation;
import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.Guidance;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A chat answer that is read on its way to the client, and whose thinking is cut when the trimmer
 * says so.
 *
 * <p>It follows the first call, event by event. At a cut it holds that call: it reads no more of
 * it, keeps what the client has not got, and asks the model to go on from the cut. With the first
 * word of that answer the first call is cancelled; if no such word comes, the first call goes on
 * exactly where it was held, and is not held again. Either way the client gets an answer. Confined
 * to the context of its request.
 */
final class TrimmedAnswer implements UpstreamCall.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(TrimmedAnswer.class);

  /** A model that may write only a few more words is not asked to answer with them. */
  private static final long MIN_ANSWER_TOKENS = 64;

  private final ChatExchange exchange;
  private final AnswerSink sink;
  private final UpstreamCall first;
  private final SseDecoder decoder = new SseDecoder(this::onEvent);
  private final ChatStreamReader reader;
  private final TrimSession session;
  private final AnswerAccount account;
  private final StringBuilder thinking = new StringBuilder();

  private @Nullable Cut wanted;
  private @Nullable Held held;
  private boolean mayCut;
  private boolean readable = true;
  private boolean over;

  /** What is needed to go on from a cut either way. */
  private static final class Held {
    private final Cut cut;
    private final CutEvent last;
    private final OptionalLong remainingTokens;
    private final List<byte[]> undelivered = new ArrayList<>();
    private @Nullable Continuation continuation;
    private boolean ended;
    private @Nullable UpstreamException failure;

    Held(Cut cut, CutEvent last, OptionalLong remainingTokens) {
      this.cut = cut;
      this.last = last;
      this.remainingTokens = remainingTokens;
    }
  }

  TrimmedAnswer(ChatExchange exchange, AnswerSink sink, UpstreamCall first) {
    this.exchange = exchange;
    this.sink = sink;
    this.first = first;
    this.session = exchange.newSession();
    this.account = new AnswerAccount(session);
    this.mayCut = exchange.mode() == Mode.AUTO;
    this.reader =
        exchange.surroundings().dialect().reader(exchange.chat(), exchange.extras(), new Meaning());
  }

  @Override
  public void onHead(int status, String reasonPhrase, MultiMap headers) {
    throw new IllegalStateException("the head was read before");
  }

  @Override
  public void onBytes(Buffer bytes) {
    decoder.onBytes(bytes.getBytes());
    if (held != null && held.continuation == null) {
      goOnFrom(held);
    }
  }

  @Override
  public void onEnd() {
    decoder.onEnd();
    if (held == null) {
      finish();
      sink.end();
    } else {
      held.ended = true;
      giveUpUnlessAsked(held);
    }
  }

  @Override
  public void onFailure(UpstreamException failure) {
    decoder.onEnd();
    if (held == null) {
      account.uncutBecause("upstream-failed");
      finish();
      sink.fail(failure);
    } else {
      held.failure = failure;
      giveUpUnlessAsked(held);
    }
  }

  /** The client has left: every call for it is broken off. */
  void onClientGone() {
    account.uncutBecause("client-gone");
    finish();
    first.cancel();
    if (held != null && held.continuation != null) {
      held.continuation.cancel();
    }
  }

  private void onEvent(SseEvent event) {
    byte[] bytes = event.raw();
    if (readable) {
      try {
        bytes = read(event);
      } catch (RuntimeException failure) {
        runOnUntrimmed(failure);
      }
    }
    if (held == null) {
      sink.write(bytes);
    } else {
      held.undelivered.add(bytes);
    }
  }

  /** Returns what the client gets of an event. */
  private byte[] read(SseEvent event) {
    reader.onEvent(event);
    account.onEvent(reader);
    boolean thinks = reader.phase() == Phase.BEFORE || reader.phase() == Phase.THINKING;
    if (!thinks || reader.end() != StreamEnd.RUNNING) {
      session.onEnd();
      wanted = null;
    }
    byte[] bytes = exchange.altered() ? reader.forClient() : event.raw();
    if (wanted != null && held == null && reader.canCut()) {
      hold(wanted);
    }
    return bytes;
  }

  private void hold(Cut cut) {
    CutEvent last = reader.cutAt(cut.atChar());
    OptionalLong limit = exchange.chat().maxTokens();
    OptionalLong remaining =
        limit.isEmpty() ? limit : OptionalLong.of(limit.getAsLong() - last.kept().tokens());
    if (remaining.isPresent() && remaining.getAsLong() < MIN_ANSWER_TOKENS) {
      account.uncutBecause("too-few-tokens-left");
      mayCut = false;
      wanted = null;
      return;
    }
    held = new Held(cut, last, remaining);
    sink.readFrom(null);
    first.pause();
  }

  private void goOnFrom(Held at) {
    if (wanted == null) { // the thinking has ended by itself in what had already arrived
      goOnUncut(at);
      return;
    }
    try {
      // Only the repeats of a loop, which the client has seen, are left out of the prompt.
      String seen = thinking.substring(0, Math.toIntExact(at.last.atChars()));
      boolean loop = at.cut.promptChars() < at.cut.atChar();
      String prompt = loop ? seen.substring(0, Math.toIntExact(at.cut.promptChars())) : seen;
      Guidance guidance = Guidance.inLanguageOf(seen);
      Cut.Ending ending = at.cut.ending();
      ChatExchange.Surroundings around = exchange.surroundings();
      ContinuationSplicer splicer =
          around
              .dialect()
              .splicer(exchange.chat(), reader, at.last.kept(), around.settings().pithObject());
      boolean visible = around.settings().guideVisible();
      byte[] opening = splicer.opening(visible ? guidance.after(seen, ending) : "");
      byte[] body =
          around
              .dialect()
              .continuation(
                  exchange.chat(), prompt, guidance.after(prompt, ending), at.remainingTokens);
      at.continuation = exchange.goOn(body, splicer, new Answering(at, splicer, opening));
    } catch (RuntimeException failure) {
      runOnUntrimmed(failure);
    }
  }

  private void giveUpUnlessAsked(Held at) {
    if (at.continuation == null) {
      goOnUncut(at);
    }
  }

  private void goOnUncut(Held at) {
    held = null;
    wanted = null;
    mayCut = false;
    at.undelivered.forEach(sink::write);
    if (at.failure != null) {
      account.uncutBecause("upstream-failed");
      finish();
      sink.fail(at.failure);
    } else if (at.ended) {
      finish();
      sink.end();
    } else {
      sink.readFrom(first);
    }
  }

  private void runOnUntrimmed(RuntimeException failure) {
    LOG.error("an answer could not be read, it goes on untrimmed", failure);
    exchange.surroundings().meter().ownFailure();
    account.uncutBecause("own-failure");
    session.onEnd();
    readable = false;
    if (held != null) {
      goOnUncut(held);
    }
  }

  private void finish() {
    if (!over) {
      over = true;
      session.onEnd();
      exchange.surroundings().meter().requestEnded(account.close(exchange.mode() == Mode.SHADOW));
    }
  }

  /** What the events of the first call mean. */
  private final class Meaning implements ChatStreamReader.Listener {

    @Override
    public void onReasoning(String text) {
      if (mayCut) {
        thinking.append(text);
      }
      session.onThinking(text).filter(cut -> mayCut).ifPresent(cut -> wanted = cut);
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

  /** The answer that goes on from a cut. */
  private final class Answering implements Continuation.Listener {
    private final Held at;
    private final ContinuationSplicer splicer;
    private final byte[] opening;

    Answering(Held at, ContinuationSplicer splicer, byte[] opening) {
      this.at = at;
      this.splicer = splicer;
      this.opening = opening;
    }

    @Override
    public void onBegun() {
      first.cancel();
      session.onEnd();
      account.cut(at.last.kept());
      at.undelivered.clear();
      sink.write(at.last.bytes());
      sink.write(opening);
      if (at.continuation != null) {
        sink.readFrom(at.continuation.call());
      }
    }

    @Override
    public void onBytes(byte[] bytes) {
      sink.write(bytes);
    }

    @Override
    public void onEnd() {
      PithReport report =
          PithReport.of(
                  exchange.mode().name().toLowerCase(Locale.ROOT),
                  at.cut.reason(),
                  at.last.atChars(),
                  at.last.kept(),
                  exchange.surroundings().dialect().stopMethod())
              .withCosts(OptionalLong.of(session.verifierTokens()), OptionalLong.empty());
      sink.write(splicer.closing(report));
      finish();
      sink.end();
    }

    @Override
    public void onGivenUp(String reason) {
      exchange.surroundings().meter().continuationFailed();
      account.uncutBecause(reason);
      goOnUncut(at);
    }
  }
}
