/**
 * Tree search on the embedded engine: branches fork the KV of the step that they follow, and the
 * bytes that are held are read off.
 *
 * <p>A block of KV that branches share is held once; to write into it copies it. A trajectory that
 * is not continued gives its blocks back at once. The process reward is the probability of Yes that
 * the model itself gives to "is the last step right?", asked behind the KV that is there.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * try (LocalModel model = LocalModel.open(ModelSettings.embedded())) {
 *   EngineSteps steps = EngineSteps.of(model, executor);
 *   TreeSearch<EnginePath> search =
 *       TreeSearch.of(steps, new EngineRewards(model, executor), SearchSettings.ofWidth(16)).build();
 *   SearchResult result =
 *       steps.begin(messages).thenCompose(root -> search.run(question, root, 1)).join();
 * }
 * }</pre>
 */
@NullMarked
package dev.pith.plugin.search.engine;

import org.jspecify.annotations.NullMarked;
