package dev.pith.ragcache.generate;

import static dev.pith.ragcache.generate.GeneratorBed.greedy;
import static dev.pith.ragcache.generate.GeneratorBed.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.ragcache.engine.ToyEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GeneratorPrefixTest {

  private static final int[] PROMPT = tokens(40, 3);

  private final StepGate gate = new StepGate();
  private final GeneratorBed bed = new GeneratorBed();

  @AfterEach
  void close() {
    bed.close();
    assertThat(bed.engine.kvBytes()).isZero();
  }

  @Test
  void submit_samePromptAgain_allButTheLastTokenIsThere() throws InterruptedException {
    RecordingListener first = bed.submit(request(PROMPT, 10)).await();

    RecordingListener second = bed.submit(request(PROMPT, 10)).await();

    assertThat(first.cachedTokens).isZero();
    assertThat(second.cachedTokens).isEqualTo(39);
    assertThat(second.ids()).isEqualTo(first.ids());
  }

  @Test
  void submit_conversationGoesOn_answerIsThereToo() throws InterruptedException {
    List<Integer> answer = bed.submit(request(PROMPT, 10)).await().ids();
    int[] next = Arrays.copyOf(PROMPT, 55);
    for (int i = 0; i < 10; i++) {
      next[40 + i] = answer.get(i);
    }
    Arrays.fill(next, 50, 55, 7);

    RecordingListener heard = bed.submit(request(next, 10)).await();

    // The last token of the answer was never run.
    assertThat(heard.cachedTokens).isEqualTo(49);
    assertThat(heard.ids()).isEqualTo(greedy(next, 10));
  }

  @Test
  void submit_otherSalt_nothingIsShared() throws InterruptedException {
    bed.submit(request(PROMPT, 10).salt("one")).await();

    assertThat(bed.submit(request(PROMPT, 10).salt("two")).await().cachedTokens).isZero();
    assertThat(bed.submit(request(PROMPT, 10)).await().cachedTokens).isZero();
    assertThat(bed.submit(request(PROMPT, 10).salt("one")).await().cachedTokens).isEqualTo(39);
  }

  @Test
  void submit_otherSaltRunsStill_nothingIsShared() throws InterruptedException {
    bed.engine.beforeForward(gate);
    RecordingListener first = bed.submit(request(PROMPT, 30).salt("one"));
    while (gate.await().rows() != 1) {
      gate.pass();
    }
    RecordingListener second = bed.submit(request(PROMPT, 5).salt("two"));
    gate.open();

    assertThat(second.await().cachedTokens).isZero();
    assertThat(first.await().ids()).isEqualTo(greedy(PROMPT, 30));
  }

  @Test
  void submit_otherRunsStill_itsKvIsUsed() throws InterruptedException {
    bed.engine.beforeForward(gate);
    RecordingListener first = bed.submit(request(PROMPT, 30));
    while (gate.await().rows() != 1) {
      gate.pass();
    }
    int[] branch = Arrays.copyOf(PROMPT, 41);
    branch[40] = greedy(PROMPT, 1).get(0);
    RecordingListener second = bed.submit(request(branch, 5));
    gate.open();

    assertThat(second.await().cachedTokens).isEqualTo(40);
    assertThat(second.ids()).isEqualTo(greedy(PROMPT, 6).subList(1, 6));
    assertThat(first.await().ids()).isEqualTo(greedy(PROMPT, 30));
  }

  @Test
  void submit_manyOfOnePrompt_promptIsReadOnce() throws InterruptedException {
    bed.engine.beforeForward(gate);
    List<RecordingListener> heard = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      heard.add(bed.submit(request(PROMPT, 10).sampling(sampling(i))));
    }
    gate.open();

    for (int i = 0; i < 4; i++) {
      assertThat(heard.get(i).await().ids())
          .isEqualTo(GeneratorBed.expected(PROMPT, 10, sampling(i)));
    }
    GeneratorStats stats = bed.generator.stats();
    assertThat(stats.promptTokens() - stats.cachedTokens()).isEqualTo(40 + 3);
  }

  @Test
  void submit_theOneWaitedForIsCancelled_othersReadOn() throws InterruptedException {
    bed.engine.beforeForward(gate);
    Generation leader = bed.generator.submit(request(PROMPT, 5).build(), new RecordingListener());
    gate.await();
    RecordingListener follower = bed.submit(request(PROMPT, 5));
    gate.pass();
    gate.await();
    leader.cancel();
    gate.open();

    assertThat(follower.await().ids()).isEqualTo(greedy(PROMPT, 5));
    assertThat(follower.cachedTokens).isEqualTo(16);
  }

  @Test
  void clearPrefixCache_afterwards_nothingIsThere() throws InterruptedException {
    bed.submit(request(PROMPT, 10)).await();

    bed.generator.clearPrefixCache();

    assertThat(bed.submit(request(PROMPT, 10)).await().cachedTokens).isZero();
  }

  @Test
  void submit_thousandRequests_kvStaysWithinItsLimit() throws InterruptedException {
    long maxKvBytes = 100L * ToyEngine.BYTES_PER_BLOCK;
    SplittableRandom random = new SplittableRandom(1);
    try (GeneratorBed small =
        new GeneratorBed(settings -> settings.withMaxKvBytes(maxKvBytes).withContextTokens(100))) {
      for (int i = 0; i < 100; i++) {
        List<RecordingListener> heard = new ArrayList<>();
        for (int j = 0; j < 10; j++) {
          int[] prompt = Arrays.copyOf(tokens(40, random.nextInt(5)), random.nextInt(1, 50));
          RecordingListener listener = new RecordingListener();
          Generation generation =
              small.generator.submit(request(prompt, random.nextInt(20)).build(), listener);
          if (random.nextInt(10) == 0) {
            generation.cancel();
          } else {
            heard.add(listener);
          }
        }
        for (RecordingListener listener : heard) {
          listener.await();
        }
        assertThat(small.engine.kvBytes()).isLessThanOrEqualTo(maxKvBytes);
      }
      small.generator.clearPrefixCache();
      small.submit(request(new int[] {1}, 0)).await();
      assertThat(small.engine.kvBytes()).isLessThanOrEqualTo(ToyEngine.BYTES_PER_BLOCK);
      assertThat(small.generator.stats().cachedTokens()).isPositive();
    }
  }

  private static GenerationRequest.Builder request(int[] prompt, int maxTokens) {
    return GenerationRequest.builder(prompt).maxTokens(maxTokens);
  }

  private static SamplingSettings sampling(long seed) {
    return SamplingSettings.builder().temperature(1).seed(seed).build();
  }
}
