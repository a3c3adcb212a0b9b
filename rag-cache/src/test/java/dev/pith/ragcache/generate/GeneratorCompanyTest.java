package dev.pith.ragcache.generate;

import static dev.pith.ragcache.generate.GeneratorBed.VOCABULARY;
import static dev.pith.ragcache.generate.GeneratorBed.expected;
import static dev.pith.ragcache.generate.GeneratorBed.greedy;
import static dev.pith.ragcache.generate.GeneratorBed.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.ragcache.engine.Batch;
import dev.pith.ragcache.engine.KvSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorCompanyTest {

  private static final int[] PROMPT = tokens(11, 3);
  private static final int[] OTHER_PROMPT = tokens(9, 4);

  private final StepGate gate = new StepGate();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void submit_anyCompany_eachAsAlone(long seed) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    long maxKvBytes = random.nextBoolean() ? 1_000_000 : random.nextInt(53, 120) * 100L;
    GeneratorBed bed =
        new GeneratorBed(
            settings ->
                settings
                    .withMaxRunning(random.nextInt(1, 9))
                    .withPrefillRows(random.nextInt(1, 40))
                    .withPrefixCache(random.nextInt(4) > 0)
                    .withMaxKvBytes(maxKvBytes));
    AtomicLong mostBytes = new AtomicLong();
    bed.engine.beforeForward(batch -> mostBytes.accumulateAndGet(bed.engine.kvBytes(), Math::max));
    List<RecordingListener> heard = new ArrayList<>();
    List<List<Integer>> expected = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      int[] prompt = prompt(random);
      SamplingSettings sampling =
          SamplingSettings.builder().temperature(random.nextInt(3)).seed(i).build();
      int maxTokens = random.nextInt(0, 60);

      heard.add(
          bed.submit(
              GenerationRequest.builder(prompt)
                  .maxTokens(maxTokens)
                  .sampling(sampling)
                  .continuesAnswer(random.nextInt(3) == 0)));
      expected.add(expected(prompt, maxTokens, sampling));
    }

    for (int i = 0; i < heard.size(); i++) {
      assertThat(heard.get(i).await().ids()).as("request %s", i).isEqualTo(expected.get(i));
    }
    assertThat(mostBytes.get()).isLessThanOrEqualTo(maxKvBytes);
    bed.close();
    assertThat(bed.engine.kvBytes()).isZero();
  }

  @Test
  void submit_moreThanTheRoomHolds_laterOnesGiveWayAndReadAgain() throws InterruptedException {
    GeneratorBed bed = gated(settings -> settings.withMaxKvBytes(2_500));

    List<RecordingListener> heard =
        IntStream.range(0, 4)
            .mapToObj(i -> bed.submit(request(tokens(20, i), 60).ignoreEnd(true)))
            .toList();
    gate.open();

    for (RecordingListener one : heard) {
      assertThat(one.await().ids()).hasSize(60);
    }
    assertThat(bed.generator.stats().preempted()).isPositive();
    bed.close();
  }

  @Test
  void submit_otherUsersHoldTheRoom_runsAllTheSame() throws InterruptedException {
    GeneratorBed bed = new GeneratorBed(settings -> settings.withMaxKvBytes(1_000));
    try (KvSequence others = bed.engine.newSequence(false)) {
      Batch batch = new Batch(VOCABULARY);
      for (int token : tokens(100, 1)) {
        batch.add(others, batch.rows(), token);
      }
      bed.engine.forward(batch);

      assertThat(bed.submit(request(PROMPT, 5)).await().ids()).isEqualTo(greedy(PROMPT, 5));
    }
    bed.close();
  }

  @Test
  void submit_longPromptBeside_runningOneGetsARowInEachPass() throws InterruptedException {
    GeneratorBed bed = gated();
    RecordingListener first = bed.submit(request(PROMPT, 40));
    passUntil(batch -> batch.rows() == 1);
    RecordingListener second = bed.submit(request(tokens(60, 5), 1));
    gate.pass();

    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      rows.add(gate.await().rows());
      gate.pass();
    }

    assertThat(rows).containsExactly(9, 9, 9, 9, 9, 9, 9, 5);
    gate.open();
    assertThat(first.await().ids()).isEqualTo(greedy(PROMPT, 40));
    assertThat(second.await().ids()).hasSize(1);
    bed.close();
  }

  @Test
  void submit_moreThanRun_startInTheirOrder() throws InterruptedException {
    GeneratorBed bed = gated(settings -> settings.withMaxRunning(1));
    List<Integer> ends = new ArrayList<>();

    List<RecordingListener> heard = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      RecordingListener listener =
          new RecordingListener() {
            @Override
            public void onEnd(FinishReason reason, String tail) {
              ends.add(number);
              super.onEnd(reason, tail);
            }
          };
      heard.add(listener);
      bed.generator.submit(request(tokens(5, i), 5 - i).build(), listener);
    }
    gate.open();

    for (RecordingListener listener : heard) {
      listener.await();
    }
    assertThat(ends).containsExactly(0, 1, 2, 3, 4);
    bed.close();
  }

  @Test
  void submit_queueIsFull_refusedAtOnce() throws InterruptedException {
    GeneratorBed bed = gated(settings -> settings.withMaxRunning(1).withMaxQueued(1));
    RecordingListener running = bed.submit(request(PROMPT, 3));
    gate.await();
    RecordingListener waiting = bed.submit(request(PROMPT, 3));

    RecordingListener refused = bed.submit(request(PROMPT, 3));

    assertThat(refused.failure)
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("too many requests wait: 1");
    assertThat(bed.generator.stats().refused()).isEqualTo(1);
    gate.open();
    assertThat(running.await().reason).isEqualTo(FinishReason.MAX_TOKENS);
    assertThat(waiting.await().reason).isEqualTo(FinishReason.MAX_TOKENS);
    bed.close();
  }

  @Test
  void cancel_inTheMiddleOfAPrompt_nothingMoreIsHeardOrRun() throws InterruptedException {
    GeneratorBed bed = gated(settings -> settings.withPrefixCache(false));
    RecordingListener listener = new RecordingListener();
    Generation cancelled = bed.generator.submit(request(tokens(50, 1), 5).build(), listener);
    RecordingListener other = bed.submit(request(PROMPT, 5));
    gate.await();
    gate.pass();
    gate.await();

    cancelled.cancel();
    gate.pass();

    Batch next = gate.await();
    assertThat(bed.engine.kvBytes()).isZero();
    assertThat(IntStream.range(0, next.rows()).map(next::token))
        .containsExactly(Arrays.stream(PROMPT).limit(8).boxed().toArray(Integer[]::new));
    gate.open();
    assertThat(other.await().ids()).isEqualTo(greedy(PROMPT, 5));
    bed.close();
    assertThat(listener.promptTokens).isEqualTo(-1);
    assertThat(listener.failure).isNull();
    assertThat(bed.generator.stats().cancelled()).isEqualTo(1);
  }

  @Test
  void cancel_fromTheListener_nothingMoreIsHeard() throws InterruptedException {
    GeneratorBed bed = gated();
    List<Generation> started = new ArrayList<>();
    RecordingListener listener =
        new RecordingListener() {
          @Override
          public void onToken(GeneratedToken token) {
            super.onToken(token);
            started.get(0).cancel();
          }
        };
    started.add(bed.generator.submit(request(PROMPT, 1).build(), listener));
    gate.open();

    assertThat(bed.submit(request(OTHER_PROMPT, 5)).await().ids()).hasSize(5);

    assertThat(listener.ids()).hasSize(1);
    assertThat(listener.reason).isNull();
    bed.close();
    assertThat(listener.failure).isNull();
  }

  @Test
  void cancel_whileQueued_itsPlaceInTheQueueIsFree() throws InterruptedException {
    GeneratorBed bed = gated(settings -> settings.withMaxRunning(1).withMaxQueued(1));
    RecordingListener running = bed.submit(request(PROMPT, 3));
    gate.await();
    bed.generator.submit(request(PROMPT, 3).build(), new RecordingListener()).cancel();

    RecordingListener taken = bed.submit(request(PROMPT, 3));

    gate.open();
    assertThat(running.await().ids()).hasSize(3);
    assertThat(taken.await().ids()).hasSize(3);
    bed.close();
  }

  @Test
  void pause_inTheMiddle_takesNoRowsKeepsKvAndGoesOnWhereItWas() throws InterruptedException {
    GeneratorBed bed = gated();
    RecordingListener listener = new RecordingListener();
    Generation paused = bed.generator.submit(request(PROMPT, 20).build(), listener);
    passUntil(batch -> batch.rows() == 1);
    paused.pause();
    gate.pass();
    RecordingListener other = bed.submit(request(OTHER_PROMPT, 4));
    gate.open();

    other.await();
    int heardWhilePaused = listener.ids().size();
    long promptRows = bed.generator.stats().rows();
    paused.resume();

    assertThat(heardWhilePaused).isEqualTo(2);
    assertThat(listener.await().ids()).isEqualTo(greedy(PROMPT, 20));
    assertThat(bed.generator.stats().rows() - promptRows).isEqualTo(18);
    bed.close();
  }

  @Test
  void pause_roomIsShort_othersRunOnAndItReadsAgain() throws InterruptedException {
    GeneratorBed bed = gated(settings -> settings.withMaxKvBytes(1_500));
    RecordingListener listener = new RecordingListener();
    Generation paused =
        bed.generator.submit(request(tokens(20, 8), 20).ignoreEnd(true).build(), listener);
    passUntil(batch -> batch.rows() == 1);
    paused.pause();
    gate.open();

    RecordingListener other = bed.submit(request(tokens(20, 9), 30).ignoreEnd(true)).await();
    paused.resume();

    assertThat(other.ids()).hasSize(30);
    assertThat(listener.await().ids()).hasSize(20);
    assertThat(bed.generator.stats().preempted()).isEqualTo(1);
    bed.close();
  }

  @Test
  void pause_onlyPlaceTaken_anotherTakesItAndGivesItBack() throws InterruptedException {
    GeneratorBed bed = gated(settings -> settings.withMaxRunning(1));
    RecordingListener listener = new RecordingListener();
    Generation paused = bed.generator.submit(request(PROMPT, 20).build(), listener);
    passUntil(batch -> batch.rows() == 1);
    paused.pause();
    gate.pass();
    RecordingListener other = bed.submit(request(OTHER_PROMPT, 20));
    passUntil(batch -> batch.rows() == 1);

    paused.resume();
    gate.pass();
    Batch afterwards = gate.await();
    int rowsAfterwards = afterwards.rows();
    gate.open();

    assertThat(rowsAfterwards).as("one generation runs at once").isEqualTo(1);
    assertThat(listener.await().ids()).isEqualTo(greedy(PROMPT, 20));
    assertThat(other.await().ids()).isEqualTo(greedy(OTHER_PROMPT, 20));
    bed.close();
  }

  @Test
  void resume_kvWasGivenAwayAndAnotherHasThePlace_bothEnd() throws InterruptedException {
    GeneratorBed bed =
        gated(settings -> settings.withMaxRunning(1).withMaxKvBytes(1_500).withPrefixCache(false));
    RecordingListener first = new RecordingListener();
    Generation paused =
        bed.generator.submit(request(tokens(20, 8), 30).ignoreEnd(true).build(), first);
    passUntil(batch -> batch.rows() == 1);
    paused.pause();
    gate.pass();
    RecordingListener second = bed.submit(request(tokens(50, 9), 5).ignoreEnd(true));
    passUntil(batch -> batch.rows() == 1);

    paused.resume();
    gate.open();

    assertThat(first.await().ids()).hasSize(30);
    assertThat(second.await().ids()).hasSize(5);
    assertThat(bed.generator.stats().preempted()).isEqualTo(2);
    bed.close();
  }

  @Test
  void forward_fails_onlyThatPassIsLost() throws InterruptedException {
    GeneratorBed bed = gated(settings -> settings.withMaxRunning(2));
    RecordingListener first = bed.submit(request(PROMPT, 5));
    RecordingListener second = bed.submit(request(OTHER_PROMPT, 5));
    RecordingListener later = bed.submit(request(OTHER_PROMPT, 5));
    passUntil(batch -> batch.rows() == 2);
    bed.engine.beforeForward(
        batch -> {
          bed.engine.beforeForward(none -> {});
          throw new IllegalStateException("planted");
        });
    gate.open();

    assertThat(first.await().failure).hasMessage("planted");
    assertThat(second.await().failure).hasMessage("planted");
    assertThat(later.await().ids()).isEqualTo(greedy(OTHER_PROMPT, 5));
    assertThat(later.cachedTokens).as("KV of a pass that failed is not used").isZero();
    assertThat(bed.generator.stats().failed()).isEqualTo(2);
    bed.close();
    assertThat(bed.engine.kvBytes()).isZero();
  }

  @ParameterizedTest(name = "call {0}")
  @ValueSource(strings = {"onPrompt", "onToken", "onEnd", "onFailure"})
  void listener_throws_onlyItsGenerationIsLost(String call) throws InterruptedException {
    GeneratorBed bed = gated();
    bed.generator.submit(request(PROMPT, 5).build(), new ThrowingListener(call));
    RecordingListener other = bed.submit(request(OTHER_PROMPT, 5));
    gate.open();

    assertThat(other.await().ids()).isEqualTo(greedy(OTHER_PROMPT, 5));
    bed.close();
    assertThat(bed.engine.kvBytes()).isZero();
  }

  @Test
  void close_withWork_allFailAndKvIsFree() throws InterruptedException {
    GeneratorBed bed = gated(settings -> settings.withMaxRunning(1));
    RecordingListener running = bed.submit(request(PROMPT, 5));
    RecordingListener queued = bed.submit(request(PROMPT, 5));
    gate.await();
    bed.engine.beforeForward(batch -> bed.close());
    gate.open();

    assertThat(running.await().failure).isInstanceOf(CancellationException.class);
    assertThat(queued.await().failure).isInstanceOf(CancellationException.class);
    bed.close();
    assertThat(bed.engine.kvBytes()).isZero();
    assertThat(bed.generator.stats().running()).isZero();
    assertThat(bed.submit(request(PROMPT, 5)).failure)
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("the generator is closed");
  }

  @Test
  void stats_afterSomeWork_countIt() throws InterruptedException {
    GeneratorBed bed = gated();
    RecordingListener heard = bed.submit(request(PROMPT, 5));
    gate.open();
    heard.await();
    bed.submit(request(PROMPT, 5)).await();
    bed.close();

    GeneratorStats stats = bed.generator.stats();

    assertThat(stats.completed()).isEqualTo(2);
    assertThat(stats.promptTokens()).isEqualTo(22);
    assertThat(stats.cachedTokens()).isEqualTo(10);
    assertThat(stats.generatedTokens()).isEqualTo(10);
    assertThat(stats.rows()).isEqualTo(11 + 4 + 1 + 4);
    assertThat(stats.steps()).isEqualTo(2 + 4 + 1 + 4);
  }

  private GeneratorBed gated() {
    return gated(settings -> settings);
  }

  private GeneratorBed gated(UnaryOperator<GeneratorSettings> change) {
    GeneratorBed bed = new GeneratorBed(change);
    bed.engine.beforeForward(gate);
    return bed;
  }

  /** Lets passes run up to the first, not run yet, that looks so. */
  private void passUntil(Predicate<Batch> wanted) throws InterruptedException {
    while (!wanted.test(gate.await())) {
      gate.pass();
    }
  }

  private static GenerationRequest.Builder request(int[] prompt, int maxTokens) {
    return GenerationRequest.builder(prompt).maxTokens(maxTokens);
  }

  /** Returns a prompt that begins like others do. */
  private static int[] prompt(SplittableRandom random) {
    int[] prompt = tokens(60, random.nextInt(3));
    int shared = random.nextInt(prompt.length);
    for (int i = shared; i < prompt.length; i++) {
      prompt[i] = random.nextInt(1, 27);
    }
    return Arrays.copyOf(prompt, random.nextInt(1, prompt.length + 1));
  }

  /** Throws from a certain call. */
  private static final class ThrowingListener implements Generation.Listener {

    private final String call;

    private ThrowingListener(String call) {
      this.call = call;
    }

    @Override
    public void onPrompt(int promptTokens, int cachedTokens) {
      throwOn("onPrompt");
    }

    @Override
    public void onToken(GeneratedToken token) {
      throwOn("onToken");
      if (call.equals("onFailure")) {
        throw new IllegalStateException("planted before onFailure");
      }
    }

    @Override
    public void onEnd(FinishReason reason, String tail) {
      throwOn("onEnd");
    }

    @Override
    public void onFailure(Throwable failure) {
      throwOn("onFailure");
    }

    private void throwOn(String current) {
      if (call.equals(current)) {
        throw new IllegalStateException("planted in " + call);
      }
    }
  }
}
