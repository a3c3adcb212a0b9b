/**
 * The evaluation harness: the command line of demo, eval, bench and replay.
 *
 * <h2>What is measured</h2>
 *
 * <p>{@code pith eval trim} replays recorded reasoning traces. Each policy decides, trace by trace,
 * how much of the thinking is kept; all are graded by the same code. A row of the report is about
 * one data set, one model (or all of them) and traces that ended alike: what finished, what never
 * finished and what is not known to have finished are never added up.
 *
 * <h2>Saving</h2>
 *
 * <p>Saved is the share of the thinking tokens that lies after the cut, less what deciding cost:
 * what the verifier read and the text that leads the model to its answer. The controls pay nothing,
 * which favours them. Two means are given: of the traces (with a 95 % interval, drawn by question)
 * and of all tokens. Tokens are the recorded ones where there are any, else 3 characters each.
 *
 * <h2>Answers</h2>
 *
 * <p>Every accuracy after a cut carries one label: <em>recorded</em> when the model was made to
 * answer near the cut, <em>stated</em> when the kept text states an answer that can be checked by
 * rule, <em>assumed</em> when the answer of the full trace is taken over. Only the first is what
 * the model would have done. A changed answer is one that is not the full trace's own, right or
 * wrong; what the rules cannot decide counts as changed and as wrong. Accuracies are about the
 * traces with the strongest label of their group.
 *
 * <h2>Controls</h2>
 *
 * <p>The policies named {@code -equal} save as much as {@code pith} on the same group of traces:
 * the same share of each trace, the same number of tokens of each, or a random share (20 draws,
 * averaged). What {@code pith} gains over them is what it has understood. {@code oracle} knows the
 * end of the trace: the first point after which its answer never changes.
 *
 * <h2>Searches</h2>
 *
 * <p>{@code pith eval search} replays traces that were sampled side by side, and search trees. A
 * policy chooses among what was recorded, so every accuracy is recorded. Each question is played
 * with 100 shuffles of its traces, which are those of the published tables; intervals are drawn by
 * question. {@code pith eval search tune} freezes settings of Pith's vote in a file, which later
 * runs name.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code ./pith eval trim --traces traces/ --policy fixed-equal pith --json trim.json}</pre>
 */
@NullMarked
package dev.pith.eval;

import org.jspecify.annotations.NullMarked;
