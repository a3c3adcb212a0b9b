package dev.pith.ragcache.generate;

import static dev.pith.ragcache.generate.GeneratorBed.VOCABULARY;
import static dev.pith.ragcache.generate.GeneratorBed.greedy;
import static dev.pith.ragcache.generate.GeneratorBed.logits;
import static dev.pith.ragcache.generate.GeneratorBed.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoringTest {

  private static final int[] PROMPT = tokens(30, 3);

  private final StepGate gate = new StepGate();
  private final GeneratorBed bed = new GeneratorBed();

  @AfterEach
  void close() {
    bed.close();
    assertThat(bed.engine.kvBytes()).isZero();
  }

  @ParameterizedTest(name = "from {0}")
  @ValueSource(ints = {1, 7, 8, 29})
  void score_tokens_logProbsOfEach(int from) {
    Scores scores = bed.generator.score(ScoringRequest.ofTokens(PROMPT, from)).join();

    assertThat(scores.tokens())
        .extracting(ScoredToken::index)
        .isEqualTo(IntStream.range(from, PROMPT.length).boxed().toList());
    for (ScoredToken token : scores.tokens()) {
      assertThat(token.id()).isEqualTo(PROMPT[token.index()]);
      assertThat(token.logProb())
          .as("index %s", token.index())
          .isEqualTo(after(token.index()).of(token.id()), within(1e-9));
    }
    assertThat(scores.next()).isEmpty();
  }

  @Test
  void score_next_logProbsOfTheCandidates() {
    Scores scores = bed.generator.score(ScoringRequest.ofNext(PROMPT, 5, 2)).join();

    LogProbs expected = after(PROMPT.length);
    assertThat(scores.next())
        .containsExactly(new TokenLogProb(5, expected.of(5)), new TokenLogProb(2, expected.of(2)));
    assertThat(scores.tokens()).isEmpty();
    assertThat(scores.promptTokens()).isEqualTo(30);
  }

  @Test
  void score_kvIsThere_usedUpToTheFirstScoredToken() {
    bed.generator.score(ScoringRequest.ofNext(PROMPT, 1)).join();

    Scores tokens = bed.generator.score(ScoringRequest.ofTokens(PROMPT, 20)).join();
    Scores next = bed.generator.score(ScoringRequest.ofNext(PROMPT, 1)).join();
    Scores other = bed.generator.score(ScoringRequest.ofNext(PROMPT, 1).withSalt("x")).join();

    assertThat(tokens.cachedTokens()).isEqualTo(19);
    assertThat(tokens.tokens()).hasSize(10);
    assertThat(next.cachedTokens()).isEqualTo(29);
    assertThat(other.cachedTokens()).isZero();
  }

  @Test
  void score_allPlacesTaken_doesNotWaitForThem() throws InterruptedException {
    bed.engine.beforeForward(gate);
    List<RecordingListener> running =
        IntStream.range(0, 5)
            .mapToObj(i -> bed.submit(GenerationRequest.builder(tokens(5, i)).maxTokens(100)))
            .toList();
    gate.await();
    CompletableFuture<Scores> scores = bed.generator.score(ScoringRequest.ofNext(tokens(3, 9), 1));
    while (!scores.isDone()) {
      gate.pass();
      gate.await();
    }

    assertThat(bed.generator.stats().completed()).isEqualTo(1);
    gate.open();
    for (RecordingListener listener : running) {
      listener.await();
    }
  }

  @Test
  void score_cancelled_workEnds() throws InterruptedException {
    bed.engine.beforeForward(gate);
    CompletableFuture<Scores> scores = bed.generator.score(ScoringRequest.ofNext(PROMPT, 1));
    gate.await();

    scores.cancel(true);

    gate.open();
    bed.submit(GenerationRequest.builder(tokens(3, 1)).maxTokens(1)).await();
    assertThat(bed.generator.stats().cancelled()).isEqualTo(1);
    assertThat(bed.generator.stats().promptTokens()).isEqualTo(3);
  }

  @Test
  void score_engineFails_futureFails() {
    bed.engine.beforeForward(
        batch -> {
          throw new IllegalStateException("planted");
        });

    assertThatThrownBy(bed.generator.score(ScoringRequest.ofNext(PROMPT, 1))::join)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("planted");
  }

  @Test
  void score_unknownCandidate_refused() {
    assertThatThrownBy(() -> bed.generator.score(ScoringRequest.ofNext(PROMPT, VOCABULARY)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a token of candidates must be in [0, 27): 27");
  }

  @Test
  void submit_scoreFromWithTop_promptAndAnswerAreReported() throws InterruptedException {
    RecordingListener heard =
        bed.submit(GenerationRequest.builder(PROMPT).scoreFrom(1).topLogProbs(3).maxTokens(4))
            .await();

    assertThat(heard.scored).hasSize(29);
    for (ScoredToken token : heard.scored) {
      LogProbs expected = after(token.index());
      assertThat(token.logProb()).isEqualTo(expected.of(token.id()));
      assertThat(token.top()).isEqualTo(expected.top(3));
    }
    assertThat(heard.ids()).isEqualTo(greedy(PROMPT, 4));
  }

  /** Returns the log-probabilities after so many tokens of the prompt. */
  private static LogProbs after(int length) {
    LogProbs logProbs = new LogProbs(VOCABULARY);
    logProbs.read(logits(Arrays.copyOf(PROMPT, length)));
    return logProbs;
  }
}
