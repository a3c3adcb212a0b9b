package dev.pith.ragcache.generate;

import static dev.pith.ragcache.generate.GeneratorBed.greedy;
import static dev.pith.ragcache.generate.GeneratorBed.tokens;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pith.ragcache.engine.KvSequence;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** KV that leaves the generator with whom it was made for, and comes back with branches. */
class GeneratorHandOverTest {

  private static final int[] PROMPT = tokens(30, 3);

  private final GeneratorBed bed = new GeneratorBed();

  @AfterEach
  void close() {
    bed.close();
    assertThat(bed.engine.kvBytes()).as("nobody holds KV in the end").isZero();
  }

  @Test
  void handOver_generationThatEnds_isKvOfAllButTheLastToken() throws InterruptedException {
    CompletableFuture<KvSequence> heir = new CompletableFuture<>();

    RecordingListener answer = bed.submit(request(6).handOver(heir::complete)).await();

    try (KvSequence kv = taken(heir)) {
      assertThat(kv.size()).isEqualTo(35).isEqualTo(kv.end());
      assertThat(answer.ids()).isEqualTo(greedy(PROMPT, 6));
    }
    assertThat(bed.generator.stats().cachedPrefixes()).isZero();
  }

  @Test
  void handOver_twoBranchesOfAPrompt_goOnAsTheModelWould() throws InterruptedException {
    CompletableFuture<KvSequence> heir = new CompletableFuture<>();
    bed.submit(request(0).handOver(heir::complete)).await();

    try (KvSequence root = taken(heir)) {
      for (int branch = 0; branch < 2; branch++) {
        KvSequence fork = root.fork();
        fork.truncate(PROMPT.length - 1);

        RecordingListener answer = bed.submit(request(5).kv(fork, fork.end())).await();

        assertThat(answer.ids()).isEqualTo(greedy(PROMPT, 5));
        assertThat(answer.cachedTokens).isEqualTo(29);
      }
    }
  }

  @Test
  void handOver_cancelledByItsListener_isWhatRanSoFar() throws Exception {
    CompletableFuture<KvSequence> heir = new CompletableFuture<>();
    CompletableFuture<Generation> itself = new CompletableFuture<>();
    RecordingListener listener =
        new RecordingListener() {
          @Override
          public void onToken(GeneratedToken token) {
            super.onToken(token);
            if (tokens.size() == 3) {
              itself.join().cancel();
            }
          }
        };
    itself.complete(bed.generator.submit(request(50).handOver(heir::complete).build(), listener));

    try (KvSequence kv = taken(heir)) {
      assertThat(kv.size()).isEqualTo(32);
      assertThat(listener.tokens).hasSize(3);
    }
  }

  @Test
  void handOver_heirThatThrows_freesTheKvAndGoesOn() throws InterruptedException {
    bed.submit(
            request(2)
                .handOver(
                    kv -> {
                      throw new IllegalStateException("no place");
                    }))
        .await();

    assertThat(bed.submit(request(4)).await().ids()).isEqualTo(greedy(PROMPT, 4));
  }

  @Test
  void handOver_generationThatBreaks_nobodyInherits() throws InterruptedException {
    CompletableFuture<KvSequence> heir = new CompletableFuture<>();
    bed.engine.beforeForward(
        batch -> {
          throw new IllegalStateException("broken");
        });

    RecordingListener answer = bed.submit(request(4).handOver(heir::complete)).await();

    assertThat(answer.failure).hasMessage("broken");
    assertThat(heir).isNotDone();
  }

  @Test
  void score_withKvOfItsPrefix_runsTheRestAlone() throws InterruptedException {
    CompletableFuture<KvSequence> heir = new CompletableFuture<>();
    int[] prefix = Arrays.copyOf(PROMPT, 20);
    bed.submit(GenerationRequest.builder(prefix).maxTokens(0).handOver(heir::complete)).await();
    Scores plain = bed.generator.score(ScoringRequest.ofNext(PROMPT, 5, 2)).join();
    bed.generator.clearPrefixCache();

    try (KvSequence kv = taken(heir)) {
      Scores scores =
          bed.generator.score(ScoringRequest.ofNext(PROMPT, 5, 2).withKv(kv.fork())).join();

      assertThat(scores.next()).isEqualTo(plain.next());
      assertThat(scores.cachedTokens()).isEqualTo(20);
    }
  }

  @Test
  void withKv_ofTheWholePrompt_isRefused() throws InterruptedException {
    CompletableFuture<KvSequence> heir = new CompletableFuture<>();
    bed.submit(request(0).handOver(heir::complete)).await();

    try (KvSequence kv = taken(heir)) {
      assertThatThrownBy(() -> ScoringRequest.ofNext(PROMPT, 1).withKv(kv))
          .hasMessageContaining("at most 29: 30 of 30");
      assertThatThrownBy(
              () -> bed.generator.score(ScoringRequest.ofNext(tokens(31, 3), 99).withKv(kv)))
          .hasMessageContaining("candidates");
      assertThat(bed.engine.kvBytes()).as("what came with a refused request is closed").isZero();
    }
  }

  private static GenerationRequest.Builder request(int maxTokens) {
    return GenerationRequest.builder(PROMPT).maxTokens(maxTokens).ignoreEnd(true);
  }

  private static KvSequence taken(CompletableFuture<KvSequence> heir) {
    return heir.orTimeout(60, SECONDS).join();
  }
}
