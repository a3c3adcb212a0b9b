package dev.pith.plugin.session;

import dev.pith.verifier.Verdict;
import dev.pith.verifier.Verifier;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A verifier that cannot hurt: it answers within a deadline, with few questions open at a time, and
 * abstains where the verifier behind it fails. Thread-safe.
 */
public final class GuardedVerifier implements Verifier {

  private static final Logger LOG = LoggerFactory.getLogger(GuardedVerifier.class);
  private static final int MAX_CAUSES_LOGGED = 64;

  /** A question cannot cost more; a higher price is a mistake, and would run over the sums. */
  private static final long MOST_TOKENS = 100_000_000;

  private final Verifier delegate;
  private final Duration deadline;
  private final Semaphore free;
  private final Runnable onFailure;
  private final Consumer<OptionalLong> onPrice;
  private final Set<String> causesLogged = ConcurrentHashMap.newKeySet();

  /** There are already as many questions open as may be. */
  private static final class BusyException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Guards a verifier.
   *
   * @param deadline how long an answer is waited for
   * @param concurrency most questions that are open at a time; further ones are not asked
   * @param onFailure called for each question that was not answered for any of these reasons
   * @param onPrice told what each question that was asked has cost, in tokens; nothing when nobody
   *     knows
   */
  public GuardedVerifier(
      Verifier delegate,
      Duration deadline,
      int concurrency,
      Runnable onFailure,
      Consumer<OptionalLong> onPrice) {
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency must be at least 1: " + concurrency);
    }
    this.delegate = delegate;
    this.deadline = deadline;
    this.free = new Semaphore(concurrency);
    this.onFailure = onFailure;
    this.onPrice = onPrice;
  }

  @Override
  public CompletionStage<Optional<Verdict>> statesAnswer(String question, String excerpt) {
    return guarded(() -> delegate.statesAnswer(question, excerpt));
  }

  @Override
  public CompletionStage<Optional<Verdict>> sameAnswer(
      String question, String first, String second) {
    return guarded(() -> delegate.sameAnswer(question, first, second));
  }

  @Override
  public Map<String, Object> status() {
    return delegate.status();
  }

  private CompletionStage<Optional<Verdict>> guarded(
      Supplier<CompletionStage<Optional<Verdict>>> call) {
    if (!free.tryAcquire()) {
      abstain(new BusyException());
      return CompletableFuture.completedFuture(Optional.empty());
    }
    CompletableFuture<Optional<Verdict>> asked;
    try {
      asked = call.get().toCompletableFuture();
    } catch (RuntimeException | LinkageError failure) {
      free.release();
      return CompletableFuture.completedFuture(priced(abstain(failure)));
    }
    CompletableFuture<Optional<Verdict>> answered =
        asked.isDone() ? asked : asked.copy().orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS);
    return answered.handle(
        (verdict, failure) -> {
          free.release();
          if (failure == null && verdict != null) {
            return priced(verdict);
          }
          asked.cancel(true);
          return priced(
              abstain(failure == null ? new NullPointerException("no verdict") : failure));
        });
  }

  private Optional<Verdict> priced(Optional<Verdict> told) {
    Optional<Verdict> verdict =
        told.map(
            each ->
                each.tokens().orElse(0) > MOST_TOKENS
                    ? each.withTokens(OptionalLong.empty())
                    : each);
    onPrice.accept(verdict.map(Verdict::tokens).orElse(OptionalLong.of(0)));
    return verdict;
  }

  /** Counts a failure; what the question has cost, nobody knows. */
  private Optional<Verdict> abstain(Throwable failure) {
    onFailure.run();
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    // The class alone: the message of a verifier's exception may hold text of the trace.
    String name = cause.getClass().getName();
    if (causesLogged.size() < MAX_CAUSES_LOGGED && causesLogged.add(name)) {
      LOG.warn("the verifier did not answer, its verdict counts as an abstention: {}", name);
    }
    return Optional.of(Verdict.abstention(OptionalLong.empty()));
  }
}
