package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.gguf.GgufMetadata;
import dev.pith.ragcache.engine.gguf.GgufTensor;
import dev.pith.ragcache.engine.gguf.ModelFileException;
import java.util.Map;

/** Reads the shape and the constants of a decoder from the keys of its file. */
final class ModelConfigReader {

  private static final Map<String, RotaryConfig.Pairing> ARCHITECTURES =
      Map.of(
          "llama", RotaryConfig.Pairing.ADJACENT,
          "qwen2", RotaryConfig.Pairing.HALVES,
          "qwen3", RotaryConfig.Pairing.HALVES);

  private static final String TOKENS_KEY = "tokenizer.ggml.tokens";

  /** Wider layers exist nowhere, and sums and products of widths stay within 31 bits. */
  private static final int MAX_WIDTH = 1 << 20;

  private final GgufFile file;
  private final GgufMetadata metadata;
  private final String architecture;

  private ModelConfigReader(GgufFile file) throws ModelFileException {
    this.file = file;
    this.metadata = file.metadata();
    this.architecture = metadata.string("general.architecture");
  }

  /**
   * Returns what the file says.
   *
   * @throws ModelFileException when it describes a decoder that this engine does not run
   */
  static ModelConfig read(GgufFile file) throws ModelFileException {
    return new ModelConfigReader(file).read();
  }

  private ModelConfig read() throws ModelFileException {
    RotaryConfig.Pairing pairing = ARCHITECTURES.get(architecture);
    if (pairing == null) {
      throw metadata.refuse(
          "general.architecture", "is \"" + architecture + "\"", "one of llama, qwen2, qwen3");
    }
    refuseOtherKinds();
    int contextLength = positive("context_length", metadata.integer(key("context_length")));
    int embedding = width("embedding_length");
    int layers = positive("block_count", metadata.integer(key("block_count")));
    int feedForward = width("feed_forward_length");
    int heads = width("attention.head_count");
    int kvHeads =
        metadata.has(key("attention.head_count_kv")) ? uniform("attention.head_count_kv") : heads;
    if (heads % kvHeads != 0) {
      throw metadata.refuse(
          key("attention.head_count_kv"), "is " + kvHeads, "a divisor of the " + heads + " heads");
    }
    int headDim = headDim(embedding, heads);
    return new ModelConfig(
        architecture,
        contextLength,
        vocabulary(embedding),
        embedding,
        layers,
        feedForward,
        heads,
        kvHeads,
        headDim,
        epsilon(),
        rotary(pairing, contextLength));
  }

  /** Models of these kinds have the same architecture's name, and must run in another way. */
  private void refuseOtherKinds() throws ModelFileException {
    long experts = metadata.integer(key("expert_count"), 0);
    if (experts != 0) {
      throw metadata.refuse(key("expert_count"), "is " + experts, "a model without experts");
    }
    if (!metadata.flag(key("attention.causal"), true)) {
      throw metadata.refuse(key("attention.causal"), "is false", "a model that generates text");
    }
    long parts = metadata.integer("split.count", 1);
    if (parts > 1) {
      throw metadata.refuse("split.count", "is " + parts, "a model in a single file");
    }
  }

  private int headDim(int embedding, int heads) throws ModelFileException {
    long byDefault = embedding / heads;
    int keys = dim("attention.key_length", byDefault);
    int values = dim("attention.value_length", byDefault);
    if (values != keys) {
      throw metadata.refuse(
          key("attention.value_length"), "is " + values, "the length of a key, " + keys);
    }
    int rotated = dim("rope.dimension_count", keys);
    if (rotated != keys) {
      throw metadata.refuse(
          key("rope.dimension_count"), "is " + rotated, "the length of a key, " + keys);
    }
    if ((long) keys * heads > MAX_WIDTH) {
      throw metadata.refuse(
          key("attention.key_length"),
          "is " + keys + " for each of " + heads + " heads",
          "at most " + MAX_WIDTH + " together");
    }
    if (keys % 2 != 0) {
      throw metadata.refuse(key("attention.key_length"), "is " + keys, "an even number");
    }
    return keys;
  }

