package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ChatStreamReader;
import dev.pith.plugin.dialect.ContinuationSplicer;
import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.dialect.PithReport;
import dev.pith.plugin.dialect.StopMethod;
import dev.pith.plugin.dialect.TokenCount;
import dev.pith.plugin.dialect.UsageReport;
import dev.pith.plugin.dialect.stop.ContinuationRecipe;
import dev.pith.plugin.dialect.stop.CutPoint;
import dev.pith.plugin.dialect.stop.StopRecipe;
import dev.pith.plugin.upstream.Continuation;
import dev.pith.plugin.upstream.RecipeCall.Route;
import dev.pith.verifier.trim.Cut;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A first call that is held at a cut: what the client has not got of it, and what may take its
 * place.
 *
 * <p>The client gets nothing of the cut itself before the model has gone on from it. Where two
 * calls may run side by side the first one is only held, so that the cut can be taken back without
 * a trace. Elsewhere the first one is given up before the model goes on; if it does not, the next
 * method is tried once, and then the question is asked once more and its answer is what the client
 * gets.
 */
final class HeldCut implements Continuation.Listener {

  /**
   * Learns which way it goes on: {@link #onTaken} and later {@link #onEnd}, or {@link #onGivenUp}.
   */
  interface Listener {
    /** The first call is given up before there is anything in its place. */
    void onFirstGivenUp();

    /**
     * An answer has begun: the first call is not needed any more.
     *
     * @param reasked whether it is that of the question asked once more
     */
    void onTaken(TokenCount kept, boolean reasked);

    /**
     * The answer is over, and all of it is written.
     *
     * @param whole usage of both calls together
     * @param continuation that of the call that went on
     */
    void onEnd(UsageReport whole, UsageReport continuation);

    /** Returns what deciding to cut has cost by now; empty when not all of it is known. */
    OptionalLong verifierTokens();

    /** The model does not go on from the cut: the first call is the answer. */
    void onGivenUp(String reason);
  }

  private static final Logger LOG = LoggerFactory.getLogger(HeldCut.class);

  private final ChatExchange exchange;
  private final AnswerSink sink;
  private final ChatStreamReader reader;
  private final Listener listener;
  private final Cut cut;
  private final boolean overlaps;
  private final List<byte[]> undelivered = new ArrayList<>();

  private ContinuationRecipe recipe;
  private CutPlace place;
  private String thinking = "";
  private byte[] opening = {};
  private boolean asked;
  private boolean secondTry;
  private boolean reasked;
  private @Nullable ContinuationSplicer splicer;
  private @Nullable Continuation continuation;

  /**
   * Holds a call at the event that was read last.
   *
   * @param reader the reader of the call, which says that it can be cut
   * @param recipe how the model is made to go on
   */
  HeldCut(
      ChatExchange exchange,
      AnswerSink sink,
      ChatStreamReader reader,
      Cut cut,
      ContinuationRecipe recipe,
      Listener listener) {
    this.exchange = exchange;
    this.sink = sink;
    this.reader = reader;
    this.listener = listener;
    this.cut = cut;
    this.overlaps = exchange.plan().choice().overlaps();
    this.recipe = recipe;
    this.place = CutPlace.of(reader, cut, recipe);
  }

  /** Tells whether the client's limit leaves the model room for an answer. */
  boolean leavesRoom() {
    return place.leavesRoom(exchange.chat());
  }

  /** Keeps what the client would have got of the first call. */
  void keep(byte[] bytes) {
    undelivered.add(bytes);
  }

  /**
   * Asks the model to go on.
   *
   * @param thoughts all of the thinking so far
   */
  void goOn(CharSequence thoughts) {
    thinking = thoughts.toString();
    if (!overlaps) {
      listener.onFirstGivenUp();
    }
    tryRecipe();
  }

  /** Tells whether the model has been asked to go on. */
  boolean isAsked() {
    return asked;
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
    listener.onTaken(place.last().kept(), reasked);
    sink.write(place.last().bytes());
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
    if (!reasked) {
      boolean anew = splicer().cutFailed() || splicer().cameOnBothChannels();
      exchange.record(recipe.method(), anew ? Optional.of("thought-anew") : Optional.empty());
    }
    writeEnd();
    listener.onEnd(splicer().mergedUsage(), splicer().usage());
  }

  @Override
  public void onGivenUp(String reason) {
    if (reasked) {
      listener.onTaken(place.last().kept(), true); // there is nothing else: the client is told so
      writeEnd();
      listener.onEnd(splicer().mergedUsage(), splicer().usage());
      return;
    }
    exchange.surroundings().meter().continuationFailed();
    if (!reason.equals("own-failure") && !reason.equals("continuation-overloaded")) {
      exchange.record(recipe.method(), Optional.of(reason));
    }
    if (overlaps) {
      listener.onGivenUp(reason);
      return;
    }
    Optional<StopRecipe> next = secondTry ? Optional.empty() : exchange.plan().after(recipe);
    if (next.isPresent() && next.get() instanceof ContinuationRecipe other) {
      secondTry = true;
      recipe = other;
      place = CutPlace.of(reader, cut, other);
      tryRecipe();
    } else {
      tryReask();
    }
  }

  private void tryReask() {
    try {
      reask();
    } catch (RuntimeException failure) {
      LOG.error("a question cannot be asked once more", failure);
      exchange.surroundings().meter().ownFailure();
      listener.onTaken(place.last().kept(), true);
      sink.write(ErrorBody.badGateway("pith: the answer was lost").toEvent());
      listener.onEnd(UsageReport.UNKNOWN, UsageReport.UNKNOWN);
    }
  }

  private void tryRecipe() {
    try {
      goOnBy(recipe);
    } catch (IllegalArgumentException missing) {
      LOG.debug("a cut cannot be made", missing);
      onGivenUp("continuation-not-possible");
    } catch (RuntimeException failure) {
      LOG.error("a cut cannot be made", failure);
      exchange.surroundings().meter().ownFailure();
      onGivenUp("own-failure");
    }
  }

  private void goOnBy(ContinuationRecipe method) {
    asked = true;
    String seen = place.seen(thinking);
    ContinuationSplicer writer =
        exchange.dialect().splicer(exchange.chat(), reader, place.last().kept(), withReport());
    boolean visible = exchange.surroundings().settings().options().guideVisible();
    opening = writer.opening(visible ? place.guide(seen) : "", method.answerHead());
    splicer = writer;
    CutPoint point = place.point(exchange.plan(), exchange.chat(), reader, seen);
    Route route = exchange.route().ofAnswerUnderWay();
    continuation = exchange.goOn(route, method, point, writer, this);
  }

  private void reask() {
    reasked = true;
    ContinuationSplicer writer =
        exchange
            .dialect()
            .answerSplicer(exchange.chat(), reader, place.last().kept(), withReport());
    opening = writer.opening("", "");
    splicer = writer;
    continuation = exchange.reask(writer, this);
  }

  private void writeEnd() {
    StopMethod method = reasked ? StopMethod.NONE : recipe.method();
    PithReport report =
        PithReport.of("auto", cut.reason(), place.last().atChars(), place.last().kept(), method)
            .withCosts(listener.verifierTokens(), OptionalLong.empty());
    try {
      sink.write(splicer().closing(report));
    } catch (RuntimeException failure) {
      LOG.error("the end of an answer could not be written", failure);
      exchange.surroundings().meter().ownFailure();
    }
  }

  private ContinuationSplicer splicer() {
    return Objects.requireNonNull(splicer, "the model has been asked to go on");
  }

  private boolean withReport() {
    return exchange.surroundings().settings().pithObject();
  }
}
