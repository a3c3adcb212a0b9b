package dev.pith.eval.replay;

import dev.pith.eval.dataset.ReadSummary;
import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.dataset.TraceReader;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description =
        "Serves recorded traces as an OpenAI-style model, until it is stopped. A request names its"
            + " trace by the header x-replay-trace, or by model and question.")
public final class Replay implements Callable<Integer> {
  private static final int KEYS_SHOWN = 5;

  @Option(
      names = "--traces",
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      description = "Files or folders with traces: JSON Lines, plain or gzip.")
  private List<Path> traces = List.of();

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "Default: ${DEFAULT-VALUE}.")
  private String host = "";

  @Option(
      names = "--port",
      defaultValue = "8791",
      description = "0 takes a free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--reasoning",
      defaultValue = "reasoning_content",
      description =
          "Where the thinking goes: reasoning_content, reasoning or tags. Default:"
              + " ${DEFAULT-VALUE}.")
  private ReplaySettings.Shape shape = ReplaySettings.Shape.REASONING_CONTENT;

  @Option(
      names = "--tokens-per-second",
      defaultValue = "50",
      description = "Rate of one stream; 0 is as fast as possible. Default: ${DEFAULT-VALUE}.")
  private double tokensPerSecond;

  @Option(
      names = "--tokens-per-chunk",
      defaultValue = "1",
      description = "Tokens in one event. Default: ${DEFAULT-VALUE}.")
  private int tokensPerChunk;

  @Option(
      names = "--network-chunk-bytes",
      defaultValue = "0",
      description = "Bytes in one write; 0 writes whole events. Default: ${DEFAULT-VALUE}.")
  private int networkChunkBytes;

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  /** Serves until the process is told to stop; returns 1 when there is nothing to serve. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    ReplaySettings settings =
        new ReplaySettings(shape, tokensPerSecond, tokensPerChunk, networkChunkBytes, false);
    TraceLibrary library = read();
    if (library.keys().isEmpty()) {
      err.println("no trace with its text in " + traces);
      return 1;
    }
    Vertx vertx = Vertx.vertx();
    int actualPort =
        new ReplayServer(vertx, library, settings, reply -> {}).start(host, port).await();
    out.printf("%d traces at http://%s:%d%n", library.keys().size(), host, actualPort);
    library.keys().stream()
        .limit(KEYS_SHOWN)
        .forEach(key -> out.printf("  %s: %s%n", ReplayServer.TRACE_HEADER, key));
    new CountDownLatch(1).await();
    return 0;
  }

  private TraceLibrary read() throws IOException {
    TraceLibrary library = new TraceLibrary();
    ReadSummary summary =
        TraceReader.read(
            TraceReader.files(traces),
            new TraceReader.Listener() {
              @Override
              public void onTrace(RecordedTrace trace) {
                if (trace.hasText()) {
                  library.add(trace);
                }
              }

              @Override
              public void onBadLine(Path file, long line, String reason) {
                err.println(file + ":" + line + ": " + reason);
              }
            });
    if (summary.badLines() + summary.withoutText() > 0) {
      err.printf(
          "left out: %d bad lines, %d traces without text%n",
          summary.badLines(), summary.withoutText());
    }
    return library;
  }
}
