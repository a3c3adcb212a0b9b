/**
 * Grading what a trace answers when only a part of its thinking is kept.
 *
 * <p>Every grade says what it rests on: an answer that was recorded, an answer that the kept text
 * states, or the assumption that the answer stays the same.
 */
@NullMarked
package dev.pith.eval.grade;

import org.jspecify.annotations.NullMarked;
