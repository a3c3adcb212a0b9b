package dev.pith.eval.grade;

import dev.pith.verifier.answer.Agreement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a trace answers after a cut, compared with what it answers in full.
 *
 * @param label what the answer after a cut of this trace rests on
 * @param answer the answer; empty when there is none, or none can be told
 * @param agreement whether it is the answer of the full trace; null when that has none or it cannot
 *     be told
 * @param correct whether it is right; null when it cannot be told
 */
public record Grade(
    AccuracyLabel label,
    Optional<String> answer,
    @Nullable Agreement agreement,
    @Nullable Boolean correct) {}
