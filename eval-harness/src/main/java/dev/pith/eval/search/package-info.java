/**
 * Replay of recorded searches: traces that were sampled side by side, and trees.
 *
 * <p>Every answer that is counted was recorded: policies choose among complete recordings and
 * recorded probes. Costs are those of the published tables; what probes cost is told beside them.
 */
@NullMarked
package dev.pith.eval.search;

import org.jspecify.annotations.NullMarked;
