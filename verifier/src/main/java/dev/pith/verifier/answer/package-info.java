/**
 * Reading answers: which candidate answer a text states, and whether two answers are the same.
 *
 * <p>Rules only, no model. What the rules cannot tell stays undecided: {@link
 * dev.pith.verifier.answer.Agreement#UNDECIDED} is not a No.
 */
@NullMarked
package dev.pith.verifier.answer;

import org.jspecify.annotations.NullMarked;
