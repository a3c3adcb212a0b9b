package dev.pith.plugin.savings;

import dev.pith.verifier.detect.ProbeCost;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds up what requests saved and what that cost. Thread-safe, and cheap to write to from many
 * threads.
 *
 * <p>The reasons that it is given come from a fixed set: it keeps a count for each of them for
 * ever.
 */
public final class SavingsMeter {

  private static final Logger LOG = LoggerFactory.getLogger(SavingsMeter.class);

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
  private final ArmComparison arms = new ArmComparison();
  private final AtomicReference<@Nullable Instant> since = new AtomicReference<>();
  private final CostMeter costs;
  private final ShadowCheckMeter checks = new ShadowCheckMeter();
  private final List<Consumer<RequestRecord>> others;

  /** Creates a meter that knows no prices and tells nobody else. */
  public SavingsMeter() {
    this(Prices.UNKNOWN, List.of());
  }

  /**
   * Creates a meter.
   *
   * @param prices what tokens cost
   * @param others are given every answer that was read, such as a ledger; what they throw is logged
   */
  public SavingsMeter(Prices prices, List<Consumer<RequestRecord>> others) {
    this.costs = new CostMeter(prices);
    this.others = new CopyOnWriteArrayList<>(others);
  }

  /** Gives a further listener every answer that is read from now on. */
  public void onAnswer(Consumer<RequestRecord> other) {
    others.add(other);
  }

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

  /** Counts a request whose answer was read; called once for each, when it is over. */
  public void answerEnded(RequestRecord answer) {
    requestEnded(answer.savings());
    recall(answer);
    for (Consumer<RequestRecord> other : others) {
      try {
        other.accept(answer);
      } catch (RuntimeException failure) {
        LOG.warn("an answer could not be recorded", failure);
      }
    }
  }

  /** Takes an answer of an earlier run into what is compared and estimated, not into the counts. */
  public void recall(RequestRecord answer) {
    since.accumulateAndGet(
        answer.endedAt(),
        (known, ended) ->
            known == null || (ended != null && ended.isBefore(known)) ? ended : known);
    arms.add(answer);
    costs.add(answer);
    answer.check().ifPresent(checks::add);
  }

  /**
   * Returns what was saved so far.
   *
   * @param holdoutShare share of the conversations that are left as they are
   * @param checkShare share of the answers that are checked, of those that would have been cut
   * @param ledger the file that holds every answer; null without one
   */
  public SavingsReport report(
      double holdoutShare, double checkShare, SavingsReport.@Nullable LedgerState ledger) {
    HoldoutEstimate measured = arms.estimate();
    Instant first = since.get();
    return new SavingsReport(
        first == null ? null : first.toString(),
        holdoutShare,
        measured,
        new SavingsReport.Shadow(
            wouldCut.values().stream().mapToLong(LongAdder::sum).sum(), wouldSaveTokens.snapshot()),
        checks.report(checkShare),
        costs.report(measured.tokensSaved()),
        ledger);
  }

  /** Counts a cut that was taken back because the model did not go on from it. */
  public void continuationFailed() {
    failedContinuations.increment();
  }

  /** Counts a request that runs on untrimmed because something of ours failed. */
  public void ownFailure() {
    ownFailures.increment();
  }

  /** Counts a call of our own, by which it is found out what a model can do. */
  public void capabilityProbed(ProbeCost call) {
    costs.addCapability(call);
  }

  /** Counts a prompt that the server was given to read ahead. */
  public void primed(ProbeCost call) {
    costs.addPrime(call);
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
