package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.gguf.GgufMetadata;
import dev.pith.ragcache.engine.gguf.GgufTensor;
import dev.pith.ragcache.engine.math.Kernels;
import dev.pith.ragcache.engine.math.WeightMatrix;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A decoder in double precision and naive loops, written from the formulas and not from the engine.
 * Holds the KV of one sequence.
 */
final class ReferenceDecoder {

  /** Keys before rotation and values of one position, [layer][number]. */
  private static final class Kv {
    final double[][] keys;
    final double[][] values;

    Kv(int layers) {
      keys = new double[layers][];
      values = new double[layers][];
    }
  }

  private final GgufFile file;
  private final GgufMetadata metadata;
  private final String arch;
  private final int layers;
  private final int heads;
  private final int kvHeads;
  private final int headDim;
  private final double epsilon;
  private final double[] speeds;
  private final double magnitude;
  private final Map<String, double[][]> matrices = new HashMap<>();
  private final TreeMap<Integer, Kv> cache = new TreeMap<>();

  /** The share of attention that the last call's rows gave to each position, [layer][row]. */
  double[][][] masses = new double[0][][];

  ReferenceDecoder(GgufFile file) throws IOException {
    this.file = file;
    this.metadata = file.metadata();
    this.arch = metadata.string("general.architecture");
    this.layers = (int) metadata.integer(arch + ".block_count");
    this.heads = (int) metadata.integer(arch + ".attention.head_count");
    this.kvHeads = (int) metadata.integer(arch + ".attention.head_count_kv", heads);
    long embedding = metadata.integer(arch + ".embedding_length");
    this.headDim = (int) metadata.integer(arch + ".attention.key_length", embedding / heads);
    this.epsilon = metadata.real(arch + ".attention.layer_norm_rms_epsilon");
    this.speeds = new double[headDim / 2];
    for (int j = 0; j < speeds.length; j++) {
      speeds[j] = speed(j);
    }
    boolean yarn = metadata.string(arch + ".rope.scaling.type", "none").equals("yarn");
    this.magnitude = yarn ? 1 + 0.1 * Math.log(metadata.real(arch + ".rope.scaling.factor")) : 1;
  }

  /** Moves everything that is cached by so many positions. */
  void shift(int distance) {
    TreeMap<Integer, Kv> moved = new TreeMap<>();
    cache.forEach((position, kv) -> moved.put(position + distance, kv));
    cache.clear();
    cache.putAll(moved);
  }

  void remove(int position) {
    cache.remove(position);
  }

  /** Runs rows and returns their logits. */
  double[][] forward(int[] tokens, int[] positions) throws IOException {
    int[] layersOfRow = new int[tokens.length];
    Arrays.fill(layersOfRow, layers);
    return forward(tokens, positions, layersOfRow);
  }

  /**
   * Runs rows, each through its first layers only; in the others it keeps the KV that is cached.
   *
   * @return the logits, meaningless for rows that did not run all layers
   */
  double[][] forward(int[] tokens, int[] positions, int[] layersOfRow) throws IOException {
    int n = tokens.length;
    double[][] x = new double[n][];
    for (int i = 0; i < n; i++) {
      x[i] = matrix("token_embd.weight")[tokens[i]].clone();
      cache.computeIfAbsent(positions[i], position -> new Kv(layers));
    }
    masses = new double[layers][n][];
    for (int layer = 0; layer < layers; layer++) {
      String block = "blk." + layer + ".";
      double[][] q = new double[n][];
      for (int i = 0; i < n; i++) {
        if (layer >= layersOfRow[i]) {
          continue;
        }
        double[] h = norm(x[i], vector(block + "attn_norm.weight"));
        q[i] = project(block + "attn_q", h);
        double[] k = project(block + "attn_k", h);
        if (arch.equals("qwen3")) {
          normHeads(q[i], vector(block + "attn_q_norm.weight"));
          normHeads(k, vector(block + "attn_k_norm.weight"));
        }
        Kv kv = cache.get(positions[i]);
        kv.keys[layer] = k;
        kv.values[layer] = project(block + "attn_v", h);
      }
      TreeMap<Integer, double[]> keys = new TreeMap<>();
      for (Map.Entry<Integer, Kv> entry : cache.entrySet()) {
        keys.put(entry.getKey(), rotated(entry.getValue().keys[layer], entry.getKey()));
      }
      for (int i = 0; i < n; i++) {
        if (layer >= layersOfRow[i]) {
          continue;
        }
        double[] attended = attend(layer, i, q[i], positions[i], keys);
        add(x[i], times(matrix(block + "attn_output.weight"), attended));
        double[] h = norm(x[i], vector(block + "ffn_norm.weight"));
        double[] gate = times(matrix(block + "ffn_gate.weight"), h);
        double[] up = times(matrix(block + "ffn_up.weight"), h);
        for (int j = 0; j < gate.length; j++) {
          gate[j] = gate[j] / (1 + Math.exp(-gate[j])) * up[j];
        }
        add(x[i], times(matrix(block + "ffn_down.weight"), gate));
      }
    }
    String output = file.tensor("output.weight").isPresent() ? "output" : "token_embd";
    double[][] logits = new double[n][];
    for (int i = 0; i < n; i++) {
      logits[i] = times(matrix(output + ".weight"), norm(x[i], vector("output_norm.weight")));
    }
    return logits;
  }

