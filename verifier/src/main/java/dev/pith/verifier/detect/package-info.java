/**
 * Detectors: further ways to tell that a model's answer has settled, beside the verifier.
 *
 * <h2>What it does</h2>
 *
 * <p>At a {@link dev.pith.verifier.detect.Checkpoint} of the thinking (a paragraph has ended, or
 * the model begins to reconsider) every {@link dev.pith.verifier.detect.Detector} is asked whether
 * the answer is settled there. It answers with a score in [0, 1], whenever it likes, and with what
 * asking has cost. {@link dev.pith.verifier.detect.DetectorPanel} combines the scores with the
 * verdict of the trimmer: pure, and driven by {@link dev.pith.verifier.trim.TraceTrimmer}.
 *
 * <h2>The detectors that come with Pith</h2>
 *
 * <p>All of them rest on a {@link dev.pith.verifier.detect.Prober}, which lets the same model go on
 * for a few tokens from a place near the checkpoint and tells their log-probabilities:
 *
 * <pre>
 *   .. 17 times 23 is 391.  │ margin: &lt;/think&gt; against the likeliest other token
 *   &lt;/think&gt;                 │ entropy: of the token that comes next
 *   The final answer is     │ forced-answer: the answer that is written here, compared with the ones before
 *                           │ confidence: geometric mean of the probabilities of its tokens
 * </pre>
 *
 * <p>What two detectors need from one place is asked for once, and paid by the first of them.
 */
@NullMarked
package dev.pith.verifier.detect;

import org.jspecify.annotations.NullMarked;
