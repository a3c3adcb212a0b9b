package dev.pith.eval.rag;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.live.ModelOption;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ModelSettings;
import dev.pith.ragcache.engine.EngineSettings;
import dev.pith.ragcache.store.StoreSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pith eval rag}: what reusing the KV of chunks saves, and what it costs in answers. */
@Command(
    name = "rag",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = AlphaCommand.class,
    description = {
      "Replays logs of retrieved chunks through caches, and orders their chunks for another's"
          + " prefix cache; and lets a model answer generated chunk questions of the test split under"
          + " every policy of reuse.",
      ""
    },
    footer = {
      "",
      "Policies of the live part:",
      "  full              computes everything: the reference",
      "  prefix            reuses what stands behind the same prefix: a prefix cache",
      "  reuse             reuses chunks as they are",
      "  craft-paper       Cache-Craft: how much and which tokens by the paper's formulas",
      "  craft-calibrated  Cache-Craft with the calibrated formulas",
      "  random            a share of each chunk by lot: the control of equal compute",
      "  first             the first tokens of each chunk: EPIC",
      "  blend             tokens whose values differ most in the second layer: CacheBlend",
      "  craft             the tokens of craft-calibrated, at a share",
      "  craft-alpha       craft-calibrated with another alpha: see pith eval rag alpha",
      "  question          the tokens that the question attends to most: ProphetKV",
      "  drift             the tokens that gather something else in the first layer: ours"
    })
public final class RagCommand implements Callable<Integer> {
  private static final JsonMapper MAPPER = new JsonMapper();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** What is measured. */
  enum Part {
    /** Caches on logs, without a model. */
    CACHE,
    /** Orders of chunks for the prefix cache of another's server, on logs. */
    ORDER,
    /** Policies of reuse, with a model. */
    LIVE
  }

  @Option(
      names = "--part",
      arity = "1..*",
      paramLabel = "NAME",
      description = "Parts: ${COMPLETION-CANDIDATES}; all when not given.")
  private Set<Part> parts = EnumSet.allOf(Part.class);

