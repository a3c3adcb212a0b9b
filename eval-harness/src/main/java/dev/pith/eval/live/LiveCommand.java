package dev.pith.eval.live;

import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.plugin.local.ModelSettings;
import dev.pith.ragcache.engine.EngineSettings;
import dev.pith.verifier.client.ModelVerifierSettings;
import dev.pith.verifier.trim.TrimSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pith eval live}: runs a model on generated problems, with and without trimming. */
@Command(
    name = "live",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Puts generated problems of the test split to a model in this process, through the real"
          + " proxy, under every policy with the same seeds.",
      ""
    },
    footer = {
      "",
      "Policies:",
      "  full           all of the thinking (live)",
      "  none           the model answers at once (live)",
      "  first-answer   the thinking up to the first answer that it states (stated)",
      "  pith           the trimmer by rules (live)",
      "  pith+model     the trimmer, and the model for what the rules leave open (live)",
      "  pith+server    the trimmer, and a model on an OpenAI-style server (live)",
      "  pith+cascade   the trimmer, then the model, then the one on the server (live)",
      "  pith+forced-answer, pith+confidence, pith+entropy, pith+margin",
      "                 the trimmer by rules, or one detector of ./pith serve --detectors (live)",
      "  pith+detectors the trimmer by rules, and the detectors of --detect (live)",
      "  budget-equal   one budget for all, with the mean thinking of pith (live)",
      "  random-equal   random cuts with the mean thinking of pith (live)",
      "  oracle         up to where the stated answer never changes any more (stated)"
    })
public final class LiveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--problems",
      defaultValue = "1008",
      paramLabel = "N",
      description = "How many problems in all (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--family",
      arity = "1..*",
      paramLabel = "NAME",
      description = "Families: ${COMPLETION-CANDIDATES}; all when not given.")
  private List<Family> families = List.of(Family.values());

  @Option(
      names = "--difficulty",
      arity = "1..*",
      paramLabel = "N",
      description = "Difficulties, 1 to " + Problem.MAX_DIFFICULTY + "; all when not given.")
  private List<Integer> difficulties = LiveProblems.DIFFICULTIES;

  @Option(
      names = "--policy",
      arity = "1..*",
      paramLabel = "NAME",
      description =
          "Policies to report; when not given all but those with detectors, and those that ask a"
              + " server only with --verifier-url.")
  private List<String> policies = List.of();

  @Mixin private VerifierOptions verifier = new VerifierOptions();

  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = "--trim",
      paramLabel = "KEY=VALUE",
      description = "Changes a setting of the trimmer, for example votes-needed=3.")
  private Map<String, String> changes = Map.of();

  @Option(
      names = "--detect",
      paramLabel = "KEY=VALUE",
      description =
          "Sets a setting of the detectors, for example detectors=forced-answer,confidence, or"
              + " combine=all, or probe-gap-tokens=64.")
  private Map<String, String> detect = Map.of();

  @Mixin private SamplingOption sampling = new SamplingOption();

  @Option(
      names = "--concurrency",
      defaultValue = "16",
      paramLabel = "N",
      description = "Problems that are asked at the same time (default: ${DEFAULT-VALUE}).")
  private int concurrency;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the engine; one per processor, at most 8, when not given.")
  private @Nullable Integer threads;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Of problems, sampling and random cuts (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--details", description = "Prints every difficulty of every family.")
  private boolean details;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes all rows as JSON.")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    LivePlan plan = plan();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    @Nullable ModelVerifierSettings server;
    try {
      server = verifier.settings(System.getenv());
    } catch (IllegalArgumentException bad) {
      throw wrong(String.valueOf(bad.getMessage()));
    }
    List<Problem> problems = LiveProblems.draw(families, difficulties, count, seed);
    try (LiveServers servers = LiveServers.start(settings(), plan.trim(), server, detect)) {
      out.println(servers.description());
      out.flush();
      LiveRun run =
          new LiveRun(
              servers,
              plan,
              (policy, done, all) -> {
                if (done == all) {
                  err.printf(Locale.ROOT, "%s: %,d problems%n", policy.key(), all);
                  err.flush();
                }
              });
      Map<LivePolicy, List<LiveAnswer>> answers = run.run(problems);
      LiveReport report = new LiveReport(answers, LivePlan.of(answers, LivePolicy.FULL), seed);
      report.print(out, details);
      out.printf(
          Locale.ROOT,
          "%nTokens and seconds are means of a problem; saved is net of the tokens of"
              + " verifier and probes (those of a probe's prompt that were cached left out). The same"
              + " seed gives a problem%nthe same thinking under every policy. Temperature %s, min-p"
              + " %s, seed %d.%n",
          sampling.chosen().temperature(),
          sampling.chosen().minP(),
          seed);
      for (LivePolicy policy : answers.keySet()) {
        if (servers.unpriced(policy) > 0) {
          out.printf(
              Locale.ROOT,
              "%s: the price of %,d questions or probes is not known, and not in the" + " table.%n",
              policy.key(),
              servers.unpriced(policy));
        }
      }
      out.flush();
      if (json != null) {
        report.write(json);
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private ModelSettings settings() {
    ModelSettings settings = model.settings();
    EngineSettings engine =
        threads == null ? settings.engine() : settings.engine().withThreads(threads);
    return new ModelSettings(settings.file(), engine, settings.generator());
  }

  private LivePlan plan() {
    if (count < 1) {
      throw wrong("--problems must be at least 1: " + count);
    }
    difficulties.stream()
        .filter(difficulty -> difficulty < 1 || difficulty > Problem.MAX_DIFFICULTY)
        .findFirst()
        .ifPresent(
            difficulty -> {
              throw wrong(
                  "--difficulty must be in [1, " + Problem.MAX_DIFFICULTY + "]: " + difficulty);
            });
    if (json != null) {
      Path folder = json.toAbsolutePath().getParent();
      if (Files.isDirectory(json) || folder == null || !Files.isWritable(folder)) {
        throw wrong("cannot be written: " + json);
      }
    }
    try {
      TrimSettings trim = TrimSettings.forShortTraces();
      for (Map.Entry<String, String> change : changes.entrySet()) {
        trim = trim.with(change.getKey(), change.getValue());
      }
      LivePlan plan = new LivePlan(named(), trim, sampling.chosen(), seed, concurrency);
      checkDetectors(plan);
      return plan;
    } catch (IllegalArgumentException bad) {
      throw wrong(String.valueOf(bad.getMessage()));
    }
  }

  private void checkDetectors(LivePlan plan) {
    boolean none = LiveServers.settings(plan.trim(), detect).detectors().isOff();
    if (none && plan.policies().contains(LivePolicy.PITH_DETECTORS)) {
      throw wrong(LivePolicy.PITH_DETECTORS.key() + " needs --detect detectors=NAME,...");
    }
  }

  private Set<LivePolicy> named() {
    Set<LivePolicy> chosen = EnumSet.of(LivePolicy.FULL);
    List<String> usual = LivePolicy.usual(verifier.isGiven());
    for (String name : policies.isEmpty() ? usual : policies) {
      chosen.add(
          LivePolicy.named(name)
              .orElseThrow(
                  () ->
                      wrong(
                          "unknown policy: "
                              + name
                              + "; known are "
                              + String.join(", ", LivePolicy.keys()))));
    }
    return chosen;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
