/**
 * Selecting which trajectories of a tree search go on (ETS, and what it is compared with).
 *
 * <h2>What it does</h2>
 *
 * <p>A search samples many steps at once, most of which say the same. A {@link
 * dev.pith.verifier.search.SelectionPolicy} looks at one level of the {@link
 * dev.pith.verifier.search.SearchTree} and tells which trajectories are kept and how often each is
 * continued. It is pure: who drives the search samples, scores and embeds the steps.
 *
 * <h2>ETS</h2>
 *
 * <p>The candidates that are kept are those with the greatest sum of
 *
 * <ul>
 *   <li>their share of the counts that REBASE would give ({@link
 *       dev.pith.verifier.search.RebaseAllocation}),
 *   <li>less {@code lambdaB} times the share of the tree's nodes that they need, so that KV is
 *       shared,
 *   <li>and {@code lambdaD} times the share of the meanings that they cover ({@link
 *       dev.pith.verifier.search.AverageLinkage} groups steps by meaning).
 * </ul>
 *
 * <p>{@link dev.pith.verifier.search.EtsSolver} finds them exactly, and proves it. Plain ETS
 * generates as many steps as REBASE does and saves KV alone; with {@code handBack} false the search
 * narrows as candidates are pruned, which saves tokens.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * SearchTree tree = new SearchTree(promptTokens);
 * ... // steps are sampled and added
 * int[] meanings = AverageLinkage.cluster(embeddings, 0.05);
 * Selection next = SelectionPolicy.ets(EtsSettings.published(16)).select(level, 16);
 * }</pre>
 */
@NullMarked
package dev.pith.verifier.search;

import org.jspecify.annotations.NullMarked;