  private int vocabulary(int embedding) throws ModelFileException {
    GgufTensor tokens = file.need("token_embd.weight");
    if (tokens.dims().size() != 2) {
      throw tokens.refuse("has dims " + tokens.dims(), "two dims");
    }
    int rows = Math.toIntExact(tokens.dims().get(1));
    long declared = metadata.integer(key("vocab_size"), rows);
    tokens.withDims(embedding, declared);
    if (metadata.has(TOKENS_KEY) && metadata.count(TOKENS_KEY) != rows) {
      throw metadata.refuse(
          TOKENS_KEY, "has " + metadata.count(TOKENS_KEY) + " tokens", rows + ", as embeddings");
    }
    return rows;
  }

  private float epsilon() throws ModelFileException {
    String key = key("attention.layer_norm_rms_epsilon");
    double epsilon = metadata.real(key);
    if (!((float) epsilon > 0)) {
      throw metadata.refuse(key, "is " + epsilon, "a positive number");
    }
    return (float) epsilon;
  }

  private RotaryConfig rotary(RotaryConfig.Pairing pairing, int contextLength)
      throws ModelFileException {
    String baseKey = key("rope.freq_base");
    double base = metadata.real(baseKey, 10_000);
    if (!(base > 1)) {
      throw metadata.refuse(baseKey, "is " + base, "a number over 1");
    }
    RotaryConfig.Scaling scaling = scaling();
    double factor = scaling == RotaryConfig.Scaling.NONE ? 1 : factor();
    String originalKey = "rope.scaling.original_context_length";
    int original = positive(originalKey, metadata.integer(key(originalKey), contextLength));
    String attentionKey = key("rope.scaling.attn_factor");
    double attentionFactor = metadata.real(attentionKey, 1);
    if (!(attentionFactor > 0)) {
      throw metadata.refuse(attentionKey, "is " + attentionFactor, "a positive number");
    }
    return new RotaryConfig(pairing, base, scaling, factor, original, attentionFactor);
  }

  private RotaryConfig.Scaling scaling() throws ModelFileException {
    String key = key("rope.scaling.type");
    String type = metadata.string(key, "linear");
    return switch (type) {
      case "none" -> RotaryConfig.Scaling.NONE;
      case "linear" -> RotaryConfig.Scaling.LINEAR;
      case "yarn" -> RotaryConfig.Scaling.YARN;
      default -> throw metadata.refuse(key, "is \"" + type + "\"", "one of none, linear, yarn");
    };
  }

  /** Returns the scaling factor; files say 0, or nothing, when there is none. */
  private double factor() throws ModelFileException {
    String current = key("rope.scaling.factor");
    String key = metadata.has(current) ? current : key("rope.scale_linear");
    double factor = metadata.real(key, 1);
    if (!(factor >= 0)) {
      throw metadata.refuse(key, "is " + factor, "a positive number");
    }
    return factor == 0 ? 1 : factor;
  }

  private int width(String name) throws ModelFileException {
    int width = uniform(name);
    if (width > MAX_WIDTH) {
      throw metadata.refuse(key(name), "is " + width, "at most " + MAX_WIDTH);
    }
    return width;
  }

  private int uniform(String name) throws ModelFileException {
    return positive(name, metadata.uniformInteger(key(name)));
  }

  private int dim(String name, long byDefault) throws ModelFileException {
    return positive(name, metadata.integer(key(name), byDefault));
  }

  private int positive(String name, long value) throws ModelFileException {
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw metadata.refuse(key(name), "is " + value, "a positive number of 31 bits");
    }
    return (int) value;
  }

  private String key(String name) {
    return architecture + "." + name;
  }
}
