package dev.pith.eval.history;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.dataset.AgentLog;
import dev.pith.eval.dataset.AgentLogReader;
import dev.pith.eval.dataset.TraceReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pith eval history}: agent logs through what shortens the reasoning of earlier turns. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Replays the requests of agent logs through --history prune of the proxy: prompt tokens that"
          + " are not sent again, what that costs the server's prefix cache, and whether anything"
          + " was changed that must not be. No model runs.",
      ""
    },
    footer = {
      "",
      "A log is a JSON line with messages in the OpenAI chat form, or with a question and a ReAct",
      "transcript, plain or gzip. The last lines of a transcript that tell the right answer and",
      "the verdict are cut before anything reads them. Rows: the whole history; pruned as the",
      "proxy does; pruned by chance at the same budget; without any past reasoning."
    })
public final class HistoryCommand implements Callable<Integer> {
  private static final int SHOWN_BAD_LINES = 5;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "Logs: files, or folders with *.jsonl and *.jsonl.gz; when not given, conversations are"
              + " generated.")
  private List<Path> data = List.of();

  @Option(
      names = "--budget",
      defaultValue = "0.3",
      paramLabel = "SHARE",
      description = "Share of a thought that may stay, 0 to 1 (default: ${DEFAULT-VALUE}).")
  private double budget;

  @Option(
      names = "--cached-price",
      defaultValue = "0.1",
      paramLabel = "SHARE",
      description =
          "What a cached prompt token costs, in parts of a computed one, 0 to 1 (default:"
              + " ${DEFAULT-VALUE}).")
  private double cachedPrice;

  @Option(
      names = "--resends",
      defaultValue = "8",
      paramLabel = "N",
      description =
          "How many further requests are expected to carry a thought (default: ${DEFAULT-VALUE}).")
  private int resends;

  @Option(
      names = "--conversations",
      defaultValue = "20",
      paramLabel = "N",
      description = "How many are generated (default: ${DEFAULT-VALUE}).")
  private int conversations;

  @Option(
      names = "--turns",
      defaultValue = "25",
      paramLabel = "N",
      description = "Questions of each of them (default: ${DEFAULT-VALUE}).")
  private int turns;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Of conversations and intervals (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes all rows as JSON.")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException {
    share("--budget", budget);
    share("--cached-price", cachedPrice);
    positive("--resends", resends);
    positive("--conversations", conversations);
    positive("--turns", turns);
    List<HistoryVariant> variants = HistoryVariant.all(budget, cachedPrice, resends);
    List<LogSource> sources = data.isEmpty() ? generated(variants) : recorded(variants);
    if (sources.stream().allMatch(source -> source.logs() == 0)) {
      throw new IOException("no agent log in " + data);
    }
    PrintWriter out = spec.commandLine().getOut();
    HistoryReport report = new HistoryReport(out);
    ObjectNode tree =
        new JsonMapper()
            .createObjectNode()
            .put("suite", "history")
            .put("budget", budget)
            .put("cachedPrice", cachedPrice)
            .put("resends", resends)
            .put("seed", seed)
            .put("accuracy", "unknown");
    ArrayNode array = tree.putArray("rows");
    boolean clean = true;
    for (LogSource source : sources) {
      if (source.logs() == 0) {
        out.printf("%s: no agent log%n%n", source.name());
        continue;
      }
      List<HistoryRow> rows = source.rows(cachedPrice, seed);
      report.print(source, rows);
      source.write(rows, array);
      clean &= source.violations().isEmpty();
    }
    report.explain(cachedPrice);
    if (json != null) {
      new JsonMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), tree);
    }
    return clean ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private List<LogSource> generated(List<HistoryVariant> variants) {
    LogSource source =
        new LogSource(
            String.format(Locale.ROOT, "generated, %,d turns each, seed %d", turns, seed),
            variants);
    GeneratedLogs.of(conversations, turns, seed).forEach(source::add);
    return List.of(source);
  }

  private List<LogSource> recorded(List<HistoryVariant> variants) throws IOException {
    List<LogSource> sources = new ArrayList<>();
    for (Path file : TraceReader.files(data)) {
      LogSource source = new LogSource(String.valueOf(file.getFileName()), variants);
      AgentLogReader.read(file, new Reading(source, spec.commandLine().getErr()));
      sources.add(source);
    }
    return sources;
  }

  /** Replays what is read, and tells of the first lines that cannot be. */
  private record Reading(LogSource source, PrintWriter err) implements AgentLogReader.Listener {
    @Override
    public void onLog(AgentLog log) {
      source.add(log);
    }

    @Override
    public void onBadLine(Path file, long line, String reason) {
      source.reject();
      if (source.rejected() <= SHOWN_BAD_LINES) {
        err.printf("%s, line %d: rejected: %s%n", file, line, reason);
        err.flush();
      }
    }
  }

  private void share(String option, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw wrong(option + " must be from 0 to 1: " + value);
    }
  }

  private void positive(String option, int value) {
    if (value < 1) {
      throw wrong(option + " must be at least 1: " + value);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
