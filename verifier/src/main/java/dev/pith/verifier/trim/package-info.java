/**
 * Deciding where a reasoning trace ends.
 *
 * <h2>What it does</h2>
 *
 * <p>{@link dev.pith.verifier.trim.TraceTrimmer} reads the thinking of a model while it streams and
 * says once, at most, where it must end and why. It is pure: the caller feeds text, forwards its
 * questions to a {@link dev.pith.verifier.Verifier}, hands the verdicts back whenever they come,
 * and acts on the cut.
 *
 * <h2>When it cuts</h2>
 *
 * <ul>
 *   <li><b>Overthinking.</b> In {@code PITH} mode every paragraph is read for an answer. Two of the
 *       last five statements must agree, at least 64 tokens apart, and outvote any later one that
 *       differs; a doubted statement never votes. A result that was derived 300 tokens or more
 *       before it is stated counts as the first statement. In {@code FAITHFUL} mode thoughts end at
 *       reflection words, a verifier reads them, and two equal comparisons in a row settle the
 *       answer (TrimR, Algorithm 1).
 *   <li><b>Detected.</b> Detectors say so, alone or together with the verdicts; see {@link
 *       dev.pith.verifier.detect}. Without detectors this never happens.
 *   <li><b>Underthinking.</b> Half of the client's token limit and twenty reflections went by
 *       without a settled answer (TrimR, Algorithm 2). Without a limit this never happens.
 *   <li><b>Repetition.</b> The text runs in a loop; see {@link
 *       dev.pith.verifier.trace.RepetitionDetector}.
 *   <li><b>Budget.</b> The configured thinking budget is used up.
 *   <li><b>Pattern.</b> A regular expression of the user's, {@code stop-pattern}, appears in the
 *       thinking. Another one, {@code check-pattern}, ends a thought where it appears, so that what
 *       stands before it is read for an answer, and put to the verifier.
 * </ul>
 *
 * <h2>Where it cuts</h2>
 *
 * <pre>
 *   READING ── decision ──► WAITING ── end of a sentence ──► CUT
 *      ▲                      │
 *      └── another answer ────┘        READING, WAITING ── onEnd ──► ENDED
 * </pre>
 *
 * <p>A decision waits for the end of a sentence, 48 tokens at most, then for white space; inside
 * open math or code 200 tokens longer. It never reaches back before text that was fed by an earlier
 * call. After a cut and after the end everything is ignored.
 *
 * <h2>Settings</h2>
 *
 * <p>{@link dev.pith.verifier.trim.TrimSettings} names every value with its unit, range, default
 * and source.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * TraceTrimmer trimmer =
 *     new TraceTrimmer(TrimSettings.pith(), question, OptionalLong.empty(), listener);
 * trimmer.onText("6 boxes of 7 pens make 42. So the answer is 42.\n\n");
 * trimmer.onEnd();
 * }</pre>
 */
@NullMarked
package dev.pith.verifier.trim;

import org.jspecify.annotations.NullMarked;
