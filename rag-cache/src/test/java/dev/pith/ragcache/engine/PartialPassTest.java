package dev.pith.ragcache.engine;

import static dev.pith.ragcache.engine.TestModel.logits;
import static dev.pith.ragcache.engine.TestModel.run;
import static dev.pith.ragcache.engine.TestModel.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.pith.ragcache.engine.gguf.RandomModelFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a repair of placed chunks asks of a pass: layers one by one, gates, looks at fresh KV. */
class PartialPassTest {

  private static final int VOCABULARY = 96;
  private static final int[] PROMPT = tokens(50, VOCABULARY, 5);
  private static final int LAYERS = 4;

  private Transformer engine;

  @BeforeEach
  void load() throws IOException {
    engine =
        TestModel.engine(
            RandomModelFile.builder("qwen3").layers(LAYERS),
            TestModel.settings().withMicroBatchRows(16));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Batch prompt(KvSequence sequence) {
    Batch batch = new Batch(VOCABULARY);
    for (int position = 0; position < PROMPT.length; position++) {
      batch.askLogits(batch.add(sequence, position, PROMPT[position]));
    }
    return batch;
  }

  @Test
  void placeLayer_behindTheGate_isThePlacedChunk() {
    KvSequence source = engine.newSequence(true);
    run(engine, source, 0, tokens(30, VOCABULARY, 6));
    ChunkKv chunk = source.export(4, 30);
    KvSequence whole = engine.newSequence(false);
    whole.place(chunk, 10);
    float[][] expected = run(engine, whole, 36, 1, 2, 3);
    KvSequence layered = engine.newSequence(false);
    layered.placeLayer(chunk, 0, 10);
    Batch batch = new Batch(VOCABULARY);
    for (int i = 0; i < 3; i++) {
      batch.askLogits(batch.add(layered, 36 + i, i + 1));
    }
    List<Integer> layers = new ArrayList<>();
    batch.beforeLayers(
        layer -> {
          layers.add(layer);
          layered.placeLayer(chunk, layer, 10);
        });

    engine.forward(batch);

    assertThat(logits(batch)).isDeepEqualTo(expected);
    assertThat(layers).containsExactly(0, 1, 2, 3);
  }

  @Test
  void gate_severalMicroBatches_isPassedOncePerLayer() {
    for (boolean filtered : new boolean[] {false, true}) {
      Batch batch = prompt(engine.newSequence(false));
      List<Integer> layers = new ArrayList<>();
      batch.beforeLayers(layers::add);
      if (filtered) {
        batch.filter((layer, running, mass) -> running);
      }

      engine.forward(batch);

      assertThat(layers).as("filtered %s", filtered).containsExactly(0, 1, 2, 3);
    }
  }

  @Test
  void gate_thatThrows_endsThePassAndLeavesItsPositionsAbsent() {
    KvSequence sequence = engine.newSequence(false);
    Batch batch = prompt(sequence);
    batch.beforeLayers(
        layer -> {
          if (layer == 2) {
            throw new IllegalStateException("layer 2 is lost");
          }
        });

    assertThatIllegalStateException()
        .isThrownBy(() -> engine.forward(batch))
        .withMessage("layer 2 is lost");
    assertThat(sequence.size()).isZero();
  }

  @Test
  void afterKv_keepingAll_changesNothing() {
    float[][] expected = run(engine, engine.newSequence(false), 0, PROMPT);
    for (int layer = 0; layer < LAYERS; layer++) {
      Batch batch = prompt(engine.newSequence(false));
      batch.filter(new LooksAt(layer, PROMPT.length));

      engine.forward(batch);

      assertThat(logits(batch)).as("layer %s", layer).isDeepEqualTo(expected);
    }
  }

  /** Rows that leave have written their KV of the layer, and no later one. */
  @Test
  void afterKv_rowsThatLeave_haveFreshKvUpToTheLayerAndTheirOldOneBehindIt() {
    KvSequence fresh = engine.newSequence(true);
    run(engine, fresh, 0, PROMPT);
    ChunkKv full = fresh.export(0, PROMPT.length);
    KvSequence sequence = engine.newSequence(true);
    run(engine, sequence, 0, tokens(PROMPT.length, VOCABULARY, 9));
    ChunkKv old = sequence.export(0, PROMPT.length);
    Batch batch = new Batch(VOCABULARY);
    for (int position = 0; position < PROMPT.length; position++) {
      batch.add(sequence, position, PROMPT[position]);
    }
    batch.filter(new LooksAt(1, 20));

    engine.forward(batch);

    for (int layer = 0; layer < LAYERS; layer++) {
      ChunkKv expected = layer <= 1 ? full : old;
      assertThat(sequence.valueDistance(layer, 40, expected, 40)).as("layer %s", layer).isZero();
    }
    for (int layer = 0; layer < LAYERS; layer++) {
      assertThat(sequence.valueDistance(layer, 10, full, 10)).as("layer %s", layer).isZero();
    }
    assertThat(sequence.valueDistance(3, 40, full, 40)).isPositive();
  }

  @Test
  void valueDistance_ofTwoTokens_isTheSumOfSquares() {
    KvSequence sequence = engine.newSequence(true);
    run(engine, sequence, 0, PROMPT);
    ChunkKv chunk = sequence.export(3, 9);

    double there = sequence.valueDistance(2, 5, chunk, 4);

    assertThat(sequence.valueDistance(2, 5, chunk, 2)).isZero();
    assertThat(there).isPositive();
    assertThat(sequence.valueDistance(2, 7, sequence.export(5, 6), 0)).isEqualTo(there);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sequence.valueDistance(2, 50, chunk, 0))
        .withMessage("position 50 is absent");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sequence.placeLayer(chunk, LAYERS, 0))
        .withMessage("layer must be in [0, 4): 4");
  }

  @Test
  void settle_movableSequence_givesAThirdBackAndGoesOnTheSame() {
    KvSequence sequence = engine.newSequence(true);
    run(engine, sequence, 0, PROMPT);
    ChunkKv before = sequence.export(0, PROMPT.length);
    float[][] expected = run(engine, sequence.fork(), PROMPT.length, 7, 8);
    long bytes = sequence.ownBytes() + sequence.sharedBytes();

    KvSequence own = engine.newSequence(true);
    own.place(before, 0);
    own.settle();

    assertThat(own.ownBytes()).isEqualTo(bytes / 3 * 2);
    assertThat(run(engine, own, PROMPT.length, 7, 8)).isDeepEqualTo(expected);
    assertThat(own.ownBytes()).isEqualTo(engine.kvBytesOf(PROMPT.length + 2, false));
    KvSequence back = engine.newSequence(false);
    back.place(own.export(0, PROMPT.length), 0);
    assertThat(run(engine, back, PROMPT.length, 7, 8)[0][3])
        .isCloseTo(expected[0][3], within(1e-4f));
  }

  @Test
  void settle_blocksThatAForkShares_stayAsTheyAre() {
    KvSequence sequence = engine.newSequence(true);
    run(engine, sequence, 0, PROMPT);
    KvSequence fork = sequence.fork();
    long bytes = engine.kvBytes();

    sequence.settle();

    assertThat(engine.kvBytes()).isEqualTo(bytes);
    fork.close();
    sequence.close();
    assertThat(engine.kvBytes()).isZero();
  }

  /** Lets only the first rows attend in a layer and go on. */
  private record LooksAt(int layer, int rows) implements RowFilter {

    @Override
    public BitSet afterLayer(int done, BitSet running, @Nullable AttentionMass mass) {
      return running;
    }

    @Override
    public boolean looksAtKv(int asked) {
      return asked == layer;
    }

    @Override
    public BitSet afterKv(int now, BitSet running) {
      assertThat(now).isEqualTo(layer);
      BitSet kept = new BitSet();
      kept.set(0, rows);
      return kept;
    }
  }
}
