package dev.pith.ragcache.engine;

import static dev.pith.ragcache.engine.TestModel.run;
import static dev.pith.ragcache.engine.TestModel.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.pith.ragcache.engine.gguf.RandomModelFile;
import dev.pith.ragcache.engine.math.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KvSequenceTest {

  private static final int VOCABULARY = 96;

  /** Keys and values of a position: 2 layers of 2 heads of 16 floats. */
  private static final long POSITION_BYTES = 2 * 2 * 2 * 16 * 4;

  private static final long BLOCK_BYTES = 16 * POSITION_BYTES;

  private Transformer engine;

  @BeforeEach
  void load() throws IOException {
    engine = TestModel.engine(RandomModelFile.builder("qwen2"), TestModel.settings());
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private KvSequence filled(int positions) {
    KvSequence sequence = engine.newSequence(false);
    run(engine, sequence, 0, tokens(positions, VOCABULARY, 1));
    return sequence;
  }

  @Test
  void sequence_newOne_isEmptyAndFree() {
    KvSequence sequence = engine.newSequence(false);

    assertThat(sequence.end()).isZero();
    assertThat(sequence.size()).isZero();
    assertThat(sequence.contains(0)).isFalse();
    assertThat(sequence.ownBytes() + sequence.sharedBytes()).isZero();
    assertThat(engine.kvBytes()).isZero();
  }

  @Test
  void drop_anyRanges_leavesWhatASetOfPositionsWould() {
    Random random = new Random(3);
    KvSequence sequence = filled(100);
    BitSet expected = new BitSet();
    expected.set(0, 100);
    for (int round = 0; round < 30; round++) {
      int from = random.nextInt(130);
      int to = from + random.nextInt(12);
      sequence.drop(from, to);
      expected.clear(from, to);
      if (round % 10 == 9) {
        int position = random.nextInt(200);
        run(engine, sequence, position, 1, 2, 3);
        expected.set(position, position + 3);
      }

      assertThat(sequence.size()).as("round %s", round).isEqualTo(expected.cardinality());
      assertThat(sequence.end()).as("round %s", round).isEqualTo(expected.length());
      for (int position = 0; position < 210; position++) {
        assertThat(sequence.contains(position))
            .as("round %s, position %s", round, position)
            .isEqualTo(expected.get(position));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void bytes_fullBlocks_areTheArithmeticOnes(KvType type) throws IOException {
    try (Transformer typed =
        TestModel.engine(RandomModelFile.builder("llama"), TestModel.settings().withKvType(type))) {
      KvSequence sequence = typed.newSequence(false);
      run(typed, sequence, 0, tokens(160, VOCABULARY, 1));
      ModelConfig config = typed.config();
      double arithmetic =
          2.0 * config.layers() * config.kvHeads() * config.headDim() * type.bytes() * 160;

      assertThat((double) sequence.ownBytes()).isCloseTo(arithmetic, within(0.05 * arithmetic));
      assertThat(typed.kvBytesOf(160, false)).isEqualTo(sequence.ownBytes());
    }
  }

  @Test
  void bytes_movableSequence_countsKeysTwice() {
    KvSequence sequence = engine.newSequence(true);
    run(engine, sequence, 0, tokens(17, VOCABULARY, 1));

    assertThat(sequence.ownBytes()).isEqualTo(2 * BLOCK_BYTES * 3 / 2);
    assertThat(engine.kvBytesOf(17, true)).isEqualTo(sequence.ownBytes());
    assertThat(sequence.export(0, 17).bytes()).isEqualTo(17 * POSITION_BYTES);
  }

  @Test
  void fork_untilItWrites_sharesEverything() {
    KvSequence parent = filled(40);
    KvSequence fork = parent.fork();

    assertThat(engine.kvBytes()).isEqualTo(3 * BLOCK_BYTES);
    assertThat(parent.ownBytes()).isZero();
    assertThat(fork.sharedBytes()).isEqualTo(3 * BLOCK_BYTES);

    run(engine, fork, 40, 1);
    assertThat(parent.ownBytes()).isEqualTo(BLOCK_BYTES);
    assertThat(fork.ownBytes()).isEqualTo(BLOCK_BYTES);
    assertThat(fork.sharedBytes()).isEqualTo(2 * BLOCK_BYTES);
    assertThat(engine.kvBytes()).isEqualTo(4 * BLOCK_BYTES);

    fork.close();
    assertThat(parent.ownBytes()).isEqualTo(3 * BLOCK_BYTES);
    assertThat(engine.kvBytes()).isEqualTo(3 * BLOCK_BYTES);
  }

  @Test
  void kvBytes_treeOfForks_countsEachBlockOnce() {
    KvSequence root = filled(64);
    KvSequence left = root.fork();
    KvSequence right = root.fork();
    run(engine, left, 64, tokens(32, VOCABULARY, 2));
    KvSequence leaf = left.fork();
    run(engine, leaf, 96, tokens(16, VOCABULARY, 3));

    assertThat(engine.kvBytes(List.of(root))).isEqualTo(4 * BLOCK_BYTES);
    assertThat(engine.kvBytes(List.of(root, right))).isEqualTo(4 * BLOCK_BYTES);
    assertThat(engine.kvBytes(List.of(right, leaf))).isEqualTo(7 * BLOCK_BYTES);
    assertThat(engine.kvBytes(List.of(root, left, right, leaf))).isEqualTo(engine.kvBytes());
  }

  @Test
  void truncate_wholeBlocks_givesThemBack() {
    KvSequence sequence = filled(80);

    sequence.truncate(33);

    assertThat(sequence.end()).isEqualTo(33);
    assertThat(sequence.ownBytes()).isEqualTo(3 * BLOCK_BYTES);
    assertThat(engine.kvBytes()).isEqualTo(3 * BLOCK_BYTES);
  }

  @Test
  void close_secondTime_doesNothing() {
    KvSequence parent = filled(40);
    KvSequence fork = parent.fork();

    fork.close();
    fork.close();

    assertThat(engine.kvBytes()).isEqualTo(3 * BLOCK_BYTES);
    assertThat(parent.ownBytes()).isEqualTo(3 * BLOCK_BYTES);
  }

  @Test
  void use_afterClose_isRefused() {
    KvSequence sequence = filled(3);
    sequence.close();

    assertThatIllegalStateException().isThrownBy(sequence::end);
    assertThatIllegalStateException().isThrownBy(sequence::fork);
    assertThatIllegalStateException().isThrownBy(() -> sequence.drop(0, 1));
    assertThatIllegalStateException().isThrownBy(() -> sequence.export(0, 1));
    assertThatIllegalStateException().isThrownBy(() -> engine.kvBytes(List.of(sequence)));
    assertThatIllegalStateException()
        .isThrownBy(() -> run(engine, sequence, 3, 1))
        .withMessage("the sequence is closed");
  }

  @Test
  void export_positionAbsent_isRefused() {
    KvSequence sequence = filled(20);
    sequence.drop(7, 8);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> sequence.export(0, 20))
        .withMessage("position 7 is absent");
    assertThatCode(() -> sequence.export(8, 20)).doesNotThrowAnyException();
  }

  @Test
  void place_chunkThatDoesNotFit_isRefusedAndChangesNothing() throws IOException {
    ChunkKv chunk = filled(20).export(0, 20);
    KvSequence sequence = engine.newSequence(false);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> sequence.place(chunk, 493))
        .withMessage("a chunk of 20 tokens at 493 does not fit 512 positions");
    try (Transformer other =
        TestModel.engine(RandomModelFile.builder("llama").layers(3), TestModel.settings())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> other.newSequence(false).place(chunk, 0))
          .withMessageStartingWith("the chunk comes from another kind of engine");
    }
    assertThat(sequence.size()).isZero();
  }

  /** What is left of a broken token would reach others even with a weight of zero. */
  @Test
  void blocks_givenBack_areEmptyForTheNext() throws IOException {
    FloatBuffer embeddings = FloatBuffer.allocate(64 * VOCABULARY);
    new Random(5).doubles(64 * (VOCABULARY - 1)).forEach(value -> embeddings.put((float) value));
    while (embeddings.hasRemaining()) {
      embeddings.put(Float.NaN);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * embeddings.capacity()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(embeddings.flip());
    RandomModelFile.Builder model =
        RandomModelFile.builder("llama")
            .without("token_embd.weight")
            .with(
                writer ->
                    writer.tensor("token_embd.weight", TensorType.F32, bytes, 64, VOCABULARY));
    try (Transformer broken = TestModel.engine(model, TestModel.settings())) {
      float[][] expected = run(broken, broken.newSequence(false), 3, 5, 6);
      KvSequence sequence = broken.newSequence(false);
      assertThat(run(broken, sequence, 0, VOCABULARY - 1)[0]).contains(Float.NaN);
      sequence.close();

      assertThat(run(broken, broken.newSequence(false), 3, 5, 6)).isDeepEqualTo(expected);
    }
  }

  @Test
  void blocks_manySequencesOneAfterAnother_doNotGrow() {
    for (int round = 0; round < 40; round++) {
      try (KvSequence sequence = engine.newSequence(round % 2 == 0);
          KvSequence fork = sequence.fork()) {
        run(engine, sequence, round, tokens(20, VOCABULARY, round));
        run(engine, fork, 0, 1);
      }
      assertThat(engine.kvBytes()).as("round %s", round).isZero();
    }
  }
}
