package dev.pith.verifier.client;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.pith.verifier.Verdict;
import dev.pith.verifier.Verifier;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/**
 * A verifier that asks a small model on an OpenAI-style server [1].
 *
 * <p>It never fails and never keeps anybody longer than its deadline: whatever goes wrong is an
 * abstention, counted by its cause. A verdict costs every token of its prompt, whether the server
 * had it cached or not, and the one that was generated; a verdict that was remembered, or that
 * somebody else is waiting for already, costs nothing. Verdicts come on a thread of its HTTP
 * client. Thread-safe.
 */
public final class ModelVerifier implements Verifier, AutoCloseable {

  /*
   * [1] TrimR: Verifier-based Training-Free Thinking Trimming for Efficient Test-Time Scaling,
   * section on two-stage verification. https://arxiv.org/abs/2505.17155
   */

  private final ModelVerifierSettings settings;
  private final Scheduler scheduler;
  private final AsyncCache<ByteBuffer, Outcome> outcomes;
  private final Breaker breaker;
  private final Routes routes = new Routes();
  private final Places places;
  private final ServerCalls calls;
  private final AskCounters counters = new AskCounters();
  private volatile boolean closed;

  /** A reply, or why there is none: failures are values here, and not remembered. */
  private record Outcome(@Nullable Reply reply, @Nullable Throwable failure) {}

  /** Creates a verifier; it makes no call before it is asked. */
  public ModelVerifier(ModelVerifierSettings settings) {
    this(settings, Clock.systemUTC(), Scheduler.systemScheduler());
  }

  /**
   * Creates a verifier with a time of its own.
   *
   * @param clock says when the breaker may try again
   * @param scheduler wakes it at deadlines
   */
  ModelVerifier(ModelVerifierSettings settings, Clock clock, Scheduler scheduler) {
    this.settings = settings;
    this.scheduler = scheduler;
    outcomes =
        Caffeine.newBuilder()
            .maximumSize(settings.cacheEntries())
            .executor(Runnable::run)
            .buildAsync();
    breaker = new Breaker(settings.failuresToOpen(), settings.openFor(), clock, routes::forget);
    // Which route the server knows is found out by one question, not by all at once.
    places =
        new Places(() -> routes.isProven() ? settings.maxConcurrent() : 1, settings.maxQueued());
    calls = new ServerCalls(settings);
  }

  @Override
  public CompletionStage<Optional<Verdict>> statesAnswer(String question, String excerpt) {
    return ask(Prompt.statesAnswer(settings.instructions(), question, excerpt));
  }

  @Override
  public CompletionStage<Optional<Verdict>> sameAnswer(
      String question, String first, String second) {
    return ask(Prompt.sameAnswer(settings.instructions(), question, first, second));
  }

  /**
   * Returns the server, the route, the state of the breaker, and counts: {@code asked} is the sum
   * of {@code answered}, {@code neither} (the model would have said neither Yes nor No) and the
   * {@code failures}; {@code remembered} and {@code shared} ones needed no call of their own. Of
   * tokens, {@code unknown} counts the calls whose part is not in the sum.
   */
  @Override
  public Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("url", settings.url().toString());
    status.put("model", settings.model());
    status.put("route", routes.isProven() ? routes.current().label() : "not known yet");
    status.put("breaker", breaker.state());
    status.putAll(counters.snapshot());
    status.put("running", places.running());
    status.put("waiting", places.waiting());
    return status;
  }

  /** Breaks off what is asked; later questions are abstentions. */
  @Override
  public void close() {
    closed = true;
    calls.close();
  }

  private CompletionStage<Optional<Verdict>> ask(Prompt prompt) {
    counters.asked();
    ByteBuffer key = prompt.digest();
    AtomicBoolean own = new AtomicBoolean();
    CompletableFuture<Outcome> asked =
        outcomes.get(
            key,
            (unseen, executor) -> {
              own.set(true);
              return call(prompt);
            });
    if (!own.get()) {
      counters.withoutCall(asked.isDone());
      return asked.thenApply(outcome -> verdict(outcome, false));
    }
    return asked.thenApply(
        outcome -> {
          if (outcome.reply() == null) {
            outcomes.asMap().remove(key, asked);
          }
          return verdict(outcome, true);
        });
  }

  private Optional<Verdict> verdict(Outcome outcome, boolean own) {
    if (outcome.reply() != null) {
      counters.answered(outcome.reply());
      Verdict verdict = outcome.reply().verdict();
      return Optional.of(own ? verdict : verdict.withTokens(OptionalLong.of(0)));
    }
    AskFailure cause = cause(outcome.failure());
    counters.failed(cause.reason());
    return own && cause.hasPrice()
        ? Optional.of(Verdict.abstention(OptionalLong.empty()))
        : Optional.empty();
  }

  private CompletableFuture<Outcome> call(Prompt prompt) {
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    Future<?> alarm =
        scheduler.schedule(
            Runnable::run,
            () -> answer.completeExceptionally(AskFailure.of(AskFailure.Cause.LATE)),
            settings.deadline().toNanos(),
            TimeUnit.NANOSECONDS);
    CompletableFuture<Outcome> outcome =
        answer.handle(
            (reply, failure) -> {
              alarm.cancel(false);
              return new Outcome(reply, failure);
            });
    places.run(answer, () -> begin(prompt, answer));
    return outcome;
  }

  /** Returns what is complete when no call is made any more. */
  private CompletionStage<?> begin(Prompt prompt, CompletableFuture<Reply> answer) {
    if (closed) {
      answer.completeExceptionally(AskFailure.of(AskFailure.Cause.CLOSED));
      return answer;
    }
    if (!breaker.allows()) {
      answer.completeExceptionally(AskFailure.of(AskFailure.Cause.BREAKER_OPEN));
      return answer;
    }
    return attempt(routes.current(), prompt, answer)
        .whenComplete(
            (reply, failure) -> {
              if (reply != null) {
                counters.paid(reply);
                breaker.succeeded();
                answer.complete(reply);
              } else {
                AskFailure cause = cause(failure);
                counters.paidUnknown();
                breaker.failed(cause);
                answer.completeExceptionally(cause);
              }
            });
  }

  private CompletionStage<Reply> attempt(
      Route route, Prompt prompt, CompletableFuture<Reply> answer) {
    Call call = calls.prepare(route, prompt);
    answer
        .minimalCompletionStage()
        .whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                call.cancel();
              }
            });
    counters.called();
    return ServerCalls.enqueue(call)
        .thenApply(
            reply -> {
              routes.works(route);
              return reply;
            })
        .exceptionallyCompose(
            failure -> {
              AskFailure cause = cause(failure);
              return cause.routeRefused() && !answer.isDone() && routes.refused(route)
                  ? attempt(routes.current(), prompt, answer)
                  : CompletableFuture.failedFuture(cause);
            });
  }

  private static AskFailure cause(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof AskFailure known ? known : AskFailure.of(AskFailure.Cause.UNREADABLE);
  }
}
