package dev.pith.plugin.search;

import dev.pith.verifier.search.SelectionPolicy;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a search is made of; see {@link TreeSearch.Builder}.
 *
 * @param embedder null when every step has a meaning of its own
 */
record SearchPlan<T extends Trajectory>(
    StepGenerator<T> generator,
    StepScorer<? super T> scorer,
    @Nullable StepEmbedder embedder,
    SelectionPolicy policy,
    AnswerReader answers,
    PathWeight weight,
    SearchSettings settings,
    TokenSaving saving,
    Executor executor) {}
