package dev.pith.eval.prune;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.live.LiveProblems;
import dev.pith.eval.live.LiveSampling;
import dev.pith.eval.live.SamplingOption;
import dev.pith.eval.prune.RetrainedRow.Outcome;
import dev.pith.eval.report.BootstrapInterval;
import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ModelSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pith eval prune retrained}: what models became that were trained on pruned traces. */
@Command(
    name = "retrained",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Lets models think about the same generated problems of the test split, and compares their"
          + " accuracy and the tokens of their thinking with those of the first one.",
      ""
    },
    footer = {
      "",
      "For example, trained as eval-harness/training/README.md says, with equal tokens:",
      "  ./pith eval prune retrained full=FULL.gguf surprisal=HALF.gguf random=RANDOM.gguf"
    })
final class RetrainedCommand implements Callable<Integer> {
  private static final int PROGRESS_EACH = 50;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "1..*",
      paramLabel = "NAME=FILE",
      description = "Models; the others are compared with the first.")
  private List<String> models = List.of();

  @Option(
      names = "--problems",
      defaultValue = "300",
      paramLabel = "N",
      description = "How many problems (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--family",
      arity = "1..*",
      paramLabel = "NAME",
      description =
          "Families: ${COMPLETION-CANDIDATES}; when not given, those that ./pith train traces"
              + " writes: all but chunks.")
  private List<Family> families = List.of(Family.QUANTITY, Family.ORDERING, Family.PROGRAM);

  @Mixin private SamplingOption sampling = new SamplingOption();

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Of problems, draws and intervals (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes all rows as JSON.")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException {
    if (count < 1) {
      throw wrong("--problems must be at least 1: " + count);
    }
    LiveSampling drawn = sampling();
    Map<String, Path> files = files();
    for (Path file : files.values()) {
      if (!Files.isReadable(file)) {
        throw new NoSuchFileException(file.toString());
      }
    }
    List<Problem> problems = LiveProblems.draw(families, LiveProblems.DIFFICULTIES, count, seed);
    Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      outcomes.put(file.getKey(), run(file.getKey(), file.getValue(), problems, drawn));
    }
    List<Outcome> first = outcomes.values().iterator().next();
    List<RetrainedRow> rows = new ArrayList<>();
    outcomes.forEach((name, own) -> rows.add(RetrainedRow.of(name, own, first, seed)));
    print(rows, drawn);
    write(rows, drawn);
    return CommandLine.ExitCode.OK;
  }

  private List<Outcome> run(String name, Path file, List<Problem> problems, LiveSampling drawn)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    try (LocalModel local = LocalModel.open(ModelSettings.of(file))) {
      return new RetrainedRun(new ThinkingModel(local), drawn, seed)
          .run(
              problems,
              done -> {
                if (done % PROGRESS_EACH == 0 || done == problems.size()) {
                  err.printf(Locale.ROOT, "%s: %,d of %,d problems%n", name, done, problems.size());
                  err.flush();
                }
              });
    } catch (CompletionException failure) {
      throw new IOException(name + " failed: " + failure.getCause(), failure);
    }
  }

  private Map<String, Path> files() {
    Map<String, Path> files = new LinkedHashMap<>();
    for (String model : models) {
      int name = model.indexOf('=');
      if (name < 1 || name == model.length() - 1) {
        throw wrong("a model must be NAME=FILE: " + model);
      }
      if (files.put(model.substring(0, name), Path.of(model.substring(name + 1))) != null) {
        throw wrong("two models have one name: " + model);
      }
    }
    return files;
  }

  private LiveSampling sampling() {
    try {
      return sampling.chosen();
    } catch (IllegalArgumentException bad) {
      throw wrong(String.valueOf(bad.getMessage()));
    }
  }

  private void print(List<RetrainedRow> rows, LiveSampling drawn) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%,d problems of the test split, temperature %s, min-p %s, seed %d%n%n",
        rows.get(0).problems(),
        drawn.temperature(),
        drawn.minP(),
        seed);
    String line = "  %-14s%12s%16s%10s%16s%9s%10s%16s%12s%n";
    out.printf(
        line,
        "model",
        "accuracy %",
        "95 %",
        "- first",
        "95 %",
        "tokens",
        "saved %",
        "95 %",
        "unfinished");
    for (RetrainedRow row : rows) {
      out.printf(
          line,
          row.name(),
          number(100 * row.accuracy()),
          interval(row.ci95()),
          number(100 * row.ofFirst()),
          interval(row.ofFirstCi95()),
          number(row.tokens()),
          number(100 * row.saved()),
          interval(row.savedCi95()),
          row.unfinished());
    }
    out.printf(
        "%nAccuracy is live. Differences are paired by problem, in points; intervals by drawing"
            + " problems. A thinking that does not end within the context is wrong, with all its"
            + " tokens.%n");
    out.flush();
  }

  private static String interval(BootstrapInterval interval) {
    return number(100 * interval.low()) + " .. " + number(100 * interval.high());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private void write(List<RetrainedRow> rows, LiveSampling drawn) throws IOException {
    if (json == null) {
      return;
    }
    ObjectNode tree =
        new JsonMapper()
            .createObjectNode()
            .put("suite", "prune-retrained")
            .put("temperature", drawn.temperature())
            .put("minP", drawn.minP())
            .put("seed", seed);
    ArrayNode array = tree.putArray("rows");
    rows.forEach(row -> row.write(array.addObject()));
    new JsonMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), tree);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
