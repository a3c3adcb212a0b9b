package dev.pith.eval.sft;

import dev.pith.eval.live.ModelOption;
import dev.pith.plugin.local.EngineTokenScorer;
import dev.pith.plugin.local.LocalModel;
import dev.pith.verifier.client.CompletionScorer;
import dev.pith.verifier.client.ModelVerifierSettings;
import dev.pith.verifier.surprisal.Budget;
import dev.pith.verifier.surprisal.StepScoring;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pith prune}: makes training rows with a shorter thinking of recorded traces. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Prunes recorded traces to a budget by the surprise of their steps, and writes them as rows"
          + " that trainers read, with a random control of the same budget.",
      "A run that was killed goes on where it was when the same command is given again.",
      ""
    },
    footer = {
      "",
      "Files beside --out sft.jsonl:",
      "  sft.random.jsonl    the same traces, pruned at random: what pruning must beat",
      "  sft.rejects.jsonl   the lines that became no row, with their numbers and why",
      "  sft.report.json     what was counted",
      "Traces whose answer is known to be wrong are left out, and counted."
    })
public final class SftCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--in",
      required = true,
      paramLabel = "FILE",
      description =
          "Traces, JSON Lines, plain or gzip: question, thinking and answer, as ./pith eval trim"
              + " reads them.")
  private Path in = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The rows.")
  private Path out = Path.of("");

  @Option(
      names = "--budget",
      defaultValue = "0.5",
      paramLabel = "SHARE|TOKENS",
      description =
          "What may be left of a thinking: a share of it, 0 to 1, or a number of tokens above 1"
              + " (default: ${DEFAULT-VALUE}).")
  private double budget;

  @Option(
      names = "--scorer",
      required = true,
      paramLabel = "NAME|URL",
      description =
          "Who tells which steps surprise: engine (a model in this process), captured (log-probs in"
              + " the member \"logprobs\" of each trace), lexical or rules (no model, weaker), or the"
              + " URL of a vLLM or SGLang server; or first or last, which keep the steps of that end.")
  private String scorer = "";

  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = "--scorer-model",
      paramLabel = "NAME",
      description = "The name by which the server knows the model.")
  private @Nullable String scorerModel;

  @Option(
      names = "--scorer-key-env",
      paramLabel = "VARIABLE",
      description = "The environment variable that holds the key for the server.")
  private @Nullable String keyVariable;

  @Mixin private AnchorOptions anchor = new AnchorOptions();

  @Option(
      names = "--format",
      defaultValue = "messages",
      paramLabel = "NAME",
      description = "Of the rows: messages or prompt-completion (default: ${DEFAULT-VALUE}).")
  private String format = "";

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Of the random control (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--restart", description = "Starts anew where an unfinished run would go on.")
  private boolean restart;

  @Override
  public Integer call() throws IOException {
    SftPlan plan = plan();
    PrintWriter err = spec.commandLine().getErr();
    if (budget == 0) {
      err.println("a budget of 0 keeps the steps that must stay, and no other");
    } else if (budget == 1) {
      err.println("a budget of 1 removes nothing");
    }
    try (TraceScorer open = stages(plan)) {
      SftProgress progress = new SftProgress(err, plan.in());
      RunState end = SftRun.run(plan, open, restart, progress);
      SftReport report = new SftReport(plan, open, end);
      report.write();
      report.print(spec.commandLine().getOut());
    }
    return CommandLine.ExitCode.OK;
  }

  private SftPlan plan() throws IOException {
    if (!Files.exists(in)) {
      throw new NoSuchFileException(in.toString());
    }
    require(!Files.isDirectory(in), "--in must be a file: " + in);
    Path folder = out.toAbsolutePath().getParent();
    require(
        !Files.isDirectory(out) && folder != null && Files.isWritable(folder),
        "cannot be written: " + out);
    require(
        !in.toAbsolutePath().normalize().equals(out.toAbsolutePath().normalize()),
        "--out must be another file than --in");
    require(!out.toString().endsWith(".gz"), "--out is written plain: name it without .gz");
    RowFormat rows =
        RowFormat.named(format)
            .orElseThrow(
                () ->
                    wrong(
                        "--format must be one of "
                            + Arrays.stream(RowFormat.values())
                                .map(RowFormat::label)
                                .collect(Collectors.joining(", "))
                            + ": "
                            + format));
    return SftPlan.of(in, out, budget(), rows, seed);
  }

  private Budget budget() {
    if (budget >= 0 && budget <= 1) {
      return Budget.ofShare(budget);
    }
    require(
        budget > 1 && budget == Math.rint(budget) && budget <= Integer.MAX_VALUE,
        "--budget must be a share in [0, 1] or a number of tokens: " + budget);
    return Budget.ofTokens((long) budget);
  }

  private TraceScorer stages(SftPlan plan) throws IOException {
    TraceScorer fine = scorer();
    try {
      return anchor
          .open(System.getenv())
          .<TraceScorer>map(coarse -> new CoarseScorer(coarse, fine, plan.settings()))
          .orElse(fine);
    } catch (IllegalArgumentException bad) {
      fine.close();
      throw wrong(String.valueOf(bad.getMessage()));
    } catch (IOException silent) {
      fine.close();
      throw silent;
    }
  }

  private TraceScorer scorer() throws IOException {
    boolean server = scorer.startsWith("http://") || scorer.startsWith("https://");
    require(
        server || (scorerModel == null && keyVariable == null),
        "--scorer-model and --scorer-key-env need the URL of a server as --scorer");
    if (server) {
      return server();
    }
    return switch (scorer) {
      case "engine" -> engine();
      case "captured" -> new CapturedScorer();
      case "lexical" -> new TextScorer(StepScoring.LEXICAL);
      case "rules" -> new TextScorer(StepScoring.RULES);
      case "first" -> new TextScorer(StepScoring.FIRST);
      case "last" -> new TextScorer(StepScoring.LAST);
      default ->
          throw wrong(
              "--scorer must be engine, captured, lexical, rules, first, last or a URL: " + scorer);
    };
  }

  private TraceScorer engine() throws IOException {
    LocalModel local = LocalModel.open(model.settings());
    EngineTokenScorer tokens = new EngineTokenScorer(local, Runnable::run);
    return new ModelScorer(tokens, tokens::prefix, Map::of, local::close);
  }

  private TraceScorer server() {
    if (scorerModel == null) {
      throw wrong("a server as --scorer needs --scorer-model");
    }
    String key = keyVariable == null ? null : System.getenv(keyVariable);
    require(
        keyVariable == null || key != null,
        "--scorer-key-env must name a variable that is set, and not be the key");
    try {
      CompletionScorer remote =
          new CompletionScorer(
              ModelVerifierSettings.builder(URI.create(scorer), scorerModel)
                  .key(key)
                  .deadline(PATIENCE)
                  .build());
      return new ModelScorer(
          remote, question -> question + "\n<think>\n", remote::status, remote::close);
    } catch (IllegalArgumentException bad) {
      throw wrong("--scorer: " + bad.getMessage());
    }
  }

  private void require(boolean fine, String message) {
    if (!fine) {
      throw wrong(message);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
