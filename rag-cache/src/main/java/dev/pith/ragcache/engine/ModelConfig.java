package dev.pith.ragcache.engine;

/**
 * The shape and the constants of a decoder.
 *
 * @param architecture as the model file names it: {@code llama}, {@code qwen2} or {@code qwen3}
 * @param contextLength how many positions it was trained for
 * @param vocabulary how many tokens there are
 * @param embedding the length of a hidden state
 * @param layers how many blocks
 * @param feedForward the inner length of the feed-forward part
 * @param heads query heads of a layer
 * @param kvHeads key-value heads of a layer; divides {@code heads}
 * @param headDim the length of one head's query, key and value; even
 * @param rmsEpsilon what the norms add to the mean square
 * @param rotary how positions enter
 */
public record ModelConfig(
    String architecture,
    int contextLength,
    int vocabulary,
    int embedding,
    int layers,
    int feedForward,
    int heads,
    int kvHeads,
    int headDim,
    float rmsEpsilon,
    RotaryConfig rotary) {

  /** Checks the ranges. */
  public ModelConfig {
    requirePositive("contextLength", contextLength);
    requirePositive("vocabulary", vocabulary);
    requirePositive("embedding", embedding);
    requirePositive("layers", layers);
    requirePositive("feedForward", feedForward);
    requirePositive("heads", heads);
    requirePositive("kvHeads", kvHeads);
    requirePositive("headDim", headDim);
    if (heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "kvHeads must divide heads, %d: %d".formatted(heads, kvHeads));
    }
    if (headDim % 2 != 0) {
      throw new IllegalArgumentException("headDim must be even: " + headDim);
    }
    if (!(rmsEpsilon > 0)) {
      throw new IllegalArgumentException("rmsEpsilon must be positive: " + rmsEpsilon);
    }
  }

  /** Returns the length of a layer's queries: all heads. */
  int queryWidth() {
    return heads * headDim;
  }

  /** Returns the length of a layer's keys, and of its values: all key-value heads. */
  int kvWidth() {
    return kvHeads * headDim;
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }
}
