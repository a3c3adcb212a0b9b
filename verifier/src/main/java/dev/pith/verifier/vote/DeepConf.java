package dev.pith.verifier.vote;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * DeepConf: what some full branches were sure of at their least sure place tells where the others
 * are stopped; votes weigh as much as their branch was sure there.
 */
final class DeepConf extends BranchPolicy {

  /*
   * Deep Think with Confidence, section 3.3
   * https://arxiv.org/abs/2508.15260
   *
   * A branch that has told nothing is never stopped and votes with 1.
   */

  private final int warmUp;
  private final double keptShare;
  private final double[] least;
  private double threshold = Double.NaN;
  private boolean warm;

  DeepConf(int limit, int warmUp, double keptShare) {
    super(limit);
    this.warmUp = warmUp;
    this.keptShare = keptShare;
    least = new double[limit];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
  }

  @Override
  public void onConfidence(int branch, double confidence) {
    if (!(confidence >= 0 && confidence < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("confidence must be at least 0: " + confidence);
    }
    least[branch] = Math.min(least[branch], confidence);
  }

  @Override
  public Decision onStep() {
    if (branches.started() == 0) {
      return start(warmUp);
    }
    if (!warm && branches.running() == 0) {
      warm = true;
      threshold = percentile(1 - keptShare);
      if (!branches.allStarted()) {
        return start(branches.limit());
      }
    }
    List<Integer> unsure = warm ? stopUnsure() : List.of();
    return branches.running() > 0 ? Decision.stopping(unsure) : end();
  }

  private List<Integer> stopUnsure() {
    List<Integer> unsure = new ArrayList<>();
    for (int branch = 0; branch < branches.started(); branch++) {
      if (branches.isRunning(branch) && least[branch] < threshold) {
        branches.stop(branch);
        unsure.add(branch);
      }
    }
    return unsure;
  }

  private Decision end() {
    vote.clear();
    for (int branch = 0; branch < branches.started(); branch++) {
      boolean sure = !(least[branch] < threshold);
      if (branches.isFinished(branch) && sure) {
        boolean told = least[branch] < Double.POSITIVE_INFINITY;
        vote.add(branches.last(branch), told ? Math.max(least[branch], Double.MIN_NORMAL) : 1);
      }
    }
    return Decision.ending(vote);
  }

  /** Interpolates between the two nearest ranks of what was told; NaN when nothing was. */
  private double percentile(double share) {
    double[] told =
        Arrays.stream(least).filter(value -> value < Double.POSITIVE_INFINITY).sorted().toArray();
    if (told.length == 0) {
      return Double.NaN;
    }
    double rank = share * (told.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, told.length - 1);
    return told[below] + (rank - below) * (told[above] - told[below]);
  }
}
