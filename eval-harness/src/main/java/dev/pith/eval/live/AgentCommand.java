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
            + " through LangChain4j, with and without Pith.")
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
    RandomGenerator random = new SplittableRandom(seed);
    List<Walk> tasks = new ArrayList<>();
    for (int i = 0; i < walks; i++) {
      tasks.add(Walk.draw(Split.TEST, turns, random));
    }
    try (LocalModel local = LocalModel.open(model.settings());
        EngineStreamingChatModel engine = EngineStreamingChatModel.builder().model(local).build()) {
      out.println(local.name() + ": " + local.description());
      out.printf(
          "%n  %-8s %7s %12s %14s %6s%n", "", "turns", "goal reached", "output tokens", "cuts");
      List<Outcome> full = goAll(trimming(engine, Mode.OFF), tasks);
      print(out, "without", tasks, full);
      List<Outcome> trimmed = goAll(trimming(engine, Mode.AUTO), tasks);
      print(out, "with", tasks, trimmed);
      compare(out, full, trimmed);
    }
    return CommandLine.ExitCode.OK;
  }

  private static ChatModel trimming(EngineStreamingChatModel engine, Mode mode) {
    return TrimmingChatModel.builder(engine)
        .options(PithOptions.DEFAULT.withMode(mode).withTrim(TrimSettings.forShortTraces()))
        .build();
  }

  private List<Outcome> goAll(ChatModel chat, List<Walk> tasks) {
    WalkAgent agent = new WalkAgent(chat, LiveSampling.defaults());
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      outcomes.add(agent.go(tasks.get(i), seed + (long) i * turns));
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
        "  %-8s %7d %9d/%-2d %14d %6d%n",
        name,
        outcomes.stream().mapToInt(Outcome::turns).sum(),
        reached,
        tasks.size(),
        outcomes.stream().mapToLong(Outcome::outputTokens).sum(),
        outcomes.stream().mapToInt(Outcome::cuts).sum());
    out.flush();
  }

  /** A walk that was lost has fewer turns: tokens are compared by the turn. */
  private static void compare(PrintWriter out, List<Outcome> full, List<Outcome> trimmed) {
    int same = 0;
    for (int i = 0; i < full.size(); i++) {
      same += full.get(i).reached().equals(trimmed.get(i).reached()) ? 1 : 0;
    }
    out.printf(
        Locale.ROOT,
        "%nSame final answer in %d of %d tasks; %.1f %% fewer output tokens a turn (live, by rules"
            + " alone; kept thinking is counted by its pieces).%n",
        same,
        full.size(),
        100 * (1 - tokensPerTurn(trimmed) / tokensPerTurn(full)));
  }

  private static double tokensPerTurn(List<Outcome> outcomes) {
    return outcomes.stream().mapToDouble(Outcome::outputTokens).sum()
        / outcomes.stream().mapToInt(Outcome::turns).sum();
  }
}
