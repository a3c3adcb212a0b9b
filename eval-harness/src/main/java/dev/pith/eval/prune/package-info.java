/**
 * {@code pith eval prune}: what a pruned thinking is still good for, measured on the embedded
 * model.
 *
 * <p>The model thinks about generated problems of the test split and scores its own traces. Each
 * trace is pruned by every score, and by chance, under the same budgets with the same protected
 * steps; then the model answers behind what is left.
 */
@NullMarked
package dev.pith.eval.prune;

import org.jspecify.annotations.NullMarked;
