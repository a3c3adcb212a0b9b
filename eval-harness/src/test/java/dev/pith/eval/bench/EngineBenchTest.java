package dev.pith.eval.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.eval.bench.EngineTimings.Round;
import dev.pith.eval.bench.EngineTimings.Times;
import dev.pith.ragcache.engine.EngineSettings;
import dev.pith.ragcache.engine.gguf.RandomModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EngineBenchTest {
  private static final EngineSettings SETTINGS = EngineSettings.defaults().withThreads(1);

  @TempDir private Path folder;

  @Test
  void command_modelOfTheUser_everyFigureInTheJson() throws IOException {
    Path json = folder.resolve("figures.json");

    int exit =
        new CommandLine(new EngineBench())
            .execute("--quick", "--model", tiny(512).toString(), "--json", json.toString());

    assertThat(exit).isZero();
    JsonNode report = new JsonMapper().readTree(json.toFile());
    assertThat(StreamSupport.stream(report.get("figures").spliterator(), false))
        .extracting(figure -> figure.get("figure").asText())
        .containsExactly(
            "prefill of 128, tokens/s",
            "decode of 16, tokens/s",
            "recompute of 38, in prefills",
            "heap per decoded token, bytes");
    assertThat(report.at("/figures/0/pith").asDouble()).isPositive();
    assertThat(report.at("/figures/0/llamaCpp").isNull()).isTrue();
    assertThat(report.at("/memory/kvBytes").asLong()).isPositive();
  }

  @Test
  void run_contextTooShort_refusedWithBothLengths() throws IOException {
    Path model = tiny(100);
    EngineRounds rounds = new EngineRounds(1, Duration.ZERO, SETTINGS, null, new QuietPause());

    assertThatIOException()
        .isThrownBy(() -> rounds.run("tiny", "F32", model, 96, 8))
        .withMessageContaining("a context of 100 tokens, the measurement needs 104");
  }

  @Test
  void start_noJarWithNatives_namesTheCommandThatFetchesIt() {
    assertThatIOException()
        .isThrownBy(() -> PeerNatives.start(folder.resolve("absent.jar"), folder))
        .withMessageContaining("absent.jar")
        .withMessageContaining("mvn dependency:get -Dartifact=de.kherud:llama:4.2.0");
  }

  @Test
  void footprint_anyModel_kvNearTheArithmeticAndNothingLeft() throws IOException {
    EngineFootprint memory = EngineFootprint.of(tiny(512), SETTINGS);

    assertThat(memory.kv()).isBetween(memory.kvByArithmetic(), memory.kvByArithmetic() * 105 / 100);
    // Other classes' leftovers move the heap by some hundred KiB; kept requests would be far more.
    assertThat(memory.growth()).isLessThan(1 << 20);
  }

  @Test
  void recomputed_thirtyPercentOfThePrompt_ascendsAndEndsWithItsLastToken() {
    int[] positions = EngineWorkload.of(100, 512, 64).recomputed();

    assertThat(positions).hasSize(154).doesNotHaveDuplicates().isSorted();
    assertThat(positions[153]).isEqualTo(511);
  }

  @Test
  void ratio_someRounds_isTheMedianOfThePairs() {
    EngineTimings timings =
        timings(
            new Round(times(100), times(200)),
            new Round(times(400), times(100)),
            new Round(times(100), times(300)));

    assertThat(timings.engine(timings::prefillTokensPerSecond)).isEqualTo(1e9);
    assertThat(timings.peer(timings::prefillTokensPerSecond)).isEqualTo(0.5e9);
    assertThat(timings.ratio(timings::prefillTokensPerSecond)).isCloseTo(2, within(1e-9));
  }

  @Test
  void ratio_noPeer_isUnknown() {
    EngineTimings timings = timings(new Round(times(100), null));

    assertThat(timings.peer(Times::recomputeShare)).isNaN();
    assertThat(timings.ratio(Times::recomputeShare)).isNaN();
  }

  @Test
  void heapAllocation_arrayOfKnownSize_isCounted() {
    HeapAllocation allocation = new HeapAllocation();
    allocation.start();

    byte[] array = new byte[1 << 20];

    assertThat(allocation.bytes()).isCloseTo(array.length, within(64L * 1024));
  }

  private static EngineTimings timings(Round... rounds) {
    return new EngineTimings("m", "F32", EngineWorkload.of(10, 100, 10), List.of(rounds), 0);
  }

  private static Times times(long prefillNanos) {
    return new Times(prefillNanos, 1, 1);
  }

  private Path tiny(int context) throws IOException {
    Path model = folder.resolve("tiny.gguf");
    RandomModelFile.builder("llama").context(context).write(model);
    return model;
  }
}
