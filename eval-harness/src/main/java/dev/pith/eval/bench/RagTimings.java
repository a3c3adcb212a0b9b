package dev.pith.eval.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.rag.RagPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * How long prompts took to the first token.
 *
 * @param promptTokens how long the prompt is
 * @param chunks how many chunks it has
 * @param share of the chunks' tokens that was computed again, where a policy has a share
 * @param readings by policy, full prefill among them, one for each round
 */
record RagTimings(
    int promptTokens, int chunks, double share, Map<RagPolicy, List<Reading>> readings) {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * One reading of the prompt.
   *
   * @param nanos to the first token
   * @param computeShare operations in parts of full prefill
   * @param recomputeShare share of the chunks' tokens that was computed
   */
  record Reading(long nanos, double computeShare, double recomputeShare) {}

  /**
   * Prints a table.
   *
   * @param title what ran, and on what
   * @param othersShare how much of the processors others used; NaN if unknown
   */
  void print(PrintWriter out, String title, double othersShare) {
    out.printf(
        Locale.ROOT,
        "%s%n%,d tokens, %d chunks, share %.2f, rounds: %d, in turns%n%n"
            + "  %-17s %9s %9s %9s %9s %7s%n",
        title,
        promptTokens,
        chunks,
        share,
        of(RagPolicy.FULL).size(),
        "policy",
        "compute %",
        "tokens %",
        "min ms",
        "median ms",
        "faster");
    for (RagPolicy policy : readings.keySet()) {
      Reading last = of(policy).get(of(policy).size() - 1);
      out.printf(
          Locale.ROOT,
          "  %-17s %9.1f %9.1f %9.1f %9.1f %6.2fx%n",
          policy.key(),
          100 * last.computeShare,
          100 * last.recomputeShare,
          minimum(policy),
          median(millis(policy)),
          ratio(policy));
    }
    out.printf(
        Locale.ROOT,
        "%ncompute: counted operations in parts of full prefill; ms: to the first token, without"
            + " queueing;%nfaster: median over the rounds of full prefill's time in parts of the"
            + " policy's. Others used %s of the processors in the pauses.%n",
        Double.isNaN(othersShare) ? "an unknown share" : "%.0f %%".formatted(100 * othersShare));
  }

  /** Returns how many times as long full prefill took, in the median over the rounds. */
  double ratio(RagPolicy policy) {
    double[] full = millis(RagPolicy.FULL);
    double[] own = millis(policy);
    double[] ratios = new double[own.length];
    Arrays.setAll(ratios, round -> full[round] / own[round]);
    return median(ratios);
  }

  /** Writes all that was measured. */
  void write(Path file, String model, String weights) throws IOException {
    ObjectNode tree = MAPPER.createObjectNode().put("suite", "rag");
    ArrayNode rows = tree.putArray("rows");
    for (RagPolicy policy : readings.keySet()) {
      rows.addObject()
          .put("part", "speed")
          .put("model", model)
          .put("weights", weights)
          .put("policy", policy.key())
          .put("promptTokens", promptTokens)
          .put("chunks", chunks)
          .put("share", share)
          .put("rounds", of(policy).size())
          .put("computeShare", of(policy).get(0).computeShare)
          .put("recomputeShare", of(policy).get(0).recomputeShare)
          .put("minMillis", minimum(policy))
          .put("medianMillis", median(millis(policy)))
          .put("timesFaster", ratio(policy));
    }
    MAPPER.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), tree);
  }

  private List<Reading> of(RagPolicy policy) {
    return Objects.requireNonNull(readings.get(policy));
  }

  private double[] millis(RagPolicy policy) {
    return of(policy).stream().mapToDouble(reading -> reading.nanos / NANOS_PER_MILLI).toArray();
  }

  private double minimum(RagPolicy policy) {
    return Arrays.stream(millis(policy)).min().orElseThrow();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
