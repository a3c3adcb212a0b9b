package dev.pith.plugin.savings;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What trimming saved, measured against the conversations that were left as they are.
 *
 * <p>In a stratum s with n treated requests and means c of control and t of treated output tokens,
 * {@code n (c - t)} is saved of {@code n c}; sums are over the strata with two conversations or
 * more on each side, and the variance is {@code n^2 (var c + var t)} with variances of means that
 * are robust to conversations of many turns.
 *
 * @param controlRequests requests that were left as they are
 * @param treatedRequests requests that could be trimmed
 * @param coveredShare share of the treated requests whose stratum can be compared, in [0, 1]; null
 *     without treated requests
 * @param tokensSaved output tokens saved in the covered strata; null when nothing can be compared
 * @param percentSaved the same in percent of what they would have been
 * @param strata every stratum, those that cannot be compared included
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HoldoutEstimate(
    long controlRequests,
    long treatedRequests,
    @Nullable Double coveredShare,
    @Nullable Interval tokensSaved,
    @Nullable Interval percentSaved,
    List<Row> strata) {

  /**
   * One stratum.
   *
   * @param tokensSavedEach output tokens saved by a treated request; null when it cannot be
   *     compared
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Row(
      Stratum stratum, Side control, Side treated, @Nullable Interval tokensSavedEach) {}

  /**
   * One side of a stratum.
   *
   * @param meanOutputTokens null without a request
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Side(long requests, long conversations, @Nullable Double meanOutputTokens) {
    static Side of(ClusteredMean mean) {
      OptionalDouble value = mean.mean();
      return new Side(
          mean.values(), mean.clusters(), value.isPresent() ? value.getAsDouble() : null);
    }
  }

  /** Both sides of a stratum. */
  record Cell(ClusteredMean control, ClusteredMean treated) {
    Cell() {
      this(new ClusteredMean(), new ClusteredMean());
    }
  }

  /** Keeps its own copy of the list. */
  public HoldoutEstimate {
    strata = List.copyOf(strata);
  }

  static HoldoutEstimate of(Map<Stratum, Cell> cells) {
    long control = 0;
    long treated = 0;
    long covered = 0;
    double saved = 0;
    double base = 0;
    double variance = 0;
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<Stratum, Cell> entry : cells.entrySet()) {
      ClusteredMean c = entry.getValue().control();
      ClusteredMean t = entry.getValue().treated();
      control += c.values();
      treated += t.values();
      Interval each = null;
      if (c.variance().isPresent() && t.variance().isPresent()) {
        double n = (double) t.values();
        double difference = c.mean().orElseThrow() - t.mean().orElseThrow();
        double spread = c.variance().getAsDouble() + t.variance().getAsDouble();
        each = Interval.normal(difference, spread);
        covered += t.values();
        saved += n * difference;
        base += n * c.mean().orElseThrow();
        variance += n * n * spread;
      }
      rows.add(new Row(entry.getKey(), Side.of(c), Side.of(t), each));
    }
    Interval tokens = covered == 0 ? null : Interval.normal(saved, variance);
    Interval percent = tokens == null || base == 0 ? null : tokens.times(100 / base);
    Double share = treated == 0 ? null : (double) covered / treated;
    return new HoldoutEstimate(control, treated, share, tokens, percent, rows);
  }
}
