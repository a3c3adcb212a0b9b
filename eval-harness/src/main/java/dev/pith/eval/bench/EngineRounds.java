package dev.pith.eval.bench;

import dev.pith.eval.bench.EngineTimings.Round;
import dev.pith.eval.bench.EngineTimings.Times;
import dev.pith.ragcache.engine.EngineSettings;
import dev.pith.ragcache.engine.ModelConfig;
import dev.pith.ragcache.engine.Transformer;
import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.peer.LlamaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Times the engine on a model, in turns with its peer: what else the machine does hits both. Every
 * turn begins after a pause, since the threads of either may spin for a while after their work.
 */
final class EngineRounds {
  private static final int WARM_UP_ROUNDS = 2;

  private final int rounds;
  private final Duration warmUp;
  private final EngineSettings settings;
  private final @Nullable LlamaProcess llama;
  private final QuietPause quiet;

  /**
   * Prepares rounds.
   *
   * @param warmUp how long the engine runs before it is measured, two rounds at least
   * @param llama the peer; null for none
   */
  EngineRounds(
      int rounds,
      Duration warmUp,
      EngineSettings settings,
      @Nullable LlamaProcess llama,
      QuietPause quiet) {
    this.rounds = rounds;
    this.warmUp = warmUp;
    this.settings = settings;
    this.llama = llama;
    this.quiet = quiet;
  }

  /**
   * Measures a model.
   *
   * @throws IOException when its context does not hold the prompt and what follows, or the peer
   *     fails
   */
  EngineTimings run(String name, String weights, Path file, int promptTokens, int decodedTokens)
      throws IOException {
    Transformer transformer = Transformer.load(GgufFile.open(file), settings);
    ModelConfig config = transformer.config();
    EngineWorkload workload = EngineWorkload.of(config.vocabulary(), promptTokens, decodedTokens);
    if (config.contextLength() < workload.positions()) {
      transformer.close();
      throw new IOException(
          "%s has a context of %d tokens, the measurement needs %d"
              .formatted(file, config.contextLength(), workload.positions()));
    }
    try (EngineDecoder engine = new EngineDecoder(transformer, workload);
        TimedDecoder peer =
            llama == null ? null : new PeerDecoder(llama, file, workload, settings.threads())) {
      warmUp(engine);
      if (peer != null) {
        times(peer);
      }
      List<Round> measured = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        measured.add(round(engine, peer, round % 2 == 0));
      }
      return new EngineTimings(name, weights, workload, measured, engine.bytesPerDecodedToken());
    }
  }

  /** Lets the JVM compile what runs often. */
  private void warmUp(EngineDecoder engine) throws IOException {
    long start = System.nanoTime();
    for (int round = 0;
        round < WARM_UP_ROUNDS || System.nanoTime() - start < warmUp.toNanos();
        round++) {
      times(engine);
    }
  }

  private Round round(EngineDecoder engine, @Nullable TimedDecoder peer, boolean engineFirst)
      throws IOException {
    if (peer == null) {
      quiet.pause();
      return new Round(times(engine), null);
    }
    TimedDecoder first = engineFirst ? engine : peer;
    TimedDecoder second = engineFirst ? peer : engine;
    quiet.pause();
    Times one = times(first);
    quiet.pause();
    Times other = times(second);
    return engineFirst ? new Round(one, other) : new Round(other, one);
  }

  private static Times times(TimedDecoder decoder) throws IOException {
    return new Times(decoder.prefill(), decoder.decode(), decoder.recompute());
  }
}
