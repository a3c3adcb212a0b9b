package dev.pith.eval.search;

import dev.pith.eval.report.BootstrapInterval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A line of the report: one policy on one data set and model.
 *
 * @param questions how many there are
 * @param seeds how many shuffles each was played with
 * @param accuracy share of right answers; empty when no question has a reference answer
 * @param accuracyInterval drawn by question
 * @param gain accuracy less that of {@link VotePolicies#BASELINE}, with an interval over pairs
 * @param agreement share of answers that are those of the baseline
 * @param tokens of all branches, a mean over questions and shuffles; probes are not in it
 * @param probeTokens what the probes cost where KV is shared
 * @param sequentialTokens how long it took, in tokens of one branch
 * @param started branches started
 * @param peak branches that ran side by side at most
 */
record VoteRow(
    String dataset,
    String model,
    String policy,
    int questions,
    int seeds,
    OptionalDouble accuracy,
    Optional<BootstrapInterval> accuracyInterval,
    OptionalDouble gain,
    Optional<BootstrapInterval> gainInterval,
    double agreement,
    double tokens,
    double probeTokens,
    double sequentialTokens,
    double started,
    double peak) {

  /** The same draws for every row, so that rows over the same questions pair. */
  private static final long BOOTSTRAP_SEED = 1;

  /** Returns the row of a policy. */
  static VoteRow of(
      String dataset,
      String model,
      String policy,
      int seeds,
      VoteScores scores,
      VoteScores baseline) {
    VoteScores graded = scores.graded();
    double[] right = values(graded);
    double[] change = values(baseline.graded());
    for (int q = 0; q < change.length; q++) {
      change[q] = right[q] - change[q];
    }
    boolean any = right.length > 0;
    return new VoteRow(
        dataset,
        model,
        policy,
        scores.questions().size(),
        seeds,
        any ? OptionalDouble.of(mean(right)) : OptionalDouble.empty(),
        any ? Optional.of(interval(right)) : Optional.empty(),
        any ? OptionalDouble.of(mean(change)) : OptionalDouble.empty(),
        any ? Optional.of(interval(change)) : Optional.empty(),
        scores.mean(VoteScores.Question::agrees),
        scores.mean(VoteScores.Question::tokens),
        scores.mean(VoteScores.Question::probes) * VoteScores.PROBE_TOKENS,
        scores.mean(VoteScores.Question::sequentialTokens),
        scores.mean(VoteScores.Question::started),
        scores.mean(VoteScores.Question::peak));
  }

  private static double[] values(VoteScores graded) {
    List<VoteScores.Question> questions = new ArrayList<>(graded.questions());
    return questions.stream().mapToDouble(VoteScores.Question::right).toArray();
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static BootstrapInterval interval(double[] values) {
    double[] counts = new double[values.length];
    Arrays.fill(counts, 1);
    return BootstrapInterval.ofMean(values, counts, BOOTSTRAP_SEED);
  }
}
