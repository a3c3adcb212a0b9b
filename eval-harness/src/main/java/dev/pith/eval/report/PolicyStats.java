package dev.pith.eval.report;

import dev.pith.eval.grade.AccuracyLabel;
import dev.pith.verifier.answer.Agreement;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Adds up the outcomes of one policy on one group of traces.
 *
 * <p>Accuracies are about the traces with the strongest label of the group, so that each carries
 * exactly one. What was not cut at all is as recorded. Not thread-safe.
 */
final class PolicyStats {
  private static final class QuestionSum {
    double saved;
    double weight;
  }

  private static final class Accuracy {
    double graded;
    double rightFull;
    double right;

    void add(Outcome outcome) {
      Boolean full = outcome.fullCorrect();
      Boolean cut = outcome.grade().correct();
      if (full != null && cut != null) {
        graded += outcome.weight();
        rightFull += full ? outcome.weight() : 0;
        right += cut ? outcome.weight() : 0;
      }
    }
  }

  private final RowKey key;
  private final String policy;
  private final Map<String, QuestionSum> questions = new LinkedHashMap<>();
  private final Map<AccuracyLabel, Accuracy> byLabel = new EnumMap<>(AccuracyLabel.class);
  private final Map<String, Double> reasons = new TreeMap<>();
  private double traces;
  private double tokensFull;
  private double tokensKept;
  private double tokensCost;
  private double saved;
  private double compared;
  private double changed;
  private double undecided;
  private double unstated;
  private boolean isCut;

  PolicyStats(RowKey key, String policy) {
    this.key = key;
    this.policy = policy;
  }

  void add(Outcome outcome) {
    double weight = outcome.weight();
    traces += weight;
    tokensFull += weight * outcome.fullTokens();
    tokensKept += weight * outcome.keptTokens();
    tokensCost += weight * outcome.costTokens();
    saved += weight * outcome.saved();
    QuestionSum question = questions.computeIfAbsent(outcome.question(), name -> new QuestionSum());
    question.saved += weight * outcome.saved();
    question.weight += weight;
    reasons.merge(outcome.reason(), weight, Double::sum);
    isCut |= outcome.keptTokens() < outcome.fullTokens();
    byLabel.computeIfAbsent(outcome.grade().label(), label -> new Accuracy()).add(outcome);
    addComparison(outcome, weight);
  }

  PolicyRow row(long seed) {
    Map.Entry<AccuracyLabel, Accuracy> strongest = byLabel.entrySet().iterator().next();
    Accuracy accuracy = strongest.getValue();
    return new PolicyRow(
        key,
        policy,
        (int) Math.round(traces),
        questions.size(),
        tokensFull,
        tokensKept,
        tokensCost,
        saved / traces,
        1.0 - (tokensKept + tokensCost) / tokensFull,
        BootstrapInterval.ofMean(
            questions.values().stream().mapToDouble(sum -> sum.saved).toArray(),
            questions.values().stream().mapToDouble(sum -> sum.weight).toArray(),
            seed),
        accuracy.graded,
        share(accuracy.rightFull, accuracy.graded),
        share(accuracy.right, accuracy.graded),
        isCut ? strongest.getKey() : AccuracyLabel.RECORDED,
        compared,
        compared > 0 ? OptionalDouble.of(changed) : OptionalDouble.empty(),
        undecided,
        unstated,
        reasons);
  }

  private void addComparison(Outcome outcome, double weight) {
    if (!outcome.isCompared()) {
      return;
    }
    compared += weight;
    changed += outcome.isChanged() ? weight : 0;
    undecided += outcome.grade().agreement() == Agreement.UNDECIDED ? weight : 0;
    unstated += outcome.grade().answer().isEmpty() ? weight : 0;
  }

  private static OptionalDouble share(double part, double whole) {
    return whole > 0 ? OptionalDouble.of(part / whole) : OptionalDouble.empty();
  }
}
