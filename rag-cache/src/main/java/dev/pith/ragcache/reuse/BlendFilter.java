package dev.pith.ragcache.reuse;

import dev.pith.ragcache.engine.AttentionMass;
import dev.pith.ragcache.engine.KvSequence;
import dev.pith.ragcache.plan.TokenChoice;
import dev.pith.ragcache.store.LoadedChunk;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the tokens to repair by the values that they have behind a true first layer (CacheBlend,
 * arXiv 2405.16444). Attention goes by position, unlike that of the first prototype.
 */
final class BlendFilter implements RepairFilter {

  /** The layer whose values are compared. */
  private static final int CHECK_LAYER = 1;

  /** A row of a stored token. */
  private record Candidate(int row, int position, LoadedChunk chunk, int token) {}

  private final List<Candidate> candidates = new ArrayList<>();
  private final KvSequence kv;
  private final double share;

  /**
   * Creates a filter for one pass.
   *
   * @param rows the positions of the pass; row i is the i-th
   */
  BlendFilter(List<SegmentPlan> plans, KvSequence kv, BitSet rows, double share) {
    this.kv = kv;
    this.share = share;
    int row = 0;
    int next = 0;
    for (int position = rows.nextSetBit(0); position >= 0; ) {
      while (next < plans.size() && position >= plans.get(next).span().to()) {
        next++;
      }
      if (next < plans.size() && position >= plans.get(next).span().from()) {
        SegmentPlan plan = plans.get(next);
        LoadedChunk chunk = plan.chunk();
        if (chunk != null) {
          candidates.add(new Candidate(row, position, chunk, position - plan.span().from()));
        }
      }
      row++;
      position = rows.nextSetBit(position + 1);
    }
  }

  @Override
  public BitSet afterLayer(int layer, BitSet running, @Nullable AttentionMass mass) {
    return running;
  }

  @Override
  public boolean looksAtKv(int layer) {
    return layer == CHECK_LAYER;
  }

  @Override
  public BitSet afterKv(int layer, BitSet running) {
    double[] deviations = new double[candidates.size()];
    for (int i = 0; i < deviations.length; i++) {
      Candidate each = candidates.get(i);
      deviations[i] = kv.valueDistance(layer, each.position(), each.chunk().chunk(), each.token());
    }
    BitSet kept = (BitSet) running.clone();
    candidates.forEach(each -> kept.clear(each.row()));
    for (int chosen : TokenChoice.mostDeviating(deviations, share)) {
      kept.set(candidates.get(chosen).row());
    }
    return kept;
  }

  @Override
  public void charge(PrefillCost cost, int position, int layersRun) {
    if (layersRun == CHECK_LAYER) {
      cost.projection();
    }
  }
}
