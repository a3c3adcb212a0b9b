package dev.pith.ragcache.engine.gguf;

import dev.pith.ragcache.engine.math.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A complete model file with random weights, for tests and benchmarks: the same bytes for the same
 * settings on every JVM. The model talks nonsense, but its logits are as spread out as those of a
 * trained one.
 */
public final class RandomModelFile {

  private RandomModelFile() {}

  /** Returns settings for a small model of an architecture: llama, qwen2 or qwen3. */
  public static Builder builder(String architecture) {
    return new Builder(architecture);
  }

  /** The shape of the model. Not thread-safe. */
  public static final class Builder {

    final String architecture;
    final Set<String> without = new HashSet<>();
    int layers = 2;
    int embedding = 64;
    int heads = 4;
    int kvHeads = 2;
    int headDim;
    int feedForward = 128;
    int vocabulary = 96;
    int context = 512;
    float epsilon = 1e-5f;
    float ropeBase = 10_000;
    boolean ropeFreqs;
    String ropeScaling = "";
    float ropeFactor = 1;
    int ropeContext;
    TensorType weights = TensorType.F32;
    TensorType embeddings = TensorType.F32;
    boolean tied;
    boolean bias;
    boolean byteTokenizer;
    long seed = 1;
    Consumer<GgufWriter> extra = writer -> {};

    private Builder(String architecture) {
      if (!List.of("llama", "qwen2", "qwen3").contains(architecture)) {
        throw new IllegalArgumentException(
            "architecture must be llama, qwen2 or qwen3: " + architecture);
      }
      this.architecture = architecture;
      this.bias = architecture.equals("qwen2");
    }

    /** Sets the number of blocks; 2 unless set. */
    public Builder layers(int layers) {
      this.layers = positive("layers", layers);
      return this;
    }

    /** Sets the length of a hidden state; 64 unless set. */
    public Builder embedding(int embedding) {
      this.embedding = positive("embedding", embedding);
      return this;
    }

    /** Sets the query heads of a layer; 4 unless set. */
    public Builder heads(int heads) {
      this.heads = positive("heads", heads);
      return this;
    }

    /** Sets the key-value heads of a layer; 2 unless set. */
    public Builder kvHeads(int kvHeads) {
      this.kvHeads = positive("kvHeads", kvHeads);
      return this;
    }

    /** Sets the length of a head; embedding / heads unless set. */
    public Builder headDim(int headDim) {
      this.headDim = positive("headDim", headDim);
      return this;
    }

    /** Sets the inner length of the feed-forward part; 128 unless set. */
    public Builder feedForward(int feedForward) {
      this.feedForward = positive("feedForward", feedForward);
      return this;
    }

    /** Sets the number of tokens; 96 unless set, and never less than a tokenizer needs. */
    public Builder vocabulary(int vocabulary) {
      this.vocabulary = positive("vocabulary", vocabulary);
      return this;
    }

    /** Sets the number of positions; 512 unless set. */
    public Builder context(int context) {
      this.context = positive("context", context);
      return this;
    }

    /** Sets the epsilon of the norms; 1e-5 unless set. */
    public Builder epsilon(float epsilon) {
      this.epsilon = epsilon;
      return this;
    }

    /** Sets the base of the rotation's wavelengths; 10,000 unless set. */
    public Builder ropeBase(float ropeBase) {
      this.ropeBase = ropeBase;
      return this;
    }

    /** Adds {@code rope_freqs.weight}: the context scaling of Llama 3.1 with a factor of 8. */
    public Builder ropeFreqs(boolean ropeFreqs) {
      this.ropeFreqs = ropeFreqs;
      return this;
    }

    /**
     * Adds the keys of a context scaling.
     *
     * @param type such as {@code linear} or {@code yarn}
     * @param factor how many times longer the context becomes
     * @param originalContext how many positions it had before
     */
    public Builder ropeScaling(String type, float factor, int originalContext) {
      this.ropeScaling = type;
      this.ropeFactor = factor;
      this.ropeContext = originalContext;
      return this;
    }

    /** Sets the type of all matrices, embeddings included; F32 unless set. */
    public Builder weights(TensorType type) {
      this.weights = type;
      this.embeddings = type;
      return this;
    }

    /** Sets the type of {@code token_embd.weight} alone; call it after {@link #weights}. */
    public Builder embeddings(TensorType type) {
      this.embeddings = type;
      return this;
    }

    /** Sets whether the output shares the embeddings' weights; it does not unless set. */
    public Builder tied(boolean tied) {
      this.tied = tied;
      return this;
    }

    /** Sets whether queries, keys and values have biases; only those of qwen2 do unless set. */
    public Builder bias(boolean bias) {
      this.bias = bias;
      return this;
    }

    /**
     * Adds a byte-level BPE tokenizer with ChatML control tokens, {@code <think>} tags and a chat
     * template; without it the file has no tokenizer.
     */
    public Builder byteTokenizer() {
      this.byteTokenizer = true;
      return this;
    }

    /** Sets what the weights are made from; 1 unless set. */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /** Leaves out a key or a tensor, which makes a broken file. */
    public Builder without(String keyOrTensor) {
      without.add(keyOrTensor);
      return this;
    }

    /** Adds keys and tensors of the caller's own, also in the place of some that were left out. */
    public Builder with(Consumer<GgufWriter> extra) {
      this.extra = this.extra.andThen(extra);
      return this;
    }

    /** Writes the file; see {@link GgufWriter#write}. */
    public void write(Path file) throws IOException {
      RandomModelLayout.of(this).write(file);
    }

    private static int positive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " must be positive: " + value);
      }
      return value;
    }
  }
}