  @Mixin private LogOptions logs = new LogOptions();

  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = "--problems",
      defaultValue = "200",
      paramLabel = "N",
      description = "How many chunk questions are answered (default: ${DEFAULT-VALUE}).")
  private int problems;

  @Option(
      names = "--warm",
      defaultValue = "1500",
      paramLabel = "N",
      description =
          "How many other problems are read before, so that chunks are kept as they were behind"
              + " others (default: ${DEFAULT-VALUE}).")
  private int warm;

  @Option(
      names = "--policy",
      arity = "1..*",
      paramLabel = "NAME",
      description = "Policies beside full and prefix; all when not given.")
  private List<String> policies = List.of();

  @Option(
      names = "--shares",
      split = ",",
      defaultValue = "0.05,0.1,0.15,0.2,0.3",
      paramLabel = "SHARE",
      description =
          "Shares of reused chunks' tokens that are computed again, for the policies that have one"
              + " (default: ${DEFAULT-VALUE}).")
  private List<Double> shares = List.of();

  @Option(
      names = "--alphas",
      split = ",",
      defaultValue = "0.3,0.5",
      paramLabel = "NUMBER",
      description = "Alphas of craft-alpha (default: ${DEFAULT-VALUE}).")
  private List<Double> alphas = List.of();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the engine; one per processor, at most 8, when not given.")
  private @Nullable Integer threads;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Of problems, lots, orders and intervals (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes all rows as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Draws the live part: wrong answers against operations saved.")
  private @Nullable Path html;

  @Override
  public Integer call() throws IOException {
    RagLive.Plan plan = plan();
    LogPart logPart = logPart();
    ObjectNode tree = MAPPER.createObjectNode().put("suite", "rag");
    ArrayNode rows = tree.putArray("rows");
    PrintWriter out = spec.commandLine().getOut();
    if (parts.contains(Part.CACHE)) {
      logPart.caches(out, rows);
    }
    if (parts.contains(Part.ORDER)) {
      logPart.orders(out, rows);
    }
    if (parts.contains(Part.CACHE) || parts.contains(Part.ORDER)) {
      logPart.tellWhatIsMissing(out);
    }
    if (parts.contains(Part.LIVE)) {
      live(plan, out, rows);
    }
    if (json != null) {
      MAPPER.writerWithDefaultPrettyPrinter().writeValue(json.toFile(), tree);
    }
    return CommandLine.ExitCode.OK;
  }

  private void live(RagLive.Plan plan, PrintWriter out, ArrayNode rows) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    try (LocalModel local = LocalModel.open(modelSettings())) {
      RagLive live =
          new RagLive(
              plan,
              line -> {
                err.println(line);
                err.flush();
              });
      RagLive.Result result = live.run(local, StoreSettings.defaults());
      out.printf(
          Locale.ROOT,
          "%nlive, %s: %s%n%,d chunk questions of the test split after %,d others, of which %,d"
              + " variants were kept; greedy decoding, seed %d%n%n",
          local.name(),
          local.description(),
          result.problems(),
          result.warm(),
          result.variants(),
          seed);
      LiveTable table = new LiveTable(result.rows());
      table.print(out);
      out.printf(
          Locale.ROOT,
          "%nAccuracy is live. Controls: full, prefix and random. computed: share of the chunks'"
              + " tokens, averaged over layers;%ncompute: operations in parts of full prefill,"
              + " counted and not timed: rows are to be compared at equal compute, not at equal"
              + " share.%n< full, < prefix: operations saved against full prefill and against a"
              + " prefix cache; ms: mean time to read a prompt, without queueing.%n%,d of %,d prompts"
              + " have other tokens than their text as a whole.%n",
          result.otherTokens(),
          result.prompts());
      out.flush();
      table.write(rows, local.name(), seed);
      if (html != null) {
        RagPage.write(result.rows(), local.name(), result.problems(), html);
      }
    }
  }

  private ModelSettings modelSettings() {
    ModelSettings settings = model.settings();
    EngineSettings engine =
        threads == null ? settings.engine() : settings.engine().withThreads(threads);
    return new ModelSettings(settings.file(), engine, settings.generator());
  }

  private RagLive.Plan plan() {
    require(problems >= 1, "--problems must be at least 1: " + problems);
    require(warm >= 0, "--warm must not be negative: " + warm);
    for (double share : shares) {
      require(share >= 0 && share <= 1, "--shares must be in [0, 1]: " + share);
    }
    for (double alpha : alphas) {
      require(alpha > 0 && Double.isFinite(alpha), "--alphas must be above 0: " + alpha);
    }
    for (Path file : Stream.of(json, html).filter(Objects::nonNull).toList()) {
      Path folder = file.toAbsolutePath().getParent();
      require(
          !Files.isDirectory(file) && folder != null && Files.isWritable(folder),
          "cannot be written: " + file);
    }
    return new RagLive.Plan(RagCell.of(named(), shares, alphas), problems, warm, seed);
  }

  private Set<RagPolicy> named() {
    if (policies.isEmpty()) {
      return EnumSet.allOf(RagPolicy.class);
    }
    Set<RagPolicy> chosen = EnumSet.noneOf(RagPolicy.class);
    for (String name : policies) {
      chosen.add(
          RagPolicy.named(name)
              .orElseThrow(
                  () ->
                      wrong(
                          "unknown policy: "
                              + name
                              + "; known are "
                              + String.join(", ", RagPolicy.keys()))));
    }
    return chosen;
  }

  private LogPart logPart() throws IOException {
    try {
      return logs.part(seed, spec.commandLine().getErr());
    } catch (IllegalArgumentException bad) {
      throw wrong(String.valueOf(bad.getMessage()));
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
