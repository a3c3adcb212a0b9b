package dev.pith.eval.bench;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.replay.LoopbackPair;
import dev.pith.eval.replay.ReplaySettings;
import dev.pith.eval.replay.TraceLibrary;
import dev.pith.plugin.session.Mode;
import dev.pith.verifier.trim.TrimSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code bench proxy}. */
@Command(
    name = "proxy",
    mixinStandardHelpOptions = true,
    description =
        "What the proxy adds to a stream on the loopback address, client and model server in the"
            + " same process: direct, forwarded (mode off), and read by the trimmer (mode auto), in"
            + " turns. Paced streams give the delay of an event and of the first byte, unpaced ones"
            + " the streams per second. Takes about one minute; --rounds 1 takes 10 seconds.")
final class ProxyBench implements Callable<Integer> {
  private static final int TRACE_TOKENS = 100;
  private static final int PACED_TURNS = 4;
  private static final int BULK_TURNS = 24;
  private static final double PACED_TOKENS_PER_SECOND = 200;

  /** The ways from the client to the model. */
  private enum Way {
    DIRECT,
    FORWARDED,
    TRIMMED
  }

  /** The figures of one round. */
  private record Round(StreamLoad.Measured paced, StreamLoad.Measured bulk) {}

  @Option(
      names = "--streams",
      defaultValue = "16",
      description = "Streams at the same time. Default: ${DEFAULT-VALUE}.")
  private int streams;

  @Option(
      names = "--rounds",
      defaultValue = "7",
      description = "Rounds over all ways, after one to warm up. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws IOException {
    TraceLibrary library = new TraceLibrary(List.of(trace(TRACE_TOKENS)));
    ReplaySettings bulk = ReplaySettings.defaults().withStamps();
    ReplaySettings paced = bulk.withTokensPerSecond(PACED_TOKENS_PER_SECOND);
    Map<Way, List<Round>> measured = new EnumMap<>(Way.class);
    try (LoopbackPair pacedPair = start(library, paced);
        LoopbackPair bulkPair = start(library, bulk);
        StreamLoad load = new StreamLoad(streams)) {
      String key = library.keys().get(0);
      for (int round = 0; round <= rounds; round++) {
        for (Way way : Way.values()) {
          Round result =
              new Round(
                  run(load, pacedPair, way, key, PACED_TURNS * streams),
                  run(load, bulkPair, way, key, BULK_TURNS * streams));
          if (round > 0) {
            measured.computeIfAbsent(way, none -> new ArrayList<>()).add(result);
          }
        }
      }
    }
    print(measured);
    return 0;
  }

  private static LoopbackPair start(TraceLibrary library, ReplaySettings settings)
      throws IOException {
    return LoopbackPair.start(library, settings, TrimSettings.pith(), reply -> {});
  }

  private static StreamLoad.Measured run(
      StreamLoad load, LoopbackPair pair, Way way, String key, int count) throws IOException {
    return load.run(
        way == Way.DIRECT ? pair.directUrl() : pair.proxyUrl(),
        key,
        way == Way.TRIMMED ? Mode.AUTO : Mode.OFF,
        count);
  }

  private void print(Map<Way, List<Round>> measured) {
    out.printf(
        "%d streams of %d events at the same time, medians of %d rounds; times in microseconds%n",
        streams, TRACE_TOKENS, rounds);
    out.printf(
        "%-10s %12s %12s %16s %16s %12s%n",
        "way", "event p50", "event p99", "first byte p50", "first byte p99", "streams/s");
    for (Way way : Way.values()) {
      List<Round> all = measured.getOrDefault(way, List.of());
      out.printf(
          Locale.ROOT,
          "%-10s %12.0f %12.0f %16.0f %16.0f %12.0f%n",
          way.name().toLowerCase(Locale.ROOT),
          median(all, round -> round.paced().events().micros(0.50)),
          median(all, round -> round.paced().events().micros(0.99)),
          median(all, round -> round.paced().firstBytes().micros(0.50)),
          median(all, round -> round.paced().firstBytes().micros(0.99)),
          median(all, round -> round.bulk().streamsPerSecond()));
    }
    List<Round> direct = measured.getOrDefault(Way.DIRECT, List.of());
    for (Way way : List.of(Way.FORWARDED, Way.TRIMMED)) {
      List<Round> all = measured.getOrDefault(way, List.of());
      out.printf(
          Locale.ROOT,
          "%s / direct: event p50 %.2f, p99 %.2f; first byte p50 %.2f; streams/s %.2f%n",
          way.name().toLowerCase(Locale.ROOT),
          ratio(all, direct, round -> round.paced().events().micros(0.50)),
          ratio(all, direct, round -> round.paced().events().micros(0.99)),
          ratio(all, direct, round -> round.paced().firstBytes().micros(0.50)),
          ratio(all, direct, round -> round.bulk().streamsPerSecond()));
    }
  }

  private static double ratio(List<Round> one, List<Round> other, ToDoubleFunction<Round> figure) {
    return median(one, figure) / median(other, figure);
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }

  /** Returns a trace of that many tokens that is never cut. */
  static RecordedTrace trace(int tokens) {
    int chars = (int) (tokens * RecordedTrace.CHARS_PER_TOKEN);
    return new RecordedTrace(
        "bench",
        "bench",
        "bench",
        0,
        "?",
        List.of(),
        null,
        List.of(),
        null,
        BenchText.ofLength(chars).substring(0, chars),
        "Done.",
        null,
        null,
        true,
        null,
        OptionalLong.empty(),
        List.of(),
        Path.of("bench"),
        1);
  }
}
