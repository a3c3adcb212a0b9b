package dev.pith.eval.bench;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.replay.LoopbackPair;
import dev.pith.eval.replay.ReplaySettings;
import dev.pith.eval.replay.TraceLibrary;
import dev.pith.verifier.trim.TrimSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code bench proxy}. */
@Command(
    name = "proxy",
    mixinStandardHelpOptions = true,
    description =
        "What the proxy adds to a stream on the loopback address: direct, forwarded (mode off), and"
            + " read by the trimmer (mode auto), in turns. Paced streams give the delay of an event"
            + " and of the first byte, unpaced ones the streams per second. Takes about one minute;"
            + " --rounds 1 takes 10 seconds. Client, model server and proxy are one process, unless"
            + " --peers runs every proxy as its own.")
final class ProxyBench implements Callable<Integer> {
  private static final int TRACE_TOKENS = 100;
  private static final int BULK_TURNS = 6;

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

  @Option(
      names = "--turns",
      defaultValue = "4",
      description =
          "Paced streams of a round, one after the other, for each at the same time; six times as"
              + " many unpaced ones. Default: ${DEFAULT-VALUE}.")
  private int turns;

  @Option(
      names = "--tokens-per-second",
      defaultValue = "200",
      description = "Of every paced stream. Default: ${DEFAULT-VALUE}.")
  private double tokensPerSecond;

  @Option(
      names = "--peers",
      description =
          "Runs Pith as a process of its own, with 512 MiB of heap, beside nginx and the npm package"
              + " @portkey-ai/gateway, those of them that are installed.")
  private boolean peers;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws IOException {
    requireAtLeastOne("--streams", streams);
    requireAtLeastOne("--rounds", rounds);
    requireAtLeastOne("--turns", turns);
    if (!(tokensPerSecond > 0)) {
      throw wrong("--tokens-per-second must be above 0: " + tokensPerSecond);
    }
    TraceLibrary library = new TraceLibrary(List.of(trace(TRACE_TOKENS)));
    String key = library.keys().get(0);
    ReplaySettings stamped = ReplaySettings.defaults().withStamps();
    try (LoopbackPair pair =
            LoopbackPair.start(library, stamped, TrimSettings.pith(), reply -> {});
        ProxyPeers others = peers ? ProxyPeers.start(pair.directUrl(), out) : null;
        StreamLoad load = new StreamLoad(streams)) {
      List<Route> routes = new ArrayList<>(List.of(Route.direct(pair.directUrl())));
      if (others != null) {
        routes.addAll(working(others.foreign(), load, key));
      }
      String pith = others == null ? pair.proxyUrl() : others.pithUrl();
      routes.addAll(List.of(Route.forwarded(pith), Route.trimmed(pith)));
      measure(routes, load, key).print(out);
      if (others != null) {
        out.println(others.footprint());
      }
    }
    return 0;
  }

  /** Runs all rounds over all ways: both kinds of streams in turns, so that all code is warm. */
  private RouteTable measure(List<Route> routes, StreamLoad load, String key) throws IOException {
    RouteRounds paced = new RouteRounds();
    RouteRounds unpaced = new RouteRounds();
    for (int round = 0; round <= rounds; round++) {
      for (Route route : routes) {
        StreamLoad.Measured slow = load.run(route, key, tokensPerSecond, turns * streams);
        StreamLoad.Measured fast = load.run(route, key, 0, BULK_TURNS * turns * streams);
        if (round > 0) {
          paced.add(route, slow);
          unpaced.add(route, fast);
        }
      }
    }
    out.printf(
        "%d streams of %d events at the same time, medians of %d rounds; times in microseconds%n",
        streams, TRACE_TOKENS, rounds);
    return new RouteTable(paced, unpaced);
  }

  /** Returns the ways on which a stream arrives, and says why another does not count. */
  private List<Route> working(List<Route> routes, StreamLoad load, String key) {
    List<Route> working = new ArrayList<>();
    for (Route route : routes) {
      try {
        load.run(route, key, 0, 1);
        working.add(route);
      } catch (IOException failure) {
        out.println(route.name() + " is left out, it fails: " + failure.getMessage());
      }
    }
    return working;
  }

  private void requireAtLeastOne(String flag, int value) {
    if (value < 1) {
      throw wrong(flag + " must be at least 1: " + value);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
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
