package dev.pith.ragcache.engine.gguf;

import dev.pith.ragcache.engine.math.TensorType;

/** The keys and tensors of a random model, as its architecture has them. */
final class RandomModelLayout {

  /*
   * The weights are normal with standard deviation 1 / sqrt(in), 1.5 times that for queries and
   * keys, 1 for embeddings, 2 / sqrt(in) for the output, 0.1 around 1 for norms and 0.1 for biases:
   * attention is then neither flat nor on one token, and logits have a deviation of about 2 (with
   * tied embeddings about sqrt(embedding)).
   */

  private static final float NORM_DEVIATION = 0.1f;
  private static final float BIAS_DEVIATION = 0.1f;
  private static final float QUERY_KEY_GAIN = 1.5f;
  private static final float OUTPUT_GAIN = 2;

  /** Llama 3.1's scaling: by wavelength, in parts of the context it was first trained for. */
  private static final double FREQS_FACTOR = 8;

  private static final double FREQS_LOW = 1;
  private static final double FREQS_HIGH = 4;
  private static final double FREQS_CONTEXT = 8192;

  private final RandomModelFile.Builder settings;
  private final RandomWeights random;
  private final GgufWriter writer = new GgufWriter();

  private RandomModelLayout(RandomModelFile.Builder settings) {
    this.settings = settings;
    this.random = new RandomWeights(settings.seed);
  }

  /** Returns a writer with everything that the file shall have. */
  static GgufWriter of(RandomModelFile.Builder settings) {
    return new RandomModelLayout(settings).build();
  }

  private GgufWriter build() {
    addKeys();
    addTokenizer();
    int embedding = settings.embedding;
    addMatrix("token_embd.weight", settings.embeddings, embedding, vocabulary(), 1);
    addNorm("output_norm.weight", embedding);
    if (!settings.tied) {
      float deviation = OUTPUT_GAIN / root(embedding);
      addMatrix("output.weight", settings.weights, embedding, vocabulary(), deviation);
    }
    if (settings.ropeFreqs) {
      writer.vector("rope_freqs.weight", ropeFreqs());
    }
    for (int layer = 0; layer < settings.layers; layer++) {
      addLayer("blk." + layer + ".");
    }
    settings.without.forEach(writer::remove);
    settings.extra.accept(writer);
    return writer;
  }

  private void addKeys() {
    String prefix = settings.architecture + ".";
    writer.string("general.architecture", settings.architecture);
    writer.string("general.name", "random, seed " + settings.seed);
    writer.u32(prefix + "block_count", settings.layers);
    writer.u32(prefix + "context_length", settings.context);
    writer.u32(prefix + "embedding_length", settings.embedding);
    writer.u32(prefix + "feed_forward_length", settings.feedForward);
    writer.u32(prefix + "attention.head_count", settings.heads);
    writer.u32(prefix + "attention.head_count_kv", settings.kvHeads);
    writer.u32(prefix + "attention.key_length", headDim());
    writer.u32(prefix + "attention.value_length", headDim());
    writer.f32(prefix + "attention.layer_norm_rms_epsilon", settings.epsilon);
    writer.u32(prefix + "rope.dimension_count", headDim());
    writer.f32(prefix + "rope.freq_base", settings.ropeBase);
    if (!settings.ropeScaling.isEmpty()) {
      writer.string(prefix + "rope.scaling.type", settings.ropeScaling);
      writer.f32(prefix + "rope.scaling.factor", settings.ropeFactor);
      writer.u32(prefix + "rope.scaling.original_context_length", settings.ropeContext);
    }
    writer.u32(prefix + "vocab_size", vocabulary());
  }

  private void addTokenizer() {
    if (settings.byteTokenizer) {
      ByteVocabulary.write(writer, vocabulary());
    } else {
      writer.string("tokenizer.ggml.model", "no_vocab");
    }
  }

  private void addLayer(String prefix) {
    int embedding = settings.embedding;
    int queries = settings.heads * headDim();
    int keys = settings.kvHeads * headDim();
    addNorm(prefix + "attn_norm.weight", embedding);
    addProjection(prefix + "attn_q", embedding, queries, QUERY_KEY_GAIN, settings.bias);
    addProjection(prefix + "attn_k", embedding, keys, QUERY_KEY_GAIN, settings.bias);
    addProjection(prefix + "attn_v", embedding, keys, 1, settings.bias);
    if (settings.architecture.equals("qwen3")) {
      addNorm(prefix + "attn_q_norm.weight", headDim());
      addNorm(prefix + "attn_k_norm.weight", headDim());
    }
    addProjection(prefix + "attn_output", queries, embedding, 1, false);
    addNorm(prefix + "ffn_norm.weight", embedding);
    addProjection(prefix + "ffn_gate", embedding, settings.feedForward, 1, false);
    addProjection(prefix + "ffn_up", embedding, settings.feedForward, 1, false);
    addProjection(prefix + "ffn_down", settings.feedForward, embedding, 1, false);
  }

  private void addProjection(String name, int in, int out, float gain, boolean bias) {
    addMatrix(name + ".weight", settings.weights, in, out, gain / root(in));
    if (bias) {
      writer.vector(name + ".bias", random.vector(name + ".bias", out, 0, BIAS_DEVIATION));
    }
  }

  private void addNorm(String name, int length) {
    writer.vector(name, random.vector(name, length, 1, NORM_DEVIATION));
  }

  private void addMatrix(String name, TensorType type, int in, int out, float deviation) {
    writer.tensor(name, type, random.matrix(name, type, (long) in * out, deviation), in, out);
  }

  private int headDim() {
    return settings.headDim > 0 ? settings.headDim : settings.embedding / settings.heads;
  }

  private int vocabulary() {
    return settings.byteTokenizer
        ? Math.max(settings.vocabulary, ByteVocabulary.size())
        : settings.vocabulary;
  }

  private float[] ropeFreqs() {
    float[] freqs = new float[headDim() / 2];
    for (int pair = 0; pair < freqs.length; pair++) {
      double wavelength = 2 * Math.PI * StrictMath.pow(settings.ropeBase, 2.0 * pair / headDim());
      double turns = FREQS_CONTEXT / wavelength;
      double smooth = (turns - FREQS_LOW) / (FREQS_HIGH - FREQS_LOW);
      double kept = Math.max(0, Math.min(1, smooth));
      freqs[pair] = (float) (1 / ((1 - kept) / FREQS_FACTOR + kept));
    }
    return freqs;
  }

  private static float root(int value) {
    return (float) Math.sqrt(value);
  }
}
