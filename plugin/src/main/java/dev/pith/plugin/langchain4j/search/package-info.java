/**
 * Embedding models of LangChain4j as what tells a tree search which steps mean the same.
 *
 * <pre>{@code
 * StepEmbedder embedder = new EmbeddingModelSteps(embeddingModel, 0.1, executor);
 * }</pre>
 */
@NullMarked
package dev.pith.plugin.langchain4j.search;

import org.jspecify.annotations.NullMarked;
