package dev.pith.eval.sft;

import dev.pith.verifier.surprisal.Budget;
import dev.pith.verifier.surprisal.PruneSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a run does.
 *
 * @param in the traces
 * @param out the rows
 * @param control the rows of the random control
 * @param rejects the lines that became no row, and why
 * @param report what came of it
 * @param budget of each trace
 * @param settings which steps are protected
 * @param format of the rows
 * @param seed of the random control
 */
record SftPlan(
    Path in,
    Path out,
    Path control,
    Path rejects,
    Path report,
    Budget budget,
    PruneSettings settings,
    RowFormat format,
    long seed) {

  /** Returns a plan whose further files stand beside the rows, named after them. */
  static SftPlan of(Path in, Path out, Budget budget, RowFormat format, long seed) {
    return new SftPlan(
        in,
        out,
        beside(out, "random.jsonl"),
        beside(out, "rejects.jsonl"),
        beside(out, "report.json"),
        budget,
        PruneSettings.forTraining(),
        format,
        seed);
  }

  /** Returns what a journal is of: another run must not go on with it. */
  String fingerprint(String scorer) throws IOException {
    return String.join(
        " ",
        String.valueOf(in.toAbsolutePath().normalize()),
        Long.toString(Files.size(in)),
        Files.getLastModifiedTime(in).toString(),
        budgetLabel(),
        settings.toString(),
        format.label(),
        Long.toString(seed),
        scorer);
  }

  /** Returns the budget as the command line has it. */
  String budgetLabel() {
    return budget.share().isPresent()
        ? Double.toString(budget.share().getAsDouble())
        : Long.toString(budget.tokens().orElseThrow());
  }

  private static Path beside(Path out, String ending) {
    String name = String.valueOf(out.getFileName());
    String stem = name.endsWith(".jsonl") ? name.substring(0, name.length() - 6) : name;
    return out.resolveSibling(stem + "." + ending);
  }
}
