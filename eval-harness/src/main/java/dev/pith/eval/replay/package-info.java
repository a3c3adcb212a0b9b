/**
 * A model that only remembers: recorded traces, served over real HTTP in the shape of an
 * OpenAI-style API.
 *
 * <p>A reply streams the recorded thinking and answer at a set rate and stops at once when the
 * client goes away. A continuation, which is what a trimming proxy asks for after a cut, is
 * answered with what the recording knows about that point, and the reply says how much that is: see
 * {@link dev.pith.eval.replay.AnswerSource}.
 */
@NullMarked
package dev.pith.eval.replay;

import org.jspecify.annotations.NullMarked;
