package dev.pith.ragcache.engine;

import static dev.pith.ragcache.engine.TestModel.run;
import static dev.pith.ragcache.engine.TestModel.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.ThreadMXBean;
import dev.pith.ragcache.engine.gguf.RandomModelFile;
import dev.pith.ragcache.engine.math.Kernels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransformerTest {

  private static final int VOCABULARY = 96;

  private Transformer engine;

  @BeforeEach
  void load() throws IOException {
    engine = TestModel.engine(RandomModelFile.builder("llama").layers(4), TestModel.settings());
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void forward_emptyBatch_doesNothing() {
    engine.forward(new Batch(VOCABULARY));

    assertThat(engine.kvBytes()).isZero();
  }

  @Test
  void forward_rowOutOfRange_isRefusedAndChangesNothing() {
    KvSequence sequence = engine.newSequence(false);
    run(engine, sequence, 0, 1, 2, 3);

    assertRefused(sequence, 3, 96, "token must be in [0, 96): 96 at row 1");
    assertRefused(sequence, 3, -1, "token must be in [0, 96): -1 at row 1");
    assertRefused(sequence, 512, 1, "position must be in [0, 512): 512 at row 1");
    assertRefused(sequence, -1, 1, "position must be in [0, 512): -1 at row 1");
    assertRefused(sequence, 2, 1, "positions of a sequence must ascend: 2 after 2 at row 1");
    assertRefused(sequence, 1, 1, "positions of a sequence must ascend: 1 after 2 at row 1");
    assertThat(sequence.end()).isEqualTo(3);
  }

  private void assertRefused(KvSequence sequence, int position, int token, String message) {
    Batch batch = new Batch(VOCABULARY);
    batch.add(sequence, 2, 1);
    batch.add(sequence, position, token);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> engine.forward(batch))
        .withMessage(message);
  }

  @Test
  void forward_sequenceOfAnotherEngine_isRefused() throws IOException {
    try (Transformer other =
        TestModel.engine(RandomModelFile.builder("llama"), TestModel.settings())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run(engine, other.newSequence(false), 0, 1))
          .withMessageStartingWith("row 0 has a sequence of another engine");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> engine.forward(new Batch(95)))
        .withMessage("the batch must have a vocabulary of 96: 95");
  }

  @Test
  void forward_batchFilledAgain_answersTheNewRowsOnly() {
    Batch batch = new Batch(VOCABULARY);
    KvSequence sequence = engine.newSequence(false);
    batch.askLogits(batch.add(sequence, 0, 1));
    engine.forward(batch);
    float[] first = batch.logits(0).clone();
    batch.clear();
    batch.add(sequence, 1, 2);
    batch.askLogits(batch.add(sequence, 2, 3));

    assertThatIllegalStateException().isThrownBy(() -> batch.logits(1));
    engine.forward(batch);

    assertThatIllegalStateException().isThrownBy(() -> batch.logits(0));
    assertThatIllegalStateException().isThrownBy(() -> batch.logProb(1));
    assertThat(first).isNotEqualTo(batch.logits(1));
  }

  @Test
  void forward_cancelled_leavesItsPositionsAbsent() {
    KvSequence sequence = engine.newSequence(false);
    run(engine, sequence, 0, tokens(20, VOCABULARY, 1));
    Batch batch = new Batch(VOCABULARY);
    batch.add(sequence, 10, 1);
    batch.add(sequence, 20, 2);
    batch.filter(
        (layer, running, mass) -> {
          if (layer == 1) {
            batch.cancel();
          }
          return running;
        });

    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> engine.forward(batch))
        .withMessage("the pass was cancelled before layer 2");
    assertThat(sequence.end()).isEqualTo(20);
    assertThat(sequence.contains(10)).isFalse();
    assertThat(sequence.size()).isEqualTo(19);
  }

  @Test
  void filter_thatFails_failsThePassAndTheEngineGoesOn() {
    KvSequence sequence = engine.newSequence(false);
    Batch batch = new Batch(VOCABULARY);
    batch.add(sequence, 0, 1);
    batch.filter(
        (layer, running, mass) -> {
          throw new IllegalStateException("no");
        });

    assertThatIllegalStateException().isThrownBy(() -> engine.forward(batch)).withMessage("no");
    assertThat(sequence.size()).isZero();
    assertThat(run(engine, sequence, 0, 1)).hasDimensions(1, VOCABULARY);
  }

  @Test
  void filter_dropsARowThatWasAbsent_isRefused() {
    KvSequence sequence = engine.newSequence(false);
    run(engine, sequence, 0, 1);
    Batch batch = new Batch(VOCABULARY);
    batch.add(sequence, 0, 2);
    batch.add(sequence, 1, 3);
    batch.filter(
        (layer, running, mass) -> {
          running.clear(layer);
          return running;
        });

    assertThatIllegalArgumentException()
        .isThrownBy(() -> engine.forward(batch))
        .withMessage(
            "row 1 has no KV in the layers after 1: its position 1 was absent before the pass");
  }

  @Test
  void filter_addsARow_isRefused() {
    KvSequence sequence = engine.newSequence(false);
    run(engine, sequence, 0, 1, 2);
    Batch batch = new Batch(VOCABULARY);
    batch.add(sequence, 0, 2);
    batch.add(sequence, 1, 3);
    batch.filter(
        (layer, running, mass) -> {
          running.set(1, layer == 1);
          return running;
        });

    assertThatIllegalArgumentException()
        .isThrownBy(() -> engine.forward(batch))
        .withMessage("the filter returned rows that were not running: {0, 1} of {0}");
  }

  @Test
  void filter_dropsARowThatAsks_leavesItWithoutAnswer() {
    KvSequence sequence = engine.newSequence(false);
    run(engine, sequence, 0, 1, 2);
    Batch batch = new Batch(VOCABULARY);
    batch.askLogits(batch.add(sequence, 0, 2));
    batch.askLogits(batch.add(sequence, 1, 3));
    batch.observe(new AttentionMass(new int[0], 1));
    AttentionMass mass = new AttentionMass(new int[0], 1);
    batch.observe(mass);
    batch.filter(
        (layer, running, masses) -> {
          running.clear(0);
          return running;
        });

    engine.forward(batch);

    assertThatIllegalStateException().isThrownBy(() -> batch.logits(0));
    assertThat(batch.logits(1)).hasSize(VOCABULARY);
    assertThat(mass.layersRun(0)).isEqualTo(1);
    assertThat(mass.layersRun(1)).isEqualTo(4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mass.mass(1, 0, 0))
        .withMessage("row 0 has not run layer 1");
  }

  /** With the plain kernels: the others allocate until they are compiled. */
  @Test
  void forward_afterWarmUp_allocatesNothing() throws IOException {
    ThreadMXBean allocations = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    EngineSettings settings = TestModel.settings().withThreads(1);
    try (Transformer plain =
        Transformer.load(
            TestModel.file(RandomModelFile.builder("llama")), settings, Kernels.plain())) {
      KvSequence sequence = plain.newSequence(true);
      Batch batch = new Batch(VOCABULARY);
      decode(plain, sequence, batch);
      sequence.truncate(0);

      long before = allocations.getCurrentThreadAllocatedBytes();
      decode(plain, sequence, batch);
      long bytes = allocations.getCurrentThreadAllocatedBytes() - before;

      assertThat(bytes).as("bytes of 100 tokens").isLessThan(1000);
    }
  }

  private static void decode(Transformer engine, KvSequence sequence, Batch batch) {
    for (int position = 0; position < 100; position++) {
      batch.clear();
      batch.askLogits(batch.add(sequence, position, 5));
      engine.forward(batch);
    }
  }

  @Test
  void forward_manyCallers_eachGetsWhatItWouldAlone() throws Exception {
    int callers = 4;
    List<float[][]> expected = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      expected.add(conversation(caller));
    }
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<Future<float[][]>> results = new ArrayList<>();
      for (int i = 0; i < callers * 4; i++) {
        int caller = i % callers;
        results.add(threads.submit(() -> conversation(caller)));
      }
      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).get(60, TimeUnit.SECONDS))
            .as("caller %s", i % callers)
            .isDeepEqualTo(expected.get(i % callers));
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(engine.kvBytes()).isZero();
  }

  /** Prefills, forks, moves a chunk and generates, and returns all logits. */
  private float[][] conversation(int caller) {
    List<float[]> logits = new ArrayList<>();
    try (KvSequence parent = engine.newSequence(true)) {
      run(engine, parent, 0, tokens(30, VOCABULARY, caller));
      try (KvSequence fork = parent.fork()) {
        fork.place(parent.export(3, 23), 40);
        for (int position = 60; position < 70; position++) {
          logits.addAll(List.of(run(engine, fork, position, caller)));
          logits.addAll(List.of(run(engine, parent, position, caller)));
        }
      }
    }
    return logits.toArray(float[][]::new);
  }

  @Test
  void close_whileACallRuns_waitsForIt() throws Exception {
    KvSequence sequence = engine.newSequence(false);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch closing = new CountDownLatch(1);
    Batch batch = new Batch(VOCABULARY);
    batch.askLogits(batch.add(sequence, 0, 1));
    batch.filter(
        (layer, running, mass) -> {
          inside.countDown();
          awaitUnchecked(closing);
          return running;
        });
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<?> call = threads.submit(() -> engine.forward(batch));
      assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
      Future<?> close = threads.submit(engine::close);
      assertThat(close.isDone()).isFalse();

      closing.countDown();
      call.get(60, TimeUnit.SECONDS);
      close.get(60, TimeUnit.SECONDS);
    } finally {
      threads.shutdownNow();
    }

    assertThat(batch.logits(0)).hasSize(VOCABULARY);
    assertThatIllegalStateException()
        .isThrownBy(() -> run(engine, sequence, 1, 1))
        .withMessage("the engine is closed");
    assertThatIllegalStateException().isThrownBy(() -> engine.newSequence(false));
    sequence.close();
    engine.close();
    assertThat(engine.kvBytes()).isZero();
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
