package dev.pith.ragcache.engine;

/**
 * The shape of a decoder.
 *
 * @param architecture as the model file names it: {@code llama}, {@code qwen2} or {@code qwen3}
 * @param contextLength how many positions it was trained for
 * @param vocabulary how many tokens there are
 * @param embedding the length of a hidden state
 * @param layers how many blocks
 * @param feedForward the inner length of the feed-forward part
 * @param heads query heads of a layer
 * @param kvHeads key-value heads of a layer; divides {@code heads}
 * @param headDim the length of one head's query, key and value
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
    int headDim) {}
