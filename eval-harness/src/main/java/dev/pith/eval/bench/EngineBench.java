package dev.pith.eval.bench;

import dev.pith.ragcache.engine.EngineSettings;
import dev.pith.ragcache.engine.math.Kernels;
import dev.pith.ragcache.engine.math.TensorType;
import dev.pith.ragcache.engine.peer.LlamaProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code bench engine}. */
@Command(
    name = "engine",
    mixinStandardHelpOptions = true,
    description =
        "Speed and memory of the embedded engine on models with random weights, of 20 and of 100"
            + " million parameters, stored as F32, Q8_0 and Q4_0: reading a prompt of 512 tokens,"
            + " generating 64, and recomputing 30 % of the prompt in one call. With --peer the"
            + " natives of llama.cpp run the same file in turns with it. Takes some minutes;"
            + " --quick takes seconds and shows only that it runs.")
final class EngineBench implements Callable<Integer> {
  private static final List<TensorType> WEIGHTS =
      List.of(TensorType.F32, TensorType.Q8_0, TensorType.Q4_0);
  private static final List<BenchModel> FULL = List.of(BenchModel.SMALL, BenchModel.MEDIUM);
  private static final int PROMPT_TOKENS = 512;
  private static final int DECODED_TOKENS = 64;
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final int QUICK_PROMPT_TOKENS = 128;
  private static final int QUICK_DECODED_TOKENS = 16;
  private static final Duration QUICK_WARM_UP = Duration.ofSeconds(1);

  /** Held, so that its level stays: the engine's lines would break the table. */
  private static final Logger ENGINE_LOG = Logger.getLogger("dev.pith.ragcache");

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A GGUF model to measure instead of the random ones.")
  private @Nullable Path model;

  @Option(names = "--peer", description = "Measure llama.cpp, too; needs a JDK 22 or newer.")
  private boolean peer;

  @Option(
      names = "--peer-jar",
      paramLabel = "FILE",
      description = "The jar with llama.cpp's natives. Default: in the local Maven repository.")
  private @Nullable Path peerJar;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "Threads that compute, of both. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Rounds, after some to warm up. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(names = "--quick", description = "One round on a model of 2 million parameters.")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures as JSON.")
  private @Nullable Path json;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws IOException {
    ENGINE_LOG.setLevel(Level.WARNING);
    Path folder = Files.createTempDirectory("pith-bench");
    try (LlamaProcess llama = peer ? PeerNatives.start(peerJar, folder) : null) {
      run(llama, folder);
    } finally {
      deleteAll(folder);
    }
    return 0;
  }

  private void run(@Nullable LlamaProcess llama, Path folder) throws IOException {
    EngineSettings settings = EngineSettings.defaults().withThreads(threads);
    QuietPause quiet = new QuietPause();
    int measured = quick ? 1 : rounds;
    EngineRounds engine =
        new EngineRounds(measured, quick ? QUICK_WARM_UP : WARM_UP, settings, llama, quiet);
    EngineBenchReport report = new EngineBenchReport(out);
    report.begin(Kernels.best().name(), threads, measured);
    if (model != null) {
      String name = String.valueOf(model.getFileName());
      report.add(engine.run(name, "file", model, promptTokens(), decodedTokens()));
      report.add(name, "file", EngineFootprint.of(model, settings));
    } else {
      for (BenchModel shape : quick ? List.of(BenchModel.TINY) : FULL) {
        for (TensorType weights : WEIGHTS) {
          Path file = shape.write(weights, folder);
          report.add(
              engine.run(shape.name(), weights.name(), file, promptTokens(), decodedTokens()));
          Files.delete(file);
        }
      }
      BenchModel smallest = quick ? BenchModel.TINY : FULL.get(0);
      Path file = smallest.write(TensorType.Q8_0, folder);
      report.add(smallest.name(), TensorType.Q8_0.name(), EngineFootprint.of(file, settings));
    }
    report.end(quiet.othersShare());
    if (json != null) {
      report.write(json);
    }
  }

  private int promptTokens() {
    return quick ? QUICK_PROMPT_TOKENS : PROMPT_TOKENS;
  }

  private int decodedTokens() {
    return quick ? QUICK_DECODED_TOKENS : DECODED_TOKENS;
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
