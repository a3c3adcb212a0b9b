package dev.pith.eval.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.bench.EngineTimings.Times;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Prints what the benchmark of the engine has measured, line by line, and writes it as JSON. */
final class EngineBenchReport {
  private static final double BUSY_SHARE = 0.1;
  private static final double MIB = 1 << 20;
  private static final JsonMapper MAPPER = new JsonMapper();

  /** A figure of a model. Unknown values are NaN. */
  private record Line(
      String model, String weights, String figure, double engine, double peer, double ratio) {}

  private final PrintStream out;
  private final ObjectNode json = MAPPER.createObjectNode().put("suite", "engine");
  private final ArrayNode jsonLines = json.putArray("figures");

  EngineBenchReport(PrintStream out) {
    this.out = out;
  }

  /** Prints on what it runs, and the head of the table. */
  void begin(String kernels, int threads, int rounds) {
    String jdk = Runtime.version().toString();
    json.put("jdk", jdk).put("kernels", kernels).put("threads", threads).put("rounds", rounds);
    out.printf(
        "JDK %s, %s kernels, %d threads, medians of the rounds: %d%n%n",
        jdk, kernels, threads, rounds);
    out.printf(
        "%-8s %-7s %-36s %10s %10s %6s%n", "model", "weights", "", "pith", "llama.cpp", "ratio");
  }

  /** Prints the figures of a model. */
  void add(EngineTimings timings) {
    EngineWorkload workload = timings.workload();
    add(
        timings,
        "prefill of %d, tokens/s".formatted(workload.promptTokens()),
        timings::prefillTokensPerSecond);
    add(
        timings,
        "decode of %d, tokens/s".formatted(workload.decodedTokens()),
        timings::decodedTokensPerSecond);
    add(
        timings,
        "recompute of %d, in prefills".formatted(workload.recomputedTokens()),
        Times::recomputeShare);
    add(
        new Line(
            timings.model(),
            timings.weights(),
            "heap per decoded token, bytes",
            timings.bytesPerDecodedToken(),
            Double.NaN,
            Double.NaN));
  }

  private void add(EngineTimings timings, String figure, ToDoubleFunction<Times> value) {
    add(
        new Line(
            timings.model(),
            timings.weights(),
            figure,
            timings.engine(value),
            timings.peer(value),
            timings.ratio(value)));
  }

  private void add(Line line) {
    out.printf(
        "%-8s %-7s %-36s %10s %10s %6s%n",
        line.model,
        line.weights,
        line.figure,
        number(line.engine),
        number(line.peer),
        Double.isNaN(line.ratio) ? "-" : String.format(Locale.ROOT, "%.2f", line.ratio));
    ObjectNode node =
        jsonLines
            .addObject()
            .put("model", line.model)
            .put("weights", line.weights)
            .put("figure", line.figure);
    put(node, "pith", line.engine);
    put(node, "llamaCpp", line.peer);
    put(node, "ratio", line.ratio);
  }

  /** Prints the memory of a model. */
  void add(String model, String weights, EngineFootprint memory) {
    out.printf(
        Locale.ROOT,
        "%n%s %s: file %.1f MiB, heap after loading it %.2f MiB%n",
        model,
        weights,
        memory.file() / MIB,
        memory.heapAfterLoad() / MIB);
    out.printf(
        Locale.ROOT,
        "KV of %d tokens %.2f MiB, by arithmetic %.2f MiB (%+.1f %%)%n",
        EngineFootprint.KV_TOKENS,
        memory.kv() / MIB,
        memory.kvByArithmetic() / MIB,
        100.0 * (memory.kv() - memory.kvByArithmetic()) / memory.kvByArithmetic());
    out.printf(
        Locale.ROOT,
        "heap growth over %,d requests %.2f MiB%n",
        EngineFootprint.REQUESTS,
        memory.growth() / MIB);
    json.putObject("memory")
        .put("model", model)
        .put("weights", weights)
        .put("fileBytes", memory.file())
        .put("heapAfterLoadBytes", memory.heapAfterLoad())
        .put("kvBytes", memory.kv())
        .put("kvByArithmeticBytes", memory.kvByArithmetic())
        .put("growthBytes", memory.growth());
  }

  /** Prints how much the machine was used by others. */
  void end(double othersShare) {
    put(json, "othersShare", othersShare);
    if (Double.isNaN(othersShare)) {
      out.println("how busy others kept the machine is not known");
    } else {
      out.printf(
          Locale.ROOT,
          "others used %.0f %% of the processors in the pauses%s%n",
          100 * othersShare,
          othersShare > BUSY_SHARE ? ": WARNING, the figures are too low and vary" : "");
    }
  }

  /** Writes all that was printed. */
  void write(Path file) throws IOException {
    MAPPER.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
  }

  private static void put(ObjectNode node, String field, double value) {
    if (Double.isNaN(value)) {
      node.putNull(field);
    } else {
      node.put(field, value);
    }
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    return String.format(Locale.ROOT, value < 10 && value > 0 ? "%.2f" : "%,.0f", value);
  }
}
