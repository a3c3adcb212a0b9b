package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.math.WeightMatrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weight matrices over the same input, one on top of the other, so that their outputs stand side by
 * side.
 *
 * @param parts top to bottom
 * @param biases what is added to each part's output; null for nothing
 */
record WeightStack(List<WeightMatrix> parts, List<float @Nullable []> biases) {

  /** Returns how many rows it has: the length of its output. */
  int rows() {
    return parts.stream().mapToInt(WeightMatrix::rows).sum();
  }
}
