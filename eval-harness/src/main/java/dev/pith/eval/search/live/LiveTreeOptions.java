package dev.pith.eval.search.live;

import dev.pith.eval.live.LiveProblems;
import dev.pith.eval.live.ModelOption;
import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ModelSettings;
import dev.pith.plugin.search.StepEmbedder;
import dev.pith.ragcache.engine.EngineSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of live searches, and the runs that they ask for. */
public final class LiveTreeOptions {
  private static final String STANDARD = "standard";
  private static final String NGRAMS = "ngrams";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--problems",
      defaultValue = "60",
      paramLabel = "N",
      description = "Live: problems of the test split (default: ${DEFAULT-VALUE}).")
  private int problems;

  @Option(
      names = "--width",
      arity = "1..*",
      paramLabel = "N",
      description = "Live: widths of the search; 4, 16 and 64 when not given.")
  private List<Integer> widths = List.of(4, 16, 64);

  @Option(
      names = "--policy",
      arity = "1..*",
      paramLabel = "NAME",
      description = "Live: policies; all when not given. rebase always runs.")
  private List<String> policies = TreeMethod.keys();

  @Option(
      names = "--difficulty",
      arity = "1..*",
      paramLabel = "N",
      description = "Live: difficulties, 1 to " + Problem.MAX_DIFFICULTY + "; all when not given.")
  private List<Integer> difficulties = LiveProblems.DIFFICULTIES;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Live: of problems and sampling (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--embedder",
      defaultValue = "standard",
      paramLabel = "NAME",
      description =
          "Live: what tells which steps mean the same: standard, the model of sentences where it is"
              + " on the class path, or ngrams (default: ${DEFAULT-VALUE}).")
  private String embedder = STANDARD;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Live: threads of the engine; one per processor, at most 8, when not given.")
  private @Nullable Integer threads;

  @Mixin private ModelOption model = new ModelOption();

  /**
   * What live searches came to.
   *
   * @param rows by width and policy
   * @param model that was searched with
   * @param embedder that grouped steps
   */
  public record Rows(List<LiveTreeRow> rows, String model, String embedder) {}

  /**
   * Refuses values out of range.
   *
   * @throws ParameterException naming the option
   */
  public void check() {
    if (problems < 1) {
      throw wrong("--problems must be at least 1: " + problems);
    }
    for (int width : widths) {
      if (width < 1) {
        throw wrong("--width must be at least 1: " + width);
      }
    }
    for (int difficulty : difficulties) {
      if (difficulty < 1 || difficulty > Problem.MAX_DIFFICULTY) {
        throw wrong("--difficulty must be in [1, " + Problem.MAX_DIFFICULTY + "]: " + difficulty);
      }
    }
    if (!List.of(STANDARD, NGRAMS).contains(embedder)) {
      throw wrong("--embedder must be standard or ngrams: " + embedder);
    }
    methods();
  }

  /**
   * Searches under every policy.
   *
   * @param progress hears what is being done
   * @throws IOException when the model cannot be loaded
   */
  public Rows run(PrintWriter out, Consumer<String> progress) throws IOException {
    List<TreeMethod> methods = methods();
    List<Problem> drawn = LiveProblems.draw(List.of(Family.values()), difficulties, problems, seed);
    ExecutorService executor = Executors.newSingleThreadExecutor(LiveTreeOptions::daemon);
    StepEmbedder grouping =
        embedder.equals(NGRAMS) ? StepEmbedder.hashedNgrams() : StepEmbedder.standard(executor);
    try (LocalModel opened = LocalModel.open(settings())) {
      out.println(opened.name() + ": " + opened.description());
      out.println("steps are sentences, grouped by " + grouping.name());
      out.flush();
      LiveTreeRun run = new LiveTreeRun(opened, grouping, executor, seed);
      List<LiveTreeRow> rows = new ArrayList<>();
      for (int width : widths) {
        Map<TreeMethod, List<TreeOutcome>> outcomes = new EnumMap<>(TreeMethod.class);
        for (int i = 0; i < drawn.size(); i++) {
          for (TreeMethod method : methods) {
            progress.accept(
                String.format(Locale.ROOT, "width %d, problem %d, %s", width, i + 1, method.key()));
            outcomes
                .computeIfAbsent(method, unseen -> new ArrayList<>())
                .add(run.run(drawn.get(i), i, method, width));
          }
        }
        List<TreeOutcome> rebase = outcomes.getOrDefault(TreeMethod.REBASE, List.of());
        outcomes.forEach(
            (method, all) -> rows.add(LiveTreeRow.of(width, method, seed, all, rebase)));
      }
      return new Rows(rows, opened.name(), grouping.name());
    } finally {
      executor.shutdownNow();
    }
  }

  private ModelSettings settings() {
    ModelSettings settings = model.settings();
    EngineSettings engine =
        threads == null ? settings.engine() : settings.engine().withThreads(threads);
    int widest = widths.stream().mapToInt(Integer::intValue).max().orElse(1);
    return new ModelSettings(
        settings.file(), engine, settings.generator().withMaxRunning(Math.max(16, widest)));
  }

  private List<TreeMethod> methods() {
    List<TreeMethod> methods = new ArrayList<>();
    methods.add(TreeMethod.REBASE);
    for (String name : policies) {
      TreeMethod method =
          TreeMethod.named(name)
              .orElseThrow(
                  () ->
                      wrong(
                          "unknown policy: "
                              + name
                              + "; known are "
                              + String.join(", ", TreeMethod.keys())));
      if (!methods.contains(method)) {
        methods.add(method);
      }
    }
    return methods;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "pith-search");
    thread.setDaemon(true);
    return thread;
  }

  private ParameterException wrong(String message) {
    CommandLine command = spec.commandLine();
    return new ParameterException(command, message);
  }
}
