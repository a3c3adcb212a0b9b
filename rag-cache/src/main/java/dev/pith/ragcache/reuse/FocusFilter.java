package dev.pith.ragcache.reuse;

import dev.pith.ragcache.engine.AttentionMass;
import dev.pith.ragcache.plan.Focus;
import dev.pith.ragcache.plan.FocusRule;
import dev.pith.ragcache.plan.FocusSettings;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Ends the repair of chunks that the question turns away from (Cache-Craft, arXiv 2502.15734,
 * section 3.2.2). Chunks that are not stored run on: they have no other KV.
 */
final class FocusFilter implements RepairFilter {

  private final List<SegmentPlan> chunks;
  private final int[] positions;
  private final int questionFrom;
  private final FocusRule rule;
  private Optional<Focus> focus = Optional.empty();

  /**
   * Creates a filter for one pass.
   *
   * @param positions those of the pass; row i is at the i-th
   */
  FocusFilter(
      List<SegmentPlan> chunks,
      int[] positions,
      int questionFrom,
      FocusSettings settings,
      int layers) {
    this.chunks = chunks;
    this.positions = positions;
    this.questionFrom = questionFrom;
    rule =
        new FocusRule(
            settings, layers, chunks.stream().mapToInt(plan -> plan.span().length()).toArray());
  }

  /** Returns the first layer that only chunks in focus ran; empty when there was none. */
  OptionalInt focusedFrom() {
    return focus.map(found -> OptionalInt.of(found.layer())).orElse(OptionalInt.empty());
  }

  @Override
  public BitSet afterLayer(int layer, BitSet running, @Nullable AttentionMass mass) {
    if (focus.isPresent() || mass == null) {
      return running;
    }
    double[] masses = new double[chunks.size()];
    for (int row = 0; row < positions.length; row++) {
      if (positions[row] >= questionFrom) {
        for (int i = 0; i < masses.length; i++) {
          masses[i] += mass.mass(layer, row, chunks.get(i).index());
        }
      }
    }
    focus = rule.onLayer(masses);
    return focus.map(found -> inFocus(found, running)).orElse(running);
  }

  @Override
  public void charge(PrefillCost cost, int position, int layersRun) {}

  private BitSet inFocus(Focus found, BitSet running) {
    BitSet kept = (BitSet) running.clone();
    for (int row = 0; row < positions.length; row++) {
      for (int i = 0; i < chunks.size(); i++) {
        SegmentPlan chunk = chunks.get(i);
        boolean within =
            positions[row] >= chunk.span().from() && positions[row] < chunk.span().to();
        if (within && chunk.hit() && !found.chunks().contains(i)) {
          kept.clear(row);
        }
      }
    }
    return kept;
  }
}
