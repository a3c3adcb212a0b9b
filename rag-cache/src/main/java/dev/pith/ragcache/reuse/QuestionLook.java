package dev.pith.ragcache.reuse;

import dev.pith.ragcache.engine.AttentionMass;
import dev.pith.ragcache.plan.TokenChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds the stored tokens that a question looks at. */
final class QuestionLook {

  private final int[] candidates;
  private final AttentionMass observer;

  QuestionLook(ChunkedPrompt prompt, List<SegmentPlan> plans) {
    int[] segmentOfPosition = new int[prompt.length()];
    List<Integer> positions = new ArrayList<>();
    for (SegmentPlan plan : plans) {
      if (plan.hit() && !prompt.isLead(plan.index())) {
        for (int position = plan.span().from(); position < plan.span().to(); position++) {
          positions.add(position);
        }
      }
    }
    int elsewhere = positions.size();
    Arrays.fill(segmentOfPosition, elsewhere);
    for (int i = 0; i < positions.size(); i++) {
      segmentOfPosition[positions.get(i)] = i;
    }
    candidates = positions.stream().mapToInt(Integer::intValue).toArray();
    observer = new AttentionMass(segmentOfPosition, elsewhere + 1);
  }

  /** Returns what the question's pass is observed by. */
  AttentionMass observer() {
    return observer;
  }

  /**
   * Returns the positions with most attention of all layers and rows: a share of the stored ones.
   */
  List<Integer> most(double share, int layers, int rows) {
    double[] scores = new double[candidates.length];
    for (int layer = 0; layer < layers; layer++) {
      for (int row = 0; row < rows; row++) {
        for (int i = 0; i < scores.length; i++) {
          scores[i] += observer.mass(layer, row, i);
        }
      }
    }
    return Arrays.stream(TokenChoice.largest(scores, TokenChoice.count(share, scores.length)))
        .mapToObj(i -> candidates[i])
        .toList();
  }
}
