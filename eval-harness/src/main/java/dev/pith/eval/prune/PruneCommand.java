package dev.pith.eval.prune;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.live.LiveProblems;
import dev.pith.eval.live.ModelOption;
import dev.pith.eval.report.BootstrapInterval;
import dev.pith.eval.sft.AnchorOptions;
import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.plugin.local.LocalModel;
import dev.pith.verifier.surprisal.PruneSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pith eval prune}: answers behind pruned thinking, by every score and by chance. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = RetrainedCommand.class,
    synopsisSubcommandLabel = "[COMMAND]",
    description = {
      "Lets a model think about generated problems of the test split, prunes what it thought by"
          + " every score at equal budgets, and lets it answer behind what is left.",
      ""
    },
    footer = {
      "",
      "Methods: surprisal (ASAP, fine stage), and what it must beat: random, reversed,",
      "step-entropy, perplexity, first, last, lexical, rules; full and none bound them all.",
      "coarse+surprisal is both stages of ASAP, with --anchor-url: the coarse one needs a model",
      "that follows instructions, and the one that comes with Pith answers word problems only."
    })
public final class PruneCommand implements Callable<Integer> {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int MIN_SEEDS = 5;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--problems",
      defaultValue = "100",
      paramLabel = "N",
      description = "How many problems (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--family",
      arity = "1..*",
      paramLabel = "NAME",
      description = "Families: ${COMPLETION-CANDIDATES}; all when not given.")
  private List<Family> families = List.of(Family.values());

  @Option(
      names = "--budgets",
      split = ",",
      defaultValue = "0.3,0.5,0.7",
      paramLabel = "SHARE",
      description = "Shares of the tokens that may be left (default: ${DEFAULT-VALUE}).")
  private List<Double> budgets = List.of();

  @Option(
      names = "--protect",
      defaultValue = "true",
      negatable = true,
      fallbackValue = "true",
      description =
          "Protects the first and the last step and stated answers, in all methods alike (default);"
              + " --no-protect protects nothing, as published.")
  private boolean protect;

  @Option(
      names = "--seeds",
      defaultValue = "5",
      paramLabel = "N",
      description = "Lots of the random control, at least 5 (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Mixin private ModelOption model = new ModelOption();

  @Mixin private AnchorOptions anchor = new AnchorOptions();

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Of problems, lots and intervals (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes all rows as JSON.")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requirePossible();
    try (AnchorOptions.@Nullable Stage coarse = coarse()) {
      run(Optional.ofNullable(coarse));
    }
    return CommandLine.ExitCode.OK;
  }

  private void run(Optional<AnchorOptions.Stage> coarse) throws IOException, InterruptedException {
    PruneRun.Plan plan =
        new PruneRun.Plan(
            budgets,
            protect ? PruneSettings.defaults() : PruneSettings.published(),
            seeds,
            seed,
            coarse.map(AnchorOptions.Stage::pruner));
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    List<Problem> problems = LiveProblems.draw(families, LiveProblems.DIFFICULTIES, count, seed);
    try (LocalModel local = LocalModel.open(model.settings())) {
      PruneRun.Result result =
          new PruneRun(new ThinkingModel(local), plan)
              .run(
                  problems,
                  done -> {
                    if (done % 25 == 0 || done == problems.size()) {
                      err.printf(Locale.ROOT, "%,d of %,d problems%n", done, problems.size());
                      err.flush();
                    }
                  });
      if (result.cells().isEmpty()) {
        throw new IOException(local.name() + " ended no thinking within its context");
      }
      List<PruneRow> rows = rows(result.cells());
      out.printf(
          Locale.ROOT,
          "%s: %s%n%,d problems of the test split, greedy, %s, %d lots, seed %d; %,d further ones"
              + " whose thinking did not end; in %,d nothing may go%n%n",
          local.name(),
          local.description(),
          rows.get(0).problems(),
          protect ? "first, last and answering steps protected" : "nothing protected",
          seeds,
          seed,
          result.unfinished(),
          result.unpruned());
      coarse.ifPresent(
          stage ->
              out.printf(
                  "coarse stage: %s, skipped for %d problems%n%n",
                  stage.id(), result.coarseSkipped()));
      print(out, rows);
      write(local.name(), rows, result, coarse);
    }
  }

  private List<PruneRow> rows(Map<PruneCell, List<PruneOutcome>> cells) {
    List<PruneOutcome> full = cells.getOrDefault(PruneCell.FULL, List.of());
    List<PruneRow> rows = new ArrayList<>();
    cells.forEach(
        (cell, own) -> {
          boolean pruned = !cell.equals(PruneCell.FULL) && !cell.equals(PruneCell.NONE);
          List<PruneOutcome> random =
              pruned ? cells.get(new PruneCell("random", cell.budget())) : null;
          rows.add(PruneRow.of(cell, own, full, random, seed));
        });
    return rows;
  }

  private static void print(PrintWriter out, List<PruneRow> rows) {
    String line = "  %-14s%7s%9s%8s%11s%16s%9s%16s%10s%16s%n";
    out.printf(
        line,
        "method",
        "budget",
        "tokens",
        "kept %",
        "accuracy %",
        "95 %",
        "- full",
        "95 %",
        "- random",
        "95 %");
    for (PruneRow row : rows) {
      out.printf(
          line,
          row.cell().method(),
          row.cell().budget(),
          number(row.tokens(), 1),
          number(100 * row.kept(), 1),
          number(100 * row.accuracy(), 1),
          interval(row.ci95()),
          number(100 * row.ofFull(), 1),
          interval(row.ofFullCi95()),
          row.ofRandom() == null ? "" : number(100 * row.ofRandom(), 1),
          row.ofRandomCi95() == null ? "" : interval(row.ofRandomCi95()));
    }
    out.printf(
        "%nAccuracy is live, of the answer behind what is left. Differences are paired by problem,"
            + " in points; intervals by drawing problems.%n");
    out.flush();
  }

  private static String interval(BootstrapInterval interval) {
    return number(100 * interval.low(), 1) + " .. " + number(100 * interval.high(), 1);
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private void write(
      String name,
      List<PruneRow> rows,
      PruneRun.Result result,
      Optional<AnchorOptions.Stage> coarse)
      throws IOException {
    if (json == null) {
      return;
    }
    ObjectNode tree =
        MAPPER
            .createObjectNode()
            .put("suite", "prune")
            .put("model", name)
            .put("protected", protect)
            .put("lots", seeds)
            .put("seed", seed)
            .put("unfinished", result.unfinished())
            .put("unpruned", result.unpruned());
    if (coarse.isPresent()) {
      tree.put("coarse", coarse.get().id()).put("coarseSkipped", result.coarseSkipped());
    } else {
      tree.put("coarse", "not run: --anchor-url names a model that follows instructions");
    }
    ArrayNode array = tree.putArray("rows");
    rows.forEach(row -> row.write(array.addObject()));
    MAPPER.writerWithDefaultPrettyPrinter().writeValue(json.toFile(), tree);
  }

  private AnchorOptions.@Nullable Stage coarse() throws IOException {
    try {
      return anchor.open(System.getenv()).orElse(null);
    } catch (IllegalArgumentException bad) {
      throw new ParameterException(spec.commandLine(), String.valueOf(bad.getMessage()), bad);
    }
  }

  private void requirePossible() {
    require(count >= 1, "--problems must be at least 1: " + count);
    require(seeds >= MIN_SEEDS, "--seeds must be at least " + MIN_SEEDS + ": " + seeds);
    for (double budget : budgets) {
      require(budget > 0 && budget < 1, "--budgets must be in (0, 1): " + budget);
    }
    if (json != null) {
      Path folder = json.toAbsolutePath().getParent();
      require(
          !Files.isDirectory(json) && folder != null && Files.isWritable(folder),
          "cannot be written: " + json);
    }
  }

  private void require(boolean fine, String message) {
    if (!fine) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
