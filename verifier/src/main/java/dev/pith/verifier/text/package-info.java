/**
 * A small learned reader of real reasoning text: how probable is it that the value which is stated
 * now is the answer that the model will end with?
 *
 * <p>Two logistic models over a few hundred cues (how plainly the value is stated, hashed words
 * around it, what was stated before) give a calibrated probability without a model server. {@link
 * dev.pith.verifier.text.TextVerifier} sees an excerpt alone; the trimmer also knows what the trace
 * stated before, see {@link dev.pith.verifier.text.StatementReader}. The weights are numbers under
 * hashed names; no text can be read back from them.
 */
@NullMarked
package dev.pith.verifier.text;

import org.jspecify.annotations.NullMarked;
