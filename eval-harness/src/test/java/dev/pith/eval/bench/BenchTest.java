package dev.pith.eval.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.replay.LoopbackPair;
import dev.pith.eval.replay.ReplaySettings;
import dev.pith.eval.replay.TraceLibrary;
import dev.pith.plugin.session.TrimSession;
import dev.pith.ragcache.order.SizedChunk;
import dev.pith.verifier.trim.TrimSettings;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BenchTest {

  @Test
  void benchText_anyPolicy_isNeverCut() {
    String text = BenchText.ofLength(60_000);

    for (TrimSettings settings : List.of(TrimSettings.pith(), TrimSettings.faithful())) {
      TrimSession session = TrimmerBenchmark.session(settings);

      assertThat(session.onThinking(text)).as("%s", settings.mode()).isEmpty();
    }
  }

  @Test
  void benchText_sameLength_isTheSameText() {
    assertThat(BenchText.ofLength(5_000)).isEqualTo(BenchText.ofLength(5_000));
    assertThat(BenchText.ofLength(5_000).length()).isBetween(5_000, 6_000);
  }

  @Test
  void orderWorkload_anyKind_drawsDistinctChunks() {
    for (String kind : List.of("zipf", "hot", "permuted")) {
      List<SizedChunk<Integer>> drawn = OrderWorkload.named(kind, 20, new Random(1)).draw();

      assertThat(drawn).as(kind).hasSize(20).doesNotHaveDuplicates();
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OrderWorkload.named("odd", 20, new Random(1)));
  }

  @Test
  void orderBenchmark_fewSequences_isProven() {
    OrderBenchmark benchmark = new OrderBenchmark();
    benchmark.sequences = 100;
    benchmark.prepare();

    assertThat(benchmark.provenShare()).isEqualTo(1);
    assertThat(benchmark.order().chunks()).hasSize(20);
  }

  @Test
  void delays_quantiles_areMeasuredValues() {
    Delays delays = new Delays(List.of(4_000L, 1_000L, 3_000L, 2_000L));

    assertThat(delays.micros(0.5)).isEqualTo(2);
    assertThat(delays.micros(0.99)).isEqualTo(4);
    assertThat(new Delays(List.of()).micros(0.5)).isNaN();
    assertThatIllegalArgumentException().isThrownBy(() -> delays.micros(0));
  }

  @Test
  void streamLoad_everyEventOfEveryStream_isTimedOnBothWays() throws Exception {
    RecordedTrace trace = ProxyBench.trace(20);
    TraceLibrary library = new TraceLibrary();
    String key = library.add(trace);
    ReplaySettings settings = ReplaySettings.defaults().withStamps();
    try (LoopbackPair pair =
            LoopbackPair.start(library, settings, TrimSettings.pith(), reply -> {});
        StreamLoad load = new StreamLoad(3)) {
      for (Route route :
          List.of(
              Route.direct(pair.directUrl()),
              Route.forwarded(pair.proxyUrl()),
              Route.trimmed(pair.proxyUrl()))) {
        StreamLoad.Measured measured = load.run(route, key, 0, 7);

        assertThat(measured.firstBytes().count()).isEqualTo(7);
        assertThat(measured.events().count()).isGreaterThanOrEqualTo(7 * 20);
        assertThat(measured.events().micros(1)).isPositive();
        assertThat(measured.streamsPerSecond()).isPositive();
      }
    }
  }

  @Test
  void streamLoad_refusedStream_isAnError() throws Exception {
    try (LoopbackPair pair =
            LoopbackPair.start(
                new TraceLibrary(), ReplaySettings.defaults(), TrimSettings.pith(), reply -> {});
        StreamLoad load = new StreamLoad(1)) {
      assertThatIOException()
          .isThrownBy(() -> load.run(Route.direct(pair.directUrl()), "none", 0, 1))
          .withMessageContaining("404");
    }
  }
}
