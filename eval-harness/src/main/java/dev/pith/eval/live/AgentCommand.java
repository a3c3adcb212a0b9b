package dev.pith.eval.live;

import dev.langchain4j.model.chat.ChatModel;
import dev.pith.eval.live.WalkAgent.Outcome;
import dev.pith.eval.world.Split;
import dev.pith.eval.world.Walk;
import dev.pith.plugin.langchain4j.TrimmingChatModel;
import dev.pith.plugin.langchain4j.engine.EngineStreamingChatModel;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.session.Mode;
import dev.pith.plugin.session.PithOptions;
import dev.pith.verifier.trim.TrimSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./pith eval agent}: an agent of many turns, with Pith around its model and without. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Sends an agent through a knowledge base of the test split: it searches, asks the model over what"
            + " it found, and searches for what the answer named. The same walks with the same seeds,"
            + " through LangChain4j, with and without Pith; and once more without Pith with other"
            + " seeds, which shows how much the draws alone change.")
public final class AgentCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--walks",
      defaultValue = "20",
      paramLabel = "N",
      description = "How many tasks (default: ${DEFAULT-VALUE}).")
  private int walks;

  @Option(
      names = "--turns",
      defaultValue = "10",
      paramLabel = "N",
      description = "Questions of each task (default: ${DEFAULT-VALUE}).")
  private int turns;

  @Mixin private ModelOption model = new ModelOption();

  @Mixin private SamplingOption sampling = new SamplingOption();

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Of tasks and answers (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    if (walks < 1 || turns < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--walks and --turns must be at least 1: " + walks + ", " + turns);
    }
    PrintWriter out = spec.commandLine().getOut();
    LiveSampling draws = draws();
    RandomGenerator random = new SplittableRandom(seed);
    List<Walk> tasks = new ArrayList<>();
    for (int i = 0; i < walks; i++) {
      tasks.add(Walk.draw(Split.TEST, turns, random));
    }
    try (LocalModel local = LocalModel.open(model.settings());
        EngineStreamingChatModel engine = EngineStreamingChatModel.builder().model(local).build()) {
      out.println(local.name() + ": " + local.description());
      out.printf(
          "%n  %-18s %7s %12s %14s %6s%n", "", "turns", "goal reached", "output tokens", "cuts");
      WalkAgent bare = new WalkAgent(trimming(engine, Mode.OFF), draws);
      List<Outcome> full = goAll(bare, tasks, seed);
      print(out, "without", tasks, full);
      WalkAgent withPith = new WalkAgent(trimming(engine, Mode.AUTO), draws);
      List<Outcome> trimmed = goAll(withPith, tasks, seed);
      print(out, "with", tasks, trimmed);
      List<Outcome> again = goAll(bare, tasks, seed + (long) walks * turns);
      print(out, "without, new seeds", tasks, again);
      out.printf(
          Locale.ROOT,
          "%nSame final answer in %d of %d tasks, where other seeds alone leave it in %d; %.1f %%"
              + " fewer output tokens a turn%n(live, by rules alone, temperature %s, min-p %s; kept"
              + " thinking is counted by its pieces).%n",
          same(full, trimmed),
          tasks.size(),
          same(full, again),
          100 * (1 - tokensPerTurn(trimmed) / tokensPerTurn(full)),
          draws.temperature(),
          draws.minP());
      out.flush();
    }
    return CommandLine.ExitCode.OK;
  }

  private LiveSampling draws() {
    try {
      return sampling.chosen();
    } catch (IllegalArgumentException bad) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), String.valueOf(bad.getMessage()), bad);
    }
  }

  private static ChatModel trimming(EngineStreamingChatModel engine, Mode mode) {
    return TrimmingChatModel.builder(engine)
        .options(PithOptions.DEFAULT.withMode(mode).withTrim(TrimSettings.forShortTraces()))
        .build();
  }

  private List<Outcome> goAll(WalkAgent agent, List<Walk> tasks, long firstSeed) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      outcomes.add(agent.go(tasks.get(i), firstSeed + (long) i * turns));
    }
    return outcomes;
  }

  private static void print(
      PrintWriter out, String name, List<Walk> tasks, List<Outcome> outcomes) {
    int reached = 0;
    for (int i = 0; i < tasks.size(); i++) {
      reached += outcomes.get(i).reached().equals(tasks.get(i).goal()) ? 1 : 0;
    }
    out.printf(
        Locale.ROOT,
        "  %-18s %7d %9d/%-2d %14d %6d%n",
        name,
        outcomes.stream().mapToInt(Outcome::turns).sum(),
        reached,
        tasks.size(),
        outcomes.stream().mapToLong(Outcome::outputTokens).sum(),
        outcomes.stream().mapToInt(Outcome::cuts).sum());
    out.flush();
  }

  private static int same(List<Outcome> some, List<Outcome> others) {
    int same = 0;
    for (int i = 0; i < some.size(); i++) {
      same += some.get(i).reached().equals(others.get(i).reached()) ? 1 : 0;
    }
    return same;
  }

  /** A walk that was lost has fewer turns: tokens are compared by the turn. */
  private static double tokensPerTurn(List<Outcome> outcomes) {
    return outcomes.stream().mapToDouble(Outcome::outputTokens).sum()
        / outcomes.stream().mapToInt(Outcome::turns).sum();
  }
}