  private double[] attend(
      int layer, int row, double[] q, int position, NavigableMap<Integer, double[]> rotatedKeys) {
    Map<Integer, double[]> seen = rotatedKeys.headMap(position, true);
    double[] queries = rotated(q, position);
    double[] out = new double[heads * headDim];
    double[] mass = new double[position + 1];
    for (int h = 0; h < heads; h++) {
      int kvHead = h / (heads / kvHeads);
      Map<Integer, Double> weights = new HashMap<>();
      for (Map.Entry<Integer, double[]> key : seen.entrySet()) {
        double score = dot(head(queries, h), head(key.getValue(), kvHead)) / Math.sqrt(headDim);
        weights.put(key.getKey(), Math.exp(score));
      }
      double sum = weights.values().stream().mapToDouble(weight -> weight).sum();
      for (int key : seen.keySet()) {
        double weight = weights.get(key) / sum;
        double[] value = head(cache.get(key).values[layer], kvHead);
        mass[key] += weight / heads;
        for (int d = 0; d < headDim; d++) {
          out[h * headDim + d] += weight * value[d];
        }
      }
    }
    masses[layer][row] = mass;
    return out;
  }

  /** Rotates each head of a row. */
  private double[] rotated(double[] x, int position) {
    double[] y = new double[x.length];
    for (int at = 0; at < x.length; at += headDim) {
      for (int j = 0; j < headDim / 2; j++) {
        int a = at + (arch.equals("llama") ? 2 * j : j);
        int b = arch.equals("llama") ? a + 1 : a + headDim / 2;
        double cosine = Math.cos(position * speeds[j]) * magnitude;
        double sine = Math.sin(position * speeds[j]) * magnitude;
        y[a] = x[a] * cosine - x[b] * sine;
        y[b] = x[a] * sine + x[b] * cosine;
      }
    }
    return y;
  }

  private double speed(int j) throws IOException {
    double base = metadata.real(arch + ".rope.freq_base", 10_000);
    double speed = Math.pow(base, -2.0 * j / headDim);
    if (arch.equals("llama") && file.tensor("rope_freqs.weight").isPresent()) {
      speed /= vector("rope_freqs.weight")[j];
    }
    double factor = metadata.real(arch + ".rope.scaling.factor", 1);
    String scaling = metadata.string(arch + ".rope.scaling.type", "none");
    if (!scaling.equals("yarn")) {
      return scaling.equals("linear") ? speed / factor : speed;
    }
    double context = metadata.integer(arch + ".rope.scaling.original_context_length");
    double low = Math.max(0, Math.floor(turns(32, context, base)));
    double high = Math.ceil(turns(1, context, base));
    double keep = 1 - Math.min(1, Math.max(0, (j - low) / (high - low)));
    return speed / factor * (1 - keep) + speed * keep;
  }

  private double turns(double beta, double context, double base) {
    return headDim * Math.log(context / (beta * 2 * Math.PI)) / (2 * Math.log(base));
  }

  private double[] project(String name, double[] h) throws IOException {
    double[] y = times(matrix(name + ".weight"), h);
    if (file.tensor(name + ".bias").isPresent()) {
      add(y, vector(name + ".bias"));
    }
    return y;
  }

  private void normHeads(double[] x, double[] weight) {
    for (int h = 0; h < x.length / headDim; h++) {
      System.arraycopy(norm(head(x, h), weight), 0, x, h * headDim, headDim);
    }
  }

  private double[] norm(double[] x, double[] weight) {
    double scale = 1 / Math.sqrt(dot(x, x) / x.length + epsilon);
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = x[i] * scale * weight[i];
    }
    return y;
  }

  private double[] head(double[] x, int head) {
    return Arrays.copyOfRange(x, head * headDim, (head + 1) * headDim);
  }

  private double[][] matrix(String name) throws IOException {
    double @Nullable [][] known = matrices.get(name);
    if (known == null) {
      WeightMatrix weights = file.need(name).matrix();
      known = new double[weights.rows()][];
      float[] row = new float[weights.columns()];
      for (int r = 0; r < known.length; r++) {
        Kernels.plain().matrix().row(weights, r, row, 0);
        known[r] = doubles(row);
      }
      matrices.put(name, known);
    }
    return known;
  }

  private double[] vector(String name) throws IOException {
    GgufTensor tensor = file.need(name);
    return doubles(tensor.floats());
  }

  private static double[] doubles(float[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = x[i];
    }
    return y;
  }

  private static double[] times(double[][] matrix, double[] x) {
    return Arrays.stream(matrix).mapToDouble(row -> dot(row, x)).toArray();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void add(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += y[i];
    }
  }
}
