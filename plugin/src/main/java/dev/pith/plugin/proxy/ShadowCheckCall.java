package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ChatStreamReader;
import dev.pith.plugin.dialect.ContinuationSplicer;
import dev.pith.plugin.dialect.PithReport;
import dev.pith.plugin.dialect.StreamEnd;
import dev.pith.plugin.dialect.UpstreamDialect;
import dev.pith.plugin.dialect.UsageReport;
import dev.pith.plugin.dialect.stop.ContinuationRecipe;
import dev.pith.plugin.savings.ShadowCheck;
import dev.pith.plugin.savings.ShadowCheck.Result;
import dev.pith.plugin.upstream.Continuation;
import dev.pith.plugin.upstream.RecipeCall.Route;
import dev.pith.plugin.wire.SseDecoder;
import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.answer.AnswerEquivalence;
import dev.pith.verifier.answer.AnswerExtractor;
import dev.pith.verifier.detect.ProbeCost;
import dev.pith.verifier.trim.Cut;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The check of one cut that is not made: when the client has its whole answer, the model is asked
 * for the one at the cut, and the two are compared.
 *
 * <p>It is told of the answer as that passes, and can never change it: what fails here is counted
 * and nothing else. Confined to the context of its request, save for {@link #breakOff}.
 */
final class ShadowCheckCall implements Continuation.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(ShadowCheckCall.class);

  private static final String OWN_FAILURE = "own-failure";
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** Answers that can be compared are far shorter. */
  private static final int MAX_ANSWER_CHARS = 1 << 16;

  private final ChatExchange exchange;
  private final StopPlan plan;
  private final Route route;
  private final ShadowChecks checks;
  private final StringBuilder thinking = new StringBuilder();
  private final StringBuilder whole = new StringBuilder();
  private final StringBuilder atTheCut = new StringBuilder();
  private final SseDecoder decoder;
  private final Promise<ShadowCheck> promise = Promise.promise();

  private @Nullable Cut wanted;
  private @Nullable ContinuationRecipe recipe;
  private @Nullable CutPlace place;
  private @Nullable Continuation call;
  private @Nullable ContinuationSplicer splicer;
  private boolean broken;
  private long timer;

  /**
   * Takes an answer that may be checked.
   *
   * @param plan how its thinking could be ended
   */
  ShadowCheckCall(ChatExchange exchange, StopPlan plan) {
    this.exchange = exchange;
    this.plan = plan;
    this.route = exchange.routeAside();
    this.checks = exchange.surroundings().shadowChecks();
    ChatStreamReader reader =
        UpstreamDialect.openAiChat(exchange.surroundings().settings().thinking(), false)
            .reader(
                exchange.chat(),
                Set.of(),
                new ChatStreamReader.Listener() {
                  @Override
                  public void onAnswer(String text) {
                    onAnswerAtTheCut(text);
                  }
                });
    this.decoder = new SseDecoder(reader::onEvent);
  }

  /** The thinking goes on, and this is where it would be cut, if anywhere in this piece. */
  void onThinking(String text, Optional<Cut> cut) {
    if (place == null) {
      thinking.append(text);
      cut.ifPresent(decided -> wanted = decided);
    }
  }

  /** The answer of the whole thinking goes on. */
  void onAnswer(String text) {
    if (whole.length() <= MAX_ANSWER_CHARS) {
      whole.append(text);
    }
  }

  /** An event of the answer has been read. */
  void onEvent(ChatStreamReader reader) {
    Cut cut = wanted;
    if (cut == null || place != null || broken || !reader.canCut()) {
      return;
    }
    try {
      recipe = plan.firstContinuation().orElse(null);
      place = recipe == null ? null : CutPlace.of(reader, cut, recipe);
    } catch (RuntimeException failure) {
      fail(failure);
    }
  }

  /**
   * Makes the check, behind everything that is under way for the client.
   *
   * @param reader the reader of the whole answer, which would have been cut
   * @return what came of it; never fails
   */
  Future<ShadowCheck> run(ChatStreamReader reader) {
    exchange.later(() -> begin(reader));
    return ended();
  }

  /** Returns what comes of it. */
  Future<ShadowCheck> ended() {
    return promise.future();
  }

  /** Tells whether clients would have to wait for it. */
  boolean standsInTheWay() {
    return !plan.choice().overlaps();
  }

  /**
   * Breaks it off. May be called on any thread.
   *
   * @param reason why, in a short stable word
   */
  void breakOff(String reason) {
    exchange.later(() -> end(ShadowCheck.failed(reason, cost())));
  }

  @Override
  public void onBegun() {}

  @Override
  public void onBytes(byte[] bytes) {
    decoder.onBytes(bytes);
  }

  @Override
  public void onEnd() {
    ContinuationSplicer read = splicer;
    if (read == null || read.end() != StreamEnd.COMPLETE) {
      end(ShadowCheck.failed("continuation-broken", cost()));
    } else if (read.cutFailed() || read.cameOnBothChannels()) {
      end(ShadowCheck.failed("thought-anew", cost()));
    } else {
      guarded(
          () -> {
            decoder.onBytes(lastBytes(read));
            decoder.onEnd();
            end(ShadowCheck.compared(compare(), cost()));
          });
    }
  }

  @Override
  public void onGivenUp(String reason) {
    end(ShadowCheck.failed(reason, cost()));
  }

  private void begin(ChatStreamReader reader) {
    Optional<String> objection = objection();
    if (objection.isPresent()) {
      end(ShadowCheck.notAsked(objection.get()));
    } else if (!checks.enter(this)) {
      end(ShadowCheck.notAsked("busy"));
    } else {
      guarded(() -> ask(reader));
    }
  }

  /** Returns why the model cannot be asked. */
  private Optional<String> objection() {
    if (broken) {
      return Optional.of(OWN_FAILURE);
    }
    if (!plan.choice().canStop()) {
      return Optional.of(plan.choice().reason());
    }
    if (plan.firstContinuation().isEmpty()) {
      return Optional.of("no-method-aside");
    }
    CutPlace there = place;
    if (there == null) {
      return Optional.of("ended-before-the-cut");
    }
    if (!there.leavesRoom(exchange.chat())) {
      return Optional.of("too-few-tokens-left");
    }
    if (whole.toString().isBlank()) {
      return Optional.of("no-whole-answer");
    }
    return whole.length() > MAX_ANSWER_CHARS ? Optional.of("answer-too-long") : Optional.empty();
  }

  private void ask(ChatStreamReader reader) {
    ContinuationRecipe method = recipe;
    CutPlace there = place;
    if (method == null || there == null) {
      throw new IllegalStateException("there is no place to ask at");
    }
    timer =
        route
            .vertx()
            .setTimer(
                LONGEST.toMillis(), late -> end(ShadowCheck.failed("answer-too-late", cost())));
    ContinuationSplicer reading =
        exchange.dialect().splicer(exchange.chat(), reader, there.last().kept(), false);
    splicer = reading;
    try {
      call =
          exchange.goOn(
              route,
              method,
              there.point(plan, exchange.chat(), reader, there.seen(thinking)),
              reading,
              this);
    } catch (IllegalArgumentException missing) {
      LOG.debug("a cut cannot be checked", missing);
      end(ShadowCheck.notAsked("continuation-not-possible"));
    }
  }

  private void onAnswerAtTheCut(String text) {
    atTheCut.append(text);
    if (atTheCut.length() > MAX_ANSWER_CHARS) {
      end(ShadowCheck.failed("answer-too-long", cost()));
    }
  }

  /** The last words share their chunk with the end. */
  private byte[] lastBytes(ContinuationSplicer read) {
    CutPlace there = place;
    ContinuationRecipe method = recipe;
    return there == null || method == null
        ? new byte[0]
        : read.closing(
            PithReport.of(
                "shadow",
                there.cut().reason(),
                there.last().atChars(),
                there.last().kept(),
                method.method()));
  }

  private Result compare() {
    String question = exchange.chat().question();
    String one = whole.toString().strip();
    String other = atTheCut.toString().strip();
    if (one.equals(other)) {
      return Result.SAME;
    }
    Optional<String> answer = AnswerExtractor.ofAnswer(question, one);
    Optional<String> cutAnswer = AnswerExtractor.ofAnswer(question, other);
    Agreement agreement =
        answer.isPresent() && cutAnswer.isPresent()
            ? AnswerEquivalence.compare(answer.get(), cutAnswer.get(), question)
            : Agreement.UNDECIDED;
    return switch (agreement) {
      case EQUAL -> Result.SAME;
      case DIFFERENT -> Result.CHANGED;
      case UNDECIDED -> Result.UNDECIDED;
    };
  }

  private ProbeCost cost() {
    UsageReport usage = splicer == null ? UsageReport.UNKNOWN : splicer.usage();
    return new ProbeCost(usage.promptTokens(), usage.cachedTokens(), usage.completionTokens());
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | StackOverflowError failure) {
      fail(failure);
      end(ShadowCheck.failed(OWN_FAILURE, cost()));
    }
  }

  private void fail(Throwable failure) {
    broken = true;
    exchange.surroundings().meter().ownFailure();
    LOG.error("a cut could not be checked", failure);
  }

  private void end(ShadowCheck came) {
    if (promise.tryComplete(came)) {
      route.vertx().cancelTimer(timer);
      if (call != null) {
        call.cancel();
      }
      checks.leave(this);
    }
  }
}
