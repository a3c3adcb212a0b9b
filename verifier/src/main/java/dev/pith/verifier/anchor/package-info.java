/**
 * Pruning a finished reasoning trace by a direct derivation of its answer (ASAP, coarse stage).
 *
 * <h2>What it does</h2>
 *
 * <pre>
 *   question + answer ─► AnchorModel ─► anchor
 *   question + anchor + numbered steps ─► AnchorModel ─► numbers of the steps to drop ─► CoarseTrace
 *                            └─ nothing usable, asked again, still nothing ─► all steps, and why
 * </pre>
 *
 * <p>As published, the model writes the shortened text, and {@link
 * dev.pith.verifier.anchor.SectionCheck} refuses a text that is not the original with sections left
 * out ({@link dev.pith.verifier.anchor.AnchorSettings#published}). What the coarse stage leaves is
 * pruned further by {@link dev.pith.verifier.surprisal.TracePruner}.
 */
@NullMarked
package dev.pith.verifier.anchor;

import org.jspecify.annotations.NullMarked;
