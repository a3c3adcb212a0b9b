package dev.pith.plugin.langchain4j.search;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.pith.plugin.search.StepEmbedder;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Asks an embedding model of LangChain4j what steps mean. Thread-safe, as the model is. */
public final class EmbeddingModelSteps implements StepEmbedder {
  private final EmbeddingModel model;
  private final double cut;
  private final Executor executor;

  /**
   * Asks a model.
   *
   * @param cut mean cosine distance up to which steps mean the same, in [0, 2]. It belongs to the
   *     model: measure it on steps that mean the same and on others
   * @param executor where the model is called, which may block for as long as that takes
   */
  public EmbeddingModelSteps(EmbeddingModel model, double cut, Executor executor) {
    if (!(cut >= 0 && cut <= 2)) {
      throw new IllegalArgumentException("cut must be in [0, 2]: " + cut);
    }
    this.model = model;
    this.cut = cut;
    this.executor = executor;
  }

  @Override
  public CompletableFuture<List<float[]>> embed(List<String> texts) {
    return CompletableFuture.supplyAsync(() -> vectors(texts), executor);
  }

  @Override
  public double cut() {
    return cut;
  }

  @Override
  public String name() {
    return String.format(Locale.ROOT, "%s, cut %.3f", model.getClass().getSimpleName(), cut);
  }

  private List<float[]> vectors(List<String> texts) {
    return model.embedAll(texts.stream().map(TextSegment::from).toList()).content().stream()
        .map(Embedding::vector)
        .toList();
  }
}
