package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ChatStreamReader;
import dev.pith.plugin.dialect.ContinuationSplicer;
import dev.pith.plugin.dialect.CutEvent;
import dev.pith.plugin.dialect.PithReport;
import dev.pith.plugin.dialect.TokenCount;
import dev.pith.plugin.upstream.Continuation;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.Guidance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A first call that is held at a cut: what the client has not got of it, and the continuation that
 * may take its place.
 *
 * <p>The client gets nothing of the cut itself before the model has gone on from it, so that the
 * cut can be taken back without a trace.
 */
final class HeldCut implements Continuation.Listener {

  /**
   * Learns which way it goes on: {@link #onTaken} and later {@link #onEnd}, or {@link #onGivenUp}.
   */
  interface Listener {
    /** The model goes on from the cut: the first call is not needed any more. */
    void onTaken(TokenCount kept);

    /** The answer from the cut is over, and all of it is written. */
    void onEnd();

    /** The model does not go on from the cut: the first call is the answer. */
    void onGivenUp(String reason);
  }

  private static final Logger LOG = LoggerFactory.getLogger(HeldCut.class);

  /** A model that may write only a few more words is not asked to answer with them. */
  private static final long MIN_ANSWER_TOKENS = 64;

  private final ChatExchange exchange;
  private final AnswerSink sink;
  private final Listener listener;
  private final Cut cut;
  private final CutEvent last;
  private final ContinuationSplicer splicer;
  private final List<byte[]> undelivered = new ArrayList<>();

  private byte[] opening = {};
  private long verifierTokens;
  private @Nullable Continuation continuation;

  /**
   * Holds a call at the event that was read last.
   *
   * @param reader the reader of the call, which says that it can be cut
   */
  HeldCut(
      ChatExchange exchange, AnswerSink sink, ChatStreamReader reader, Cut cut, Listener listener) {
    this.exchange = exchange;
    this.sink = sink;
    this.listener = listener;
    this.cut = cut;
    this.last = reader.cutAt(cut.atChar());
    ProxySettings settings = exchange.surroundings().settings();
    this.splicer =
        exchange
            .surroundings()
            .dialect()
            .splicer(exchange.chat(), reader, last.kept(), settings.pithObject());
  }

  /** Tells whether the client's limit leaves the model room for an answer. */
  boolean leavesRoom() {
    OptionalLong remaining = remainingTokens();
    return remaining.isEmpty() || remaining.getAsLong() >= MIN_ANSWER_TOKENS;
  }

  /** Keeps what the client would have got of the first call. */
  void keep(byte[] bytes) {
    undelivered.add(bytes);
  }

  /**
   * Asks the model to go on.
   *
   * @param thinking all of the thinking so far
   * @param tokensOfVerdicts what deciding to cut has cost
   */
  void goOn(CharSequence thinking, long tokensOfVerdicts) {
    verifierTokens = tokensOfVerdicts;
    // Only the repeats of a loop, which the client has seen, are left out of the prompt.
    String seen = thinking.subSequence(0, Math.toIntExact(last.atChars())).toString();
    boolean loop = cut.promptChars() < cut.atChar();
    String prompt = loop ? seen.substring(0, Math.toIntExact(cut.promptChars())) : seen;
    Guidance guidance = Guidance.inLanguageOf(seen);
    boolean visible = exchange.surroundings().settings().guideVisible();
    opening = splicer.opening(visible ? guidance.after(seen, cut.ending()) : "");
    byte[] body =
        exchange
            .surroundings()
            .dialect()
            .continuation(
                exchange.chat(), prompt, guidance.after(prompt, cut.ending()), remainingTokens());
    continuation = exchange.goOn(body, splicer, this);
  }

  /** Tells whether the model has been asked to go on. */
  boolean isAsked() {
    return continuation != null;
  }

  /** Writes what was kept of the first call: the client has then all that was read of it. */
  void takeBack() {
    undelivered.forEach(sink::write);
  }

  /** Breaks the continuation off. */
  void cancel() {
    if (continuation != null) {
      continuation.cancel();
    }
  }

  @Override
  public void onBegun() {
    undelivered.clear();
    listener.onTaken(last.kept());
    sink.write(last.bytes());
    sink.write(opening);
    if (continuation != null) {
      sink.readFrom(continuation.call());
    }
  }

  @Override
  public void onBytes(byte[] bytes) {
    sink.write(bytes);
    sink.flush();
  }

  @Override
  public void onEnd() {
    PithReport report =
        PithReport.of(
                exchange.mode().name().toLowerCase(Locale.ROOT),
                cut.reason(),
                last.atChars(),
                last.kept(),
                exchange.surroundings().dialect().stopMethod())
            .withCosts(OptionalLong.of(verifierTokens), OptionalLong.empty());
    try {
      sink.write(splicer.closing(report));
    } catch (RuntimeException failure) {
      LOG.error("the end of an answer could not be written", failure);
      exchange.surroundings().meter().ownFailure();
    }
    listener.onEnd();
  }

  @Override
  public void onGivenUp(String reason) {
    listener.onGivenUp(reason);
  }

  private OptionalLong remainingTokens() {
    OptionalLong limit = exchange.chat().maxTokens();
    return limit.isEmpty() ? limit : OptionalLong.of(limit.getAsLong() - last.kept().tokens());
  }
}
