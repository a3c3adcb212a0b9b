package dev.pith.eval.search.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.report.BootstrapInterval;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Prints the rows of live searches, and writes them as JSON. */
public final class LiveTreeReport {
  private static final String LINE = "  %-12s%9s%14s%8s%15s%9s%8s%8s%9s%10s%7s%10s%9s%9s%8s%n";
  private static final double KIB = 1024;

  private LiveTreeReport() {}

  /** Prints a table of at most 150 columns for each width. */
  public static void print(List<LiveTreeRow> rows, PrintWriter out) {
    int width = -1;
    for (LiveTreeRow row : rows) {
      if (row.width() != width) {
        width = row.width();
        out.printf("%nlive search, width %d: %d problems%n", width, row.problems());
        out.printf(
            LINE,
            "policy",
            "accurate",
            "95 %",
            "points",
            "95 %",
            "single %",
            "tokens",
            "saved",
            "scorer",
            "KV paper",
            "less",
            "KV",
            "peak KiB",
            "kept KiB",
            "s");
      }
      print(row, rebase(rows, width), out);
    }
    out.printf(
        "%nMeans of a problem; points, saved, less: beside REBASE on the same problems, 95 %% by"
            + " drawing problems. single: right%ntrajectories. KV paper: tokens of candidates and"
            + " of all above them, summed over levels, the prompt as 2; KV: the same%nwith the"
            + " whole prompt. peak: bytes of KV held at once; kept: after a selection. scorer:"
            + " tokens run for rewards.%n");
    out.flush();
  }

  private static void print(LiveTreeRow row, Optional<LiveTreeRow> rebase, PrintWriter out) {
    boolean measured = row.kvPaper() > 0;
    out.printf(
        LINE,
        row.policy(),
        percent(row.accuracy()),
        range(row.ci95()),
        row.gain().isPresent() ? signed(row.gain().getAsDouble()) : "-",
        row.gain().isPresent() ? range(row.gainCi95()) : "-",
        percent(row.single()),
        whole(row.tokens()),
        rebase.map(base -> percent(1 - row.tokens() / base.tokens())).orElse("-"),
        whole(row.scorerTokens()),
        measured ? whole(row.kvPaper()) : "-",
        rebase
            .filter(base -> measured)
            .map(base -> times(base.kvPaper() / row.kvPaper()))
            .orElse("-"),
        measured ? whole(row.kvTokens()) : "-",
        whole(row.residentPeak() / KIB),
        row.keptPeak().isPresent() ? whole(row.keptPeak().getAsDouble() / KIB) : "-",
        String.format(Locale.ROOT, "%.2f", row.seconds()));
  }

  /** Writes a row. */
  public static void add(LiveTreeRow row, String model, String embedder, ObjectNode to) {
    to.put("suite", "search")
        .put("part", "live")
        .put("dataset", "worlds")
        .put("model", model)
        .put("embedder", embedder)
        .put("policy", row.policy())
        .put("width", row.width())
        .put("accuracy", row.accuracy())
        .put("accuracyLabel", "live");
    put(to, "ci95", row.ci95());
    put(to, "gain", row.gain());
    if (row.gain().isPresent()) {
      put(to, "gainCi95", row.gainCi95());
    } else {
      to.putNull("gainCi95");
    }
    to.put("singleAccuracy", row.single())
        .put("tokens", row.tokens())
        .putNull("sequentialTokens")
        .put("scorerTokens", row.scorerTokens())
        .put("modelCalls", row.calls());
    if (row.kvPaper() > 0) {
      to.put("kvPaper", row.kvPaper()).put("kvTokens", row.kvTokens());
    } else {
      to.putNull("kvPaper").putNull("kvTokens");
    }
    to.put("kvResidentPeakBytes", row.residentPeak());
    put(to, "kvKeptPeakBytes", row.keptPeak());
    to.put("provenOptimal", row.proven())
        .put("failedCalls", row.failed())
        .put("seconds", row.seconds())
        .put("questions", row.problems())
        .put("seeds", 1)
        .put("seed", row.seed());
  }

  private static Optional<LiveTreeRow> rebase(List<LiveTreeRow> rows, int width) {
    return rows.stream()
        .filter(row -> row.width() == width)
        .filter(row -> row.policy().equals(TreeMethod.REBASE.key()))
        .findFirst();
  }

  private static void put(ObjectNode to, String name, BootstrapInterval interval) {
    to.putArray(name).add(interval.low()).add(interval.high());
  }

  private static void put(ObjectNode to, String name, OptionalDouble value) {
    if (value.isPresent()) {
      to.put(name, value.getAsDouble());
    } else {
      to.putNull(name);
    }
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  private static String signed(double share) {
    return String.format(Locale.ROOT, "%+.1f", 100 * share);
  }

  private static String range(BootstrapInterval interval) {
    return percent(interval.low()) + ".." + percent(interval.high());
  }

  private static String times(double ratio) {
    return String.format(Locale.ROOT, "%.2fx", ratio);
  }

  private static String whole(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }
}
