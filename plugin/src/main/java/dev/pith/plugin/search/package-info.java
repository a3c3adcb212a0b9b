/**
 * Tree search over a language model: many trajectories step by step, few of which go on.
 *
 * <h2>What it does</h2>
 *
 * <p>{@link dev.pith.plugin.search.TreeSearch} samples a level of steps, asks for the process
 * reward of each, groups them by meaning, and lets a {@link
 * dev.pith.verifier.search.SelectionPolicy} tell which go on; finished trajectories vote. It knows
 * the model as three ports: {@link dev.pith.plugin.search.StepGenerator}, {@link
 * dev.pith.plugin.search.StepScorer} and {@link dev.pith.plugin.search.StepEmbedder}. Nothing
 * blocks: every port answers with a future, and cancelling a future cancels the work.
 *
 * <h2>Savings</h2>
 *
 * <p>Which policy is used decides on KV; {@link dev.pith.plugin.search.TokenSaving} on the tokens
 * that are not generated at all.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * TreeSearch<EnginePath> search =
 *     TreeSearch.of(steps, rewards, SearchSettings.ofWidth(16))
 *         .policy(SelectionPolicy.ets(EtsSettings.narrowing(16, 4)))
 *         .saving(TokenSaving.defaults())
 *         .build();
 * steps.begin(messages).thenCompose(root -> search.run(question, root, seed))
 *     .thenAccept(result -> System.out.println(result.answer()));
 * }</pre>
 */
@NullMarked
package dev.pith.plugin.search;

import org.jspecify.annotations.NullMarked;
