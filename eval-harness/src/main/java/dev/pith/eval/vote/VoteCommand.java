package dev.pith.eval.vote;

import dev.pith.eval.live.LiveProblems;
import dev.pith.eval.live.LiveSampling;
import dev.pith.eval.live.ModelOption;
import dev.pith.eval.live.SamplingOption;
import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.plugin.langchain4j.engine.EngineStreamingChatModel;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.vote.VoteOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pith eval vote}: runs votes live on the model in this process. */
@Command(
    name = "vote",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Puts generated problems of the test split to a model in this process, several times at"
          + " once, under every policy with the same seeds.",
      ""
    },
    footerHeading = "%nPolicies:%n",
    footer = {
      "  sc@K           self-consistency: the vote of K answers; up to --branches",
      "  low-latency, balanced, cheap",
      "                 Pith's waves, looking at finished branches alone"
    })
public final class VoteCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--problems",
      defaultValue = "120",
      paramLabel = "N",
      description = "How many problems in all (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--family",
      arity = "1..*",
      paramLabel = "NAME",
      description = "Families: ${COMPLETION-CANDIDATES}; all but chunks when not given.")
  private List<Family> families = List.of(Family.QUANTITY, Family.ORDERING, Family.PROGRAM);

  @Option(
      names = "--difficulty",
      arity = "1..*",
      paramLabel = "N",
      description = "Difficulties, 1 to " + Problem.MAX_DIFFICULTY + "; all when not given.")
  private List<Integer> difficulties = LiveProblems.DIFFICULTIES;

  @Option(
      names = "--branches",
      defaultValue = "16",
      paramLabel = "N",
      description = "The most branches of a problem (default: ${DEFAULT-VALUE}).")
  private int branches;

  @Option(
      names = "--step-tokens",
      defaultValue = "16",
      paramLabel = "N",
      description = "Tokens of a branch that make a step of the waves (default: ${DEFAULT-VALUE}).")
  private int stepTokens;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Changes a number of the waves in all settings, for example first=4.")
  private Map<String, Double> changes = Map.of();

  @Mixin private ModelOption model = new ModelOption();

  @Mixin private SamplingOption sampling = new SamplingOption();

  @Option(
      names = "--concurrency",
      defaultValue = "2",
      paramLabel = "N",
      description = "Problems that are voted on at the same time (default: ${DEFAULT-VALUE}).")
  private int concurrency;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Of problems and sampling (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes all rows as JSON.")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Map<String, VoteOptions> policies = policies();
    LiveSampling drawn = sampling();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    List<Problem> problems = LiveProblems.draw(families, difficulties, count, seed);
    Map<String, List<VoteOutcome>> outcomes = new LinkedHashMap<>();
    try (LocalModel local = LocalModel.open(model.settings());
        EngineStreamingChatModel engine = EngineStreamingChatModel.builder().model(local).build()) {
      out.println(local.name() + ": " + local.description());
      out.flush();
      VoteRuns runs = new VoteRuns(engine, drawn, seed, concurrency);
      for (Map.Entry<String, VoteOptions> policy : policies.entrySet()) {
        outcomes.put(policy.getKey(), runs.run(policy.getValue(), problems));
        err.printf(Locale.ROOT, "%s: %,d problems%n", policy.getKey(), problems.size());
        err.flush();
      }
    }
    VoteTable table = new VoteTable(outcomes, "sc@" + branches, seed);
    table.print(out);
    out.printf(
        Locale.ROOT,
        "%nTokens are all that were generated, those of cancelled branches too; points and shares"
            + " are beside sc@%d, 95 %% over pairs of problems.%nBranch i of a problem has the same"
            + " seed under every policy. Temperature %s, min-p %s, seed %d, steps of %d tokens.%n",
        branches,
        drawn.temperature(),
        drawn.minP(),
        seed,
        stepTokens);
    out.flush();
    if (json != null) {
      table.write(json);
    }
    return CommandLine.ExitCode.OK;
  }

  private LiveSampling sampling() {
    try {
      LiveSampling chosen = sampling.chosen();
      require(chosen.temperature() > 0, "--temperature must be in (0, 2]: " + chosen.temperature());
      return chosen;
    } catch (IllegalArgumentException bad) {
      throw new ParameterException(spec.commandLine(), String.valueOf(bad.getMessage()), bad);
    }
  }

  private Map<String, VoteOptions> policies() {
    require(count >= 1, "--problems must be at least 1: " + count);
    require(branches >= 2, "--branches must be at least 2: " + branches);
    require(concurrency >= 1, "--concurrency must be at least 1: " + concurrency);
    for (int difficulty : difficulties) {
      require(
          difficulty >= 1 && difficulty <= Problem.MAX_DIFFICULTY,
          "--difficulty must be in [1, " + Problem.MAX_DIFFICULTY + "]: " + difficulty);
    }
    if (json != null) {
      Path folder = json.toAbsolutePath().getParent();
      boolean writable = folder != null && Files.isWritable(folder) && !Files.isDirectory(json);
      require(writable, "cannot be written: " + json);
    }
    Map<String, VoteOptions> policies = new LinkedHashMap<>();
    for (int k = 1; k < branches; k *= 2) {
      policies.put("sc@" + k, VoteOptions.selfConsistency(k));
    }
    policies.put("sc@" + branches, VoteOptions.selfConsistency(branches));
    try {
      for (String name : VoteOptions.NAMES) {
        policies.put(name, waves(name));
      }
    } catch (IllegalArgumentException bad) {
      throw new ParameterException(spec.commandLine(), String.valueOf(bad.getMessage()));
    }
    return policies;
  }

  private VoteOptions waves(String name) {
    VoteOptions named = VoteOptions.named(name);
    VoteOptions.Builder options =
        VoteOptions.builder(named)
            .set("stepTokens", stepTokens)
            .set("most", branches)
            .set("first", Math.min(branches, named.waves().first()));
    changes.forEach(options::set);
    return options.build();
  }

  private void require(boolean holds, String complaint) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), complaint);
    }
  }
}
