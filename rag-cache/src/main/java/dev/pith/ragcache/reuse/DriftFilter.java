package dev.pith.ragcache.reuse;

import dev.pith.ragcache.engine.AttentionMass;
import dev.pith.ragcache.plan.TokenChoice;
import dev.pith.ragcache.store.LoadedChunk;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the tokens to repair by how far what they gather in the first layer is from what they
 * gathered where their KV was computed. Only the attention of one layer runs for the others.
 */
final class DriftFilter implements RepairFilter {

  private final List<Integer> candidates = new ArrayList<>();
  private final List<Double> drifts = new ArrayList<>();
  private final List<SegmentPlan> plans;
  private final int[] positions;
  private final FirstLooks looks;
  private final double share;

  /**
   * Creates a filter for one pass.
   *
   * @param plans the reused chunks
   * @param positions those of the pass; row i is at the i-th
   * @param looks hears the pass
   */
  DriftFilter(List<SegmentPlan> plans, int[] positions, FirstLooks looks, double share) {
    this.plans = plans;
    this.positions = positions;
    this.looks = looks;
    this.share = share;
  }

  @Override
  public BitSet afterLayer(int layer, BitSet running, @Nullable AttentionMass mass) {
    return running;
  }

  @Override
  public boolean looksAtAttention(int layer) {
    return layer == FirstLooks.LAYER;
  }

  @Override
  public BitSet afterAttention(int layer, BitSet running) {
    BitSet kept = (BitSet) running.clone();
    int row = 0;
    for (SegmentPlan plan : plans) {
      LoadedChunk chunk = plan.chunk();
      for (; row < positions.length && positions[row] < plan.span().to(); row++) {
        int token = positions[row] - plan.span().from();
        if (token >= 0 && chunk != null) {
          kept.clear(row);
          candidates.add(row);
          drifts.add(looks.distance(positions[row], chunk.profile().firstLook(token)));
        }
      }
    }
    double[] scores = drifts.stream().mapToDouble(Double::doubleValue).toArray();
    for (int chosen : TokenChoice.largest(scores, TokenChoice.count(share, scores.length))) {
      kept.set(candidates.get(chosen));
    }
    return kept;
  }

  @Override
  public void charge(PrefillCost cost, int position, int layersRun) {
    cost.look(position);
  }
}
