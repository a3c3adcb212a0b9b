package dev.pith.eval.bench;

import dev.pith.eval.rag.RagPolicy;
import dev.pith.ragcache.engine.EngineSettings;
import dev.pith.ragcache.engine.Transformer;
import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.math.Kernels;
import dev.pith.ragcache.engine.math.TensorType;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code bench rag}. */
@Command(
    name = "rag",
    mixinStandardHelpOptions = true,
    description =
        "Time to the first token of a prompt with chunks that are kept, by policy of reuse and in"
            + " turns with full prefill, on a model of 100 million random parameters: speed does not"
            + " depend on what the weights are. Takes some minutes; --quick takes seconds and shows"
            + " only that it runs.")
final class RagBench implements Callable<Integer> {
  private static final int QUICK_TOKENS = 200;

  /** Held, so that its level stays: the engine's lines would break the table. */
  private static final Logger ENGINE_LOG = Logger.getLogger("dev.pith.ragcache");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--tokens",
      defaultValue = "2000",
      description = "Tokens of the prompt. Default: ${DEFAULT-VALUE}.")
  private int tokens;

  @Option(
      names = "--chunks",
      defaultValue = "7",
      description = "Chunks that it has. Default: ${DEFAULT-VALUE}.")
  private int chunks;

  @Option(
      names = "--share",
      defaultValue = "0.1",
      description =
          "Share of the chunks' tokens that is computed again. Default: ${DEFAULT-VALUE}.")
  private double share;

  @Option(
      names = "--policy",
      arity = "1..*",
      paramLabel = "NAME",
      description = "Policies of ./pith eval rag; all when not given.")
  private List<String> policies = RagPolicy.keys();

  @Option(
      names = "--weights",
      defaultValue = "Q8_0",
      description = "How the matrices are stored. Default: ${DEFAULT-VALUE}.")
  private TensorType weights = TensorType.Q8_0;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "Threads that compute. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Rounds, after one to warm up. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(names = "--quick", description = "200 tokens on a model of 2 million parameters.")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures as JSON.")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException {
    List<RagPolicy> measured = measured();
    RagWorkload workload = workload();
    ENGINE_LOG.setLevel(Level.WARNING);
    BenchModel shape = quick ? BenchModel.TINY : BenchModel.MEDIUM;
    Path folder = Files.createTempDirectory("pith-bench");
    try {
      Path file = shape.write(weights, folder);
      try (Transformer engine =
          Transformer.load(GgufFile.open(file), EngineSettings.defaults().withThreads(threads))) {
        PrintWriter out = spec.commandLine().getOut();
        QuietPause quiet = new QuietPause();
        RagTimings timings = new RagRounds(engine, workload, share, rounds, quiet).run(measured);
        timings.print(
            out,
            "%s parameters in %s, JDK %s, %s kernels, threads: %d"
                .formatted(
                    shape.name(), weights, Runtime.version(), Kernels.best().name(), threads),
            quiet.othersShare());
        out.flush();
        if (json != null) {
          timings.write(json, shape.name(), weights.name());
        }
      }
      Files.delete(file);
    } finally {
      Files.delete(folder);
    }
    return CommandLine.ExitCode.OK;
  }

  private RagWorkload workload() {
    try {
      return RagWorkload.of(quick ? QUICK_TOKENS : tokens, chunks);
    } catch (IllegalArgumentException bad) {
      throw wrong(String.valueOf(bad.getMessage()));
    }
  }

  private List<RagPolicy> measured() {
    if (!(share >= 0 && share <= 1)) {
      throw wrong("--share must be in [0, 1]: " + share);
    }
    if (rounds < 1) {
      throw wrong("--rounds must be at least 1: " + rounds);
    }
    List<RagPolicy> measured = new ArrayList<>(List.of(RagPolicy.FULL));
    for (String name : policies) {
      RagPolicy policy =
          RagPolicy.named(name)
              .orElseThrow(
                  () ->
                      wrong(
                          "unknown policy: %s; known are %s"
                              .formatted(name, String.join(", ", RagPolicy.keys()))));
      if (!measured.contains(policy)) {
        measured.add(policy);
      }
    }
    return measured;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
