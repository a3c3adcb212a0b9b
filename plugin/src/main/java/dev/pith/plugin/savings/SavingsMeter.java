package dev.pith.plugin.savings;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Adds up what requests saved and what that cost. Thread-safe, and cheap to write to from many
 * threads.
 *
 * <p>The reasons that it is given come from a fixed set: it keeps a count for each of them for
 * ever.
 */
public final class SavingsMeter {

  private final LongAdder requests = new LongAdder();
  private final Map<String, LongAdder> passed = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> observed = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> wouldCut = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> cut = new ConcurrentHashMap<>();
  private final LongAdder failedContinuations = new LongAdder();
  private final LongAdder ownFailures = new LongAdder();
  private final LongAdder verifierFailures = new LongAdder();
  private final Sum verifierTokens = new Sum();
  private final Sum thinkingTokens = new Sum();
  private final Sum wouldSaveTokens = new Sum();

  /** A sum that also counts how many parts it knows. */
  private static final class Sum {
    private final LongAdder sum = new LongAdder();
    private final LongAdder known = new LongAdder();
    private final LongAdder unknown = new LongAdder();

    void add(OptionalLong part) {
      part.ifPresentOrElse(
          value -> {
            sum.add(value);
            known.increment();
          },
          unknown::increment);
    }

    KnownSum snapshot() {
      return new KnownSum(sum.sum(), known.sum(), unknown.sum());
    }
  }

  /** Counts a request; called once for each, when it is over. */
  public void requestEnded(RequestSavings request) {
    requests.increment();
    increment(
        switch (request.outcome()) {
          case PASSED -> passed;
          case OBSERVED -> observed;
          case WOULD_CUT -> wouldCut;
          case CUT -> cut;
        },
        request.reason());
    if (request.outcome() != RequestSavings.Outcome.PASSED) {
      thinkingTokens.add(request.thinkingTokens());
    }
    if (request.outcome() == RequestSavings.Outcome.WOULD_CUT) {
      wouldSaveTokens.add(request.wouldSaveTokens());
    }
  }

  /** Counts a cut that was taken back because the model did not go on from it. */
  public void continuationFailed() {
    failedContinuations.increment();
  }

  /** Counts a request that runs on untrimmed because something of ours failed. */
  public void ownFailure() {
    ownFailures.increment();
  }

  /** Counts a question that the verifier failed to answer, or answered too late. */
  public void verifierFailed() {
    verifierFailures.increment();
  }

  /**
   * Counts what a question to the verifier cost, whenever that is known: a verdict may come when
   * its request is over.
   *
   * @param tokens the price; empty when nobody knows it
   */
  public void verifierAsked(OptionalLong tokens) {
    verifierTokens.add(tokens);
  }

  /** Returns the counts so far; it may fall between two updates of one request. */
  public SavingsSnapshot snapshot() {
    return new SavingsSnapshot(
        requests.sum(),
        counts(passed),
        counts(observed),
        counts(wouldCut),
        counts(cut),
        failedContinuations.sum(),
        ownFailures.sum(),
        verifierFailures.sum(),
        verifierTokens.snapshot(),
        thinkingTokens.snapshot(),
        wouldSaveTokens.snapshot());
  }

  private static void increment(Map<String, LongAdder> counts, String reason) {
    counts.computeIfAbsent(reason, unseen -> new LongAdder()).increment();
  }

  private static Map<String, Long> counts(Map<String, LongAdder> adders) {
    Map<String, Long> counts = new TreeMap<>();
    adders.forEach((reason, count) -> counts.put(reason, count.sum()));
    return counts;
  }
}
