/**
 * {@code pith prune}: recorded traces of any number, pruned by the surprise of their steps and
 * written as rows that trainers read.
 *
 * <pre>
 *   traces.jsonl ─► TraceLines ─► TraceScorer ─► SurprisalPruner ─┬► sft.jsonl
 *                       │                                         └► sft.random.jsonl (control)
 *                       └───────────► sft.rejects.jsonl            + sft.report.json
 * </pre>
 *
 * <p>One window of traces is held, whatever the size of the file. What was written is noted in a
 * journal every few seconds, so that a run that was killed goes on where it was and ends in the
 * same files as one that was not.
 */
@NullMarked
package dev.pith.eval.sft;

import org.jspecify.annotations.NullMarked;
