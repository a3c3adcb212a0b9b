package dev.pith.eval.bench;

import dev.pith.ragcache.engine.gguf.RandomModelFile;
import dev.pith.ragcache.engine.math.TensorType;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The shape of a model with random weights that speed is measured on. Embeddings serve as output
 * weights, too, as in small models of today.
 *
 * @param name its size, for the report
 */
record BenchModel(
    String name,
    int layers,
    int embedding,
    int heads,
    int kvHeads,
    int feedForward,
    int vocabulary) {

  /** 2.6 million parameters: to see that it runs. */
  static final BenchModel TINY = new BenchModel("2.6 M", 4, 256, 4, 2, 512, 1_024);

  /** 20 million parameters. */
  static final BenchModel SMALL = new BenchModel("20 M", 6, 512, 8, 4, 1_408, 4_096);

  /** 100 million parameters. */
  static final BenchModel MEDIUM = new BenchModel("100 M", 12, 768, 12, 4, 2_048, 32_000);

  private static final int CONTEXT = 4_096;

  /** Writes the model with its matrices in that type and returns the file. */
  Path write(TensorType weights, Path folder) throws IOException {
    Path file = folder.resolve("%s-%s.gguf".formatted(name.replace(" ", ""), weights));
    RandomModelFile.builder("llama")
        .layers(layers)
        .embedding(embedding)
        .heads(heads)
        .kvHeads(kvHeads)
        .feedForward(feedForward)
        .vocabulary(vocabulary)
        .context(CONTEXT)
        .tied(true)
        .weights(weights)
        .write(file);
    return file;
  }
}
