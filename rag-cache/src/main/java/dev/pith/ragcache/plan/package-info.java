/**
 * What of a chunk's KV must be computed again where it is reused: Cache-Craft (arXiv 2502.15734) as
 * pure functions, without an engine, a store or a clock.
 *
 * <p>A chunk's KV is stored with a {@link dev.pith.ragcache.plan.ContextProfile}. When the chunk is
 * retrieved again, behind other segments:
 *
 * <pre>{@code
 * FixPlanner planner = new FixPlanner(FixSettings.calibrated().withAlpha(alpha));
 * planner
 *     .choose(profiles, prefix, prefixLengths) // empty: a miss, compute the whole chunk
 *     .map(choice -> planner.tokens(profiles.get(choice.index()), choice.estimate().overhead()));
 * }</pre>
 *
 * <ul>
 *   <li>{@link dev.pith.ragcache.plan.FixSettings}: the paper's formulas as they are, or repaired;
 *       {@link dev.pith.ragcache.plan.AlphaCalibration} finds their one free factor.
 *   <li>{@link dev.pith.ragcache.plan.TokenChoice}: the choices of rival methods, on the same
 *       inputs.
 *   <li>{@link dev.pith.ragcache.plan.FocusRule}: which chunks the question is about, so that the
 *       repair of the others can end early.
 *   <li>{@link dev.pith.ragcache.plan.PreloadDepth}, {@link dev.pith.ragcache.plan.UseScore} and
 *       {@link dev.pith.ragcache.plan.GreedyDualClock}: when to load, and what to keep.
 * </ul>
 */
@NullMarked
package dev.pith.ragcache.plan;

import org.jspecify.annotations.NullMarked;
