package dev.pith.verifier.surprisal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.pith.verifier.TokenScores;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepScoringTest {
  private static final TraceSteps STEPS =
      TraceSteps.paragraphs("Perhaps 12.\n\nSo 30.\n\nSo 30.\n\nHmm, no.\n\nZebras are 7.");
  private static final TokenScores TOKENS =
      new TokenTexts.WordScorer()
          .score("", STEPS.text())
          .toCompletableFuture()
          .join()
          .orElseThrow();

  @Test
  void of_reversed_isTheOppositeOrder() {
    double[] forward = scores(StepScoring.SURPRISAL.of(STEPS, TOKENS, "m", 1));
    double[] backward = scores(StepScoring.REVERSED.of(STEPS, TOKENS, "m", 1));

    assertThat(IntStream.range(0, 5).mapToDouble(i -> -forward[i])).containsExactly(box(backward));
    assertThat(forward).containsExactly(8, 3, 3, 5, 7);
  }

  @Test
  void of_random_dependsOnSeedAndTraceAlone() {
    double[] once = scores(StepScoring.RANDOM.of(STEPS, 1));

    assertThat(scores(StepScoring.RANDOM.of(STEPS, 1))).isEqualTo(once);
    assertThat(scores(StepScoring.RANDOM.of(STEPS, 2))).isNotEqualTo(once);
    assertThat(scores(StepScoring.RANDOM.of(TraceSteps.paragraphs(STEPS.text() + "\n\nx"), 1)))
        .doesNotContain(once);
  }

  @Test
  void of_firstAndLast_keepThatEnd() {
    TokenCounts one = TokenCounts.sum(new long[] {1, 1, 1, 1, 1}, 0);

    assertThat(kept(StepScoring.FIRST, one)).containsExactly(0, 1);
    assertThat(kept(StepScoring.LAST, one)).containsExactly(3, 4);
  }

  @Test
  void of_lexical_knowsFirstWordsAndGivesOthersTheMedian() {
    double[] scores = scores(StepScoring.LEXICAL.of(STEPS, 1));

    assertThat(scores[0]).isEqualTo(2.02);
    assertThat(scores[1]).isEqualTo(1.47);
    assertThat(scores[3]).isEqualTo(scores[4]).isEqualTo(1.525, within(0.03));
    assertThat(StepScoring.LEXICAL.of(STEPS, 1).source()).isEqualTo(ScoreSource.LEXICAL);
  }

  @Test
  void of_rules_repetitionIsWorthNothingAndHesitationLittle() {
    double[] scores = scores(StepScoring.RULES.of(STEPS, 1));

    assertThat(scores).containsExactly(1, 1, 0, 0.5, 1);
  }

  @Test
  void of_measuresWithoutTokens_refused() {
    assertThat(StepScoring.PERPLEXITY.needsTokens()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> StepScoring.PERPLEXITY.of(STEPS, 1));
  }

  @Test
  void named_labels_areFound() {
    assertThat(StepScoring.named("step-entropy")).contains(StepScoring.STEP_ENTROPY);
    assertThat(StepScoring.named("entropy")).isEmpty();
  }

  private static List<Integer> kept(StepScoring scoring, TokenCounts counts) {
    return SurprisalPruner.prune(
            STEPS, scoring.of(STEPS, 1), counts, Budget.ofTokens(2), new BitSet())
        .keptSteps();
  }

  private static double[] scores(StepScores scores) {
    return IntStream.range(0, scores.size()).mapToDouble(scores::of).toArray();
  }

  private static Double[] box(double[] values) {
    return Arrays.stream(values).boxed().toArray(Double[]::new);
  }
}
