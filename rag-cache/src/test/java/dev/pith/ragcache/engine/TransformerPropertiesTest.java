package dev.pith.ragcache.engine;

import static dev.pith.ragcache.engine.Subject.VOCABULARY;
import static dev.pith.ragcache.engine.TestModel.logits;
import static dev.pith.ragcache.engine.TestModel.run;
import static dev.pith.ragcache.engine.TestModel.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What holds for every model, bit for bit: a row's result depends on what its sequence holds up to
 * its position, and on nothing else.
 */
class TransformerPropertiesTest {

  private static final int[] PROMPT = tokens(77, VOCABULARY, 11);
  private static final int[] OTHER = tokens(77, VOCABULARY, 12);

  @ParameterizedTest
  @EnumSource
  void forward_anySplit_sameLogits(Subject subject) throws IOException {
    try (Transformer engine = subject.engine()) {
      float[][] whole = run(engine, engine.newSequence(false), 0, PROMPT);
      for (long seed = 0; seed < 6; seed++) {
        Random random = new Random(seed);
        KvSequence sequence = engine.newSequence(false);
        List<float[]> parts = new ArrayList<>();
        while (parts.size() < PROMPT.length) {
          int from = parts.size();
          int to = Math.min(from + 1 + random.nextInt(40), PROMPT.length);
          parts.addAll(List.of(run(engine, sequence, from, Arrays.copyOfRange(PROMPT, from, to))));
        }

        assertThat(parts.toArray(float[][]::new)).as("seed %s", seed).isDeepEqualTo(whole);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void forward_anyThreadsAndMicroBatch_sameLogits(Subject subject) throws IOException {
    float[][] expected;
    try (Transformer engine = subject.engine()) {
      expected = run(engine, engine.newSequence(false), 0, PROMPT);
    }
    int[][] threadsAndRows = {{1, 512}, {1, 1}, {2, 33}, {4, 7}};
    for (int[] pair : threadsAndRows) {
      EngineSettings settings =
          EngineSettings.defaults().withThreads(pair[0]).withMicroBatchRows(pair[1]);
      try (Transformer engine = subject.engine(settings)) {
        float[][] logits = run(engine, engine.newSequence(false), 0, PROMPT);

        assertThat(logits).as("%s threads, %s rows", pair[0], pair[1]).isDeepEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void forward_sequencesTogether_eachAsAlone(Subject subject) throws IOException {
    try (Transformer engine = subject.engine()) {
      int[] lengths = {1, 40, 16, 77, 5};
      KvSequence[] sequences = new KvSequence[lengths.length];
      List<List<Integer>> rows = new ArrayList<>();
      for (int i = 0; i < lengths.length; i++) {
        sequences[i] = engine.newSequence(i % 2 == 0);
        rows.add(new ArrayList<>());
      }
      Batch batch = new Batch(VOCABULARY);
      for (int position = 0; position < PROMPT.length; position++) {
        for (int i = 0; i < lengths.length; i++) {
          if (position < lengths[i]) {
            int row = batch.add(sequences[i], position, PROMPT[(position + i) % PROMPT.length]);
            batch.askLogits(row);
            rows.get(i).add(row);
          }
        }
      }

      engine.forward(batch);

      for (int i = 0; i < lengths.length; i++) {
        int offset = i;
        int[] own =
            IntStream.range(0, lengths[i])
                .map(position -> PROMPT[(position + offset) % PROMPT.length])
                .toArray();
        float[][] together = rows.get(i).stream().map(batch::logits).toArray(float[][]::new);
        assertThat(together)
            .as("sequence %s", i)
            .isDeepEqualTo(run(engine, engine.newSequence(false), 0, own));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void forward_allPositionsRecomputed_isFullPrefill(Subject subject) throws IOException {
    try (Transformer engine = subject.engine()) {
      KvSequence sequence = engine.newSequence(false);
      run(engine, sequence, 0, OTHER);

      float[][] again = run(engine, sequence, 0, PROMPT);

      assertThat(again).isDeepEqualTo(run(engine, engine.newSequence(false), 0, PROMPT));
    }
  }

  @ParameterizedTest
  @EnumSource
  void forward_scatteredPositions_anySplitSameLogits(Subject subject) throws IOException {
    try (Transformer engine = subject.engine()) {
      KvSequence base = engine.newSequence(true);
      run(engine, base, 0, OTHER);
      int[] scattered = {0, 3, 4, 20, 31, 32, 33, 60, 76};
      KvSequence together = base.fork();
      Batch batch = new Batch(VOCABULARY);
      for (int position : scattered) {
        batch.askLogits(batch.add(together, position, PROMPT[position]));
      }
      engine.forward(batch);
      float[][] expected = logits(batch);

      for (int i = 0; i < scattered.length; i++) {
        float[][] single = run(engine, base, scattered[i], PROMPT[scattered[i]]);
        assertThat(single[0]).as("position %s", scattered[i]).isEqualTo(expected[i]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void place_afterTheSamePrefix_isFullPrefill(Subject subject) throws IOException {
    try (Transformer engine = subject.engine()) {
      KvSequence full = engine.newSequence(true);
      float[][] expected = run(engine, full, 0, PROMPT);
      for (int cut : new int[] {0, 10, 16, 50}) {
        ChunkKv chunk = full.export(cut, 70);
        KvSequence sequence = engine.newSequence(false);
        if (cut > 0) {
          run(engine, sequence, 0, Arrays.copyOf(PROMPT, cut));
        }
        sequence.place(chunk, cut);

        float[][] tail = run(engine, sequence, 70, Arrays.copyOfRange(PROMPT, 70, 77));

        assertThat(tail).as("cut at %s", cut).isDeepEqualTo(Arrays.copyOfRange(expected, 70, 77));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void export_movedAndMovedBack_isTheSame(Subject subject) throws IOException {
    try (Transformer engine = subject.engine()) {
      KvSequence full = engine.newSequence(true);
      float[][] expected = run(engine, full, 0, PROMPT);
      KvSequence elsewhere = engine.newSequence(true);
      elsewhere.place(full.export(0, 70), 301);
      KvSequence back = engine.newSequence(true);
      back.place(elsewhere.export(301, 371), 0);

      float[][] tail = run(engine, back, 70, Arrays.copyOfRange(PROMPT, 70, 77));

      assertThat(tail).isDeepEqualTo(Arrays.copyOfRange(expected, 70, 77));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LLAMA_F32", "QWEN2_F32", "ODD_SIZES_F32"})
  void export_sequenceThatKeepsNoRawKeys_isRotatedBack(Subject subject) throws IOException {
    try (Transformer engine = subject.engine()) {
      KvSequence full = engine.newSequence(false);
      float[][] expected = run(engine, full, 0, PROMPT);
      KvSequence elsewhere = engine.newSequence(false);
      elsewhere.place(full.export(0, 70), 301);
      KvSequence back = engine.newSequence(false);
      back.place(elsewhere.export(301, 371), 0);

      float[][] tail = run(engine, back, 70, Arrays.copyOfRange(PROMPT, 70, 77));

      for (int i = 0; i < tail.length; i++) {
        assertThat(tail[i]).usingComparatorWithPrecision(1e-4f).containsExactly(expected[70 + i]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void fork_bothGoOn_neitherNotices(Subject subject) throws IOException {
    try (Transformer engine = subject.engine()) {
      int[] start = Arrays.copyOf(PROMPT, 40);
      KvSequence parent = engine.newSequence(false);
      run(engine, parent, 0, start);
      KvSequence fork = parent.fork();

      List<float[]> ofParent = new ArrayList<>();
      List<float[]> ofFork = new ArrayList<>();
      for (int position = 40; position < 60; position++) {
        ofFork.addAll(List.of(run(engine, fork, position, OTHER[position])));
        ofParent.addAll(List.of(run(engine, parent, position, PROMPT[position])));
      }

      KvSequence first = engine.newSequence(false);
      run(engine, first, 0, start);
      KvSequence second = engine.newSequence(false);
      run(engine, second, 0, start);
      assertThat(ofParent.toArray(float[][]::new))
          .isDeepEqualTo(run(engine, first, 40, Arrays.copyOfRange(PROMPT, 40, 60)));
      assertThat(ofFork.toArray(float[][]::new))
          .isDeepEqualTo(run(engine, second, 40, Arrays.copyOfRange(OTHER, 40, 60)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void drop_thenGoOn_isAsIfNeverThere(Subject subject) throws IOException {
    try (Transformer engine = subject.engine()) {
      KvSequence dropped = engine.newSequence(true);
      run(engine, dropped, 0, Arrays.copyOf(PROMPT, 20));
      ChunkKv late = chunk(engine);
      dropped.place(late, 30);
      run(engine, dropped, 60, OTHER);
      dropped.truncate(60);
      dropped.drop(5, 19);
      dropped.drop(33, 50);
      KvSequence never = engine.newSequence(true);
      never.place(dropped.export(0, 5), 0);
      never.place(dropped.export(19, 20), 19);
      never.place(dropped.export(30, 33), 30);
      never.place(dropped.export(50, 54), 50);

      assertThat(run(engine, dropped, 54, PROMPT)).isDeepEqualTo(run(engine, never, 54, PROMPT));
    }
  }

  @ParameterizedTest
  @EnumSource
  void observe_anyPass_changesNoLogitsAndSumsToOne(Subject subject) throws IOException {
    try (Transformer engine = subject.engine()) {
      float[][] expected = run(engine, engine.newSequence(false), 0, PROMPT);
      AttentionMass mass =
          new AttentionMass(IntStream.range(0, 70).map(p -> p * p % 5).toArray(), 6);
      Batch batch = prompt(engine.newSequence(false));
      batch.observe(mass);

      engine.forward(batch);

      assertThat(logits(batch)).isDeepEqualTo(expected);
      for (int layer = 0; layer < engine.config().layers(); layer++) {
        for (int row = 0; row < batch.rows(); row++) {
          double sum = 0;
          for (int segment = 0; segment < mass.segments(); segment++) {
            sum += mass.mass(layer, row, segment);
          }
          assertThat(sum).as("layer %s, row %s", layer, row).isBetween(1 - 1e-5, 1 + 1e-5);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void filter_thatKeepsAll_changesNothing(Subject subject) throws IOException {
    try (Transformer engine = subject.engine(TestModel.settings().withMicroBatchRows(10))) {
      float[][] expected = run(engine, engine.newSequence(false), 0, PROMPT);
      AttentionMass mass = new AttentionMass(new int[0], 1);
      Batch batch = prompt(engine.newSequence(false));
      batch.observe(mass);
      List<Integer> layers = new ArrayList<>();
      batch.filter(
          (layer, running, masses) -> {
            layers.add(layer);
            assertThat(running.cardinality()).isEqualTo(PROMPT.length);
            assertThat(masses).isSameAs(mass);
            assertThat(mass.layersRun(0)).isEqualTo(layer + 1);
            return running;
          });

      engine.forward(batch);

      assertThat(logits(batch)).isDeepEqualTo(expected);
      assertThat(layers).hasSize(engine.config().layers() - 1).startsWith(0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void logProb_anyRow_isThatOfItsLogits(Subject subject) throws IOException {
    try (Transformer engine = subject.engine()) {
      float[][] logits = run(engine, engine.newSequence(false), 0, PROMPT);
      Batch batch = new Batch(VOCABULARY);
      KvSequence sequence = engine.newSequence(false);
      for (int row = 0; row < PROMPT.length; row++) {
        batch.add(sequence, row, PROMPT[row]);
        if (row % 5 != 4) {
          batch.askLogProb(row, OTHER[row]);
        }
      }
      engine.forward(batch);

      for (int row = 0; row < PROMPT.length; row++) {
        if (row % 5 != 4) {
          double sum = 0;
          for (float logit : logits[row]) {
            sum += Math.exp(logit);
          }
          assertThat(batch.logProb(row))
              .as("row %s", row)
              .isCloseTo(logits[row][OTHER[row]] - Math.log(sum), within(1e-5));
        }
      }
    }
  }

  /** Returns the KV of some tokens, computed elsewhere. */
  private static ChunkKv chunk(Transformer engine) {
    KvSequence alone = engine.newSequence(true);
    run(engine, alone, 0, Arrays.copyOf(OTHER, 24));
    return alone.export(0, 24);
  }

  private static Batch prompt(KvSequence sequence) {
    Batch batch = new Batch(VOCABULARY);
    for (int i = 0; i < PROMPT.length; i++) {
      batch.askLogits(batch.add(sequence, i, PROMPT[i]));
    }
    return batch;
  }
}
