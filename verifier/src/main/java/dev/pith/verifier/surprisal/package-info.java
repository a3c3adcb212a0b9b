/**
 * Pruning a finished reasoning trace by the surprise of its steps (ASAP, fine stage), and what that
 * is compared with.
 *
 * <h2>What it does</h2>
 *
 * <p>A trace that has done its work is sent again and again: in the memory of agents, as an
 * example, as training data. {@link dev.pith.verifier.surprisal.SurprisalPruner} keeps the steps
 * ({@link dev.pith.verifier.surprisal.TraceSteps}) whose first token surprises a model, up to a
 * {@link dev.pith.verifier.surprisal.Budget} of tokens. It must never prune the trace that the
 * answer in the making depends on.
 *
 * <pre>
 *   text ─► TraceSteps ─► StepScores ─┐
 *             │   └─────► TokenCounts ─┼─► SurprisalPruner ─► PrunedTrace
 *             └─────► ProtectedSteps ──┘
 * </pre>
 *
 * <p>Scores come from a {@link dev.pith.verifier.TokenScorer}, were captured while the trace was
 * written, or need no model at all; unknown ones keep their step.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * TraceSteps steps = TraceSteps.paragraphs(thinking);
 * new TracePruner(scorer, PruneSettings.defaults())
 *     .prune(question + "\n<think>\n", question, steps, Budget.ofShare(0.5))
 *     .thenAccept(pruned -> pruned.ifPresent(trace -> store(trace.text())));
 * }</pre>
 */
@NullMarked
package dev.pith.verifier.surprisal;

import org.jspecify.annotations.NullMarked;
