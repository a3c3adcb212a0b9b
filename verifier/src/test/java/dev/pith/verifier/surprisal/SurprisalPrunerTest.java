package dev.pith.verifier.surprisal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurprisalPrunerTest {
  private static final double[] S = {2.10, 0.35, 0.05, 1.80, 0.60, 0.20};
  private static final long[] TOKENS = {40, 120, 90, 110, 80, 30};
  private static final TraceSteps STEPS = steps(6);
  private static final PruneSettings ENDS =
      new PruneSettings(0, true, PruneSettings.Answers.NONE, false);

  @ParameterizedTest(name = "budget {0}")
  @CsvSource({
    "470, 0 1 2 3 4 5, 470, 0 1 2 3 4 5, 470",
    "9999, 0 1 2 3 4 5, 470, 0 1 2 3 4 5, 470",
    "400, 0 1 3 4 5, 380, 0 1 3 4 5, 380",
    "376, 0 1 3 4, 350, 0 3 4 5, 260",
    "300, 0 3 4, 230, 0 3 4 5, 260",
    "200, 0 3, 150, 0 3 5, 180",
    "100, 0, 40, 0 5, 70",
    "30, '', 0, 0 5, 70",
    "0, '', 0, 0 5, 70",
  })
  void prune_vector_keepsTheSteps(
      long budget, String published, long publishedTokens, String ends, long endsTokens) {
    PrunedTrace bare = prune(0, Budget.ofTokens(budget), PruneSettings.published());
    PrunedTrace kept = prune(0, Budget.ofTokens(budget), ENDS);

    assertThat(indices(bare)).isEqualTo(published);
    assertThat(bare.tokensAfter()).isEqualTo(publishedTokens);
    assertThat(indices(kept)).isEqualTo(ends);
    assertThat(kept.tokensAfter()).isEqualTo(endsTokens);
    assertThat(kept.budgetReached()).isEqualTo(budget >= 70);
    assertThat(kept.tokensBefore()).isEqualTo(470);
  }

  @Test
  void prune_separatorsCost_areCounted() {
    assertThat(indices(prune(1, Budget.ofTokens(475), ENDS))).isEqualTo("0 1 2 3 4 5");

    PrunedTrace pruned = prune(1, Budget.ofTokens(474), PruneSettings.published());

    assertThat(indices(pruned)).isEqualTo("0 1 3 4 5");
    assertThat(pruned.tokensAfter()).isEqualTo(384);
    assertThat(pruned.tokensBefore()).isEqualTo(475);
  }

  @Test
  void prune_share_isOfTheWholeTrace() {
    PrunedTrace pruned = prune(0, Budget.ofShare(0.8), PruneSettings.published());

    assertThat(pruned.budgetTokens()).isEqualTo(376);
    assertThat(indices(pruned)).isEqualTo("0 1 3 4");
  }

  @Test
  void prune_equalScores_theEarlierGoesFirst() {
    StepScores equal = scores(0.5, 0.5, 0.5, 0.5);

    PrunedTrace pruned =
        SurprisalPruner.prune(steps(4), equal, sum(1, 1, 1, 1), Budget.ofTokens(2), new BitSet());

    assertThat(indices(pruned)).isEqualTo("2 3");
  }

  @Test
  void prune_equalTexts_theChosenOneGoes() {
    TraceSteps repeated = TraceSteps.paragraphs("a\n\nagain\n\nb\n\nc\n\nagain\n\nd");

    PrunedTrace pruned =
        SurprisalPruner.prune(
            repeated,
            scores(9, 5, 8, 7, 1, 6),
            sum(1, 1, 1, 1, 1, 1),
            Budget.ofTokens(5),
            new BitSet());

    assertThat(indices(pruned)).isEqualTo("0 1 2 3 5");
    assertThat(pruned.text()).isEqualTo("a\n\nagain\n\nb\n\nc\n\nd");
  }

  @Test
  void prune_unknownScores_keepTheirSteps() {
    PrunedTrace pruned =
        SurprisalPruner.prune(
            steps(3),
            scores(Double.NaN, 0.5, Double.NaN),
            sum(5, 5, 5),
            Budget.ofTokens(0),
            new BitSet());

    assertThat(indices(pruned)).isEqualTo("0 2");
    assertThat(pruned.budgetReached()).isFalse();
    assertThat(pruned.unknownScores()).isEqualTo(2);
  }

  @Test
  void prune_noScoreKnown_touchesNothing() {
    PrunedTrace pruned =
        SurprisalPruner.prune(
            STEPS, StepScores.unknown(6), sum(TOKENS), Budget.ofTokens(0), new BitSet());

    assertThat(pruned.text()).isEqualTo(STEPS.text());
    assertThat(pruned.source()).isEqualTo(ScoreSource.NONE);
  }

  @Test
  void prune_noSteps_isNothing() {
    PrunedTrace pruned =
        SurprisalPruner.prune(
            TraceSteps.paragraphs(" \n"),
            "",
            StepScores.unknown(0),
            sum(),
            Budget.ofShare(0),
            PruneSettings.defaults());

    assertThat(pruned.keptSteps()).isEmpty();
    assertThat(pruned.text()).isEqualTo(" \n");
    assertThat(pruned.budgetReached()).isTrue();
  }

  @Test
  void prune_tooFewScores_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SurprisalPruner.prune(
                    STEPS, scores(1, 2), sum(TOKENS), Budget.ofTokens(0), new BitSet()))
        .withMessageContaining("2 scores, 6 steps");
  }

  @Test
  void prune_exactCounts_countTheJoinedText() {
    TraceSteps steps = TraceSteps.paragraphs("aaaa\n\nbb\n\ncccccc");
    TokenCounts counts = TokenCounts.exact(steps, String::length);

    PrunedTrace pruned =
        SurprisalPruner.prune(steps, scores(1, 0, 2), counts, Budget.ofTokens(12), new BitSet());

    assertThat(pruned.tokensBefore()).isEqualTo(16);
    assertThat(pruned.text()).isEqualTo("aaaa\n\ncccccc");
    assertThat(pruned.tokensAfter()).isEqualTo(12);
  }

  @Test
  void prune_randomTraces_keepTheContract() {
    RandomGenerator random = RandomTraces.random(2);
    for (int round = 0; round < 2_000; round++) {
      String as = "seed " + RandomTraces.SEED + ", round " + round;
      TraceSteps steps = TraceSteps.paragraphs(RandomTraces.trace(random));
      StepScores scores = scores(randomScores(random, steps.size()));
      long[] tokens = random.longs(steps.size(), 0, 50).toArray();
      TokenCounts counts = TokenCounts.sum(tokens, random.nextInt(2));
      Budget budget =
          random.nextBoolean()
              ? Budget.ofTokens(random.nextInt(300))
              : Budget.ofShare(random.nextDouble());
      BitSet mustStay = RandomTraces.subset(random, steps.size());
      mustStay.and(RandomTraces.subset(random, steps.size()));

      PrunedTrace pruned = SurprisalPruner.prune(steps, scores, counts, budget, mustStay);

      BitSet kept = bits(pruned.keptSteps());
      assertThat(pruned).as(as).isEqualTo(byTheBook(steps, scores, counts, budget, mustStay));
      assertThat(pruned.keptSteps()).as(as).isSorted().doesNotHaveDuplicates();
      assertThat(mustStay.stream().allMatch(kept::get)).as(as).isTrue();
      Budget same = Budget.ofTokens(pruned.budgetTokens());
      TraceSteps left = steps.only(kept);
      PrunedTrace again =
          SurprisalPruner.prune(
              left,
              scores(kept.stream().mapToDouble(scores::of).toArray()),
              part -> counts.of(originals(kept, part)),
              same,
              renumbered(mustStay, kept));
      assertThat(again.text()).as(as).isEqualTo(pruned.text());
    }
  }

  /** The loop of the paper, one removal after the other. */
  private static PrunedTrace byTheBook(
      TraceSteps steps, StepScores scores, TokenCounts counts, Budget budget, BitSet mustStay) {
    BitSet kept = steps.all();
    long limit = budget.limit(counts.of(kept));
    while (counts.of(kept) > limit) {
      int least = -1;
      for (int step = 0; step < steps.size(); step++) {
        boolean may = kept.get(step) && !mustStay.get(step) && !Double.isNaN(scores.of(step));
        if (may && (least < 0 || scores.of(step) < scores.of(least))) {
          least = step;
        }
      }
      if (least < 0) {
        break;
      }
      kept.clear(least);
    }
    return SurprisalPruner.report(steps, kept, counts, limit, scores);
  }

  private static PrunedTrace prune(long separator, Budget budget, PruneSettings settings) {
    return SurprisalPruner.prune(
        STEPS, "", scores(S), TokenCounts.sum(TOKENS, separator), budget, settings);
  }

  private static double[] randomScores(RandomGenerator random, int size) {
    return random
        .doubles(size)
        .map(score -> score < 0.1 ? Double.NaN : Math.round(score * 10))
        .toArray();
  }

  private static TraceSteps steps(int size) {
    return TraceSteps.paragraphs(
        IntStream.range(0, size)
            .mapToObj(step -> "Step " + step + ".")
            .collect(Collectors.joining("\n\n")));
  }

  private static StepScores scores(double... scores) {
    return new StepScores(scores, "test", ScoreSource.SCORER);
  }

  private static TokenCounts sum(long... tokens) {
    return TokenCounts.sum(tokens, 0);
  }

  private static String indices(PrunedTrace pruned) {
    return pruned.keptSteps().stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private static BitSet bits(List<Integer> indices) {
    BitSet bits = new BitSet();
    indices.forEach(bits::set);
    return bits;
  }

  private static BitSet originals(BitSet kept, BitSet part) {
    int[] steps = kept.stream().toArray();
    return bits(part.stream().mapToObj(step -> steps[step]).toList());
  }

  private static BitSet renumbered(BitSet of, BitSet kept) {
    int[] steps = kept.stream().toArray();
    return bits(IntStream.range(0, steps.length).filter(i -> of.get(steps[i])).boxed().toList());
  }
}
