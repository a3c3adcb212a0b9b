package dev.pith.eval.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Split;
import dev.pith.eval.world.Worlds;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.Guidance;
import dev.pith.verifier.trim.TrimSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EqualBudgetsTest {

  private static final Problem PROBLEM =
      Worlds.draw(Family.ORDERING, 2, Split.TEST, new SplittableRandom(1));
  private static final String SENTENCE = "Nobody is faster than Heidi here. ";
  private static final TrimSettings TRIM = TrimSettings.forShortTraces();

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.5, 0.8})
  void both_thinkingOfAllLengths_keepAsMuchAsPith(double share) {
    SplittableRandom random = new SplittableRandom(7);
    List<LiveAnswer> full = new ArrayList<>();
    List<LiveAnswer> pith = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      int sentences = random.nextInt(20, 120);
      full.add(answer(sentences));
      pith.add(answer((int) (share * sentences)));
    }
    EqualBudgets budgets = new EqualBudgets(full, pith, TRIM);

    int one = budgets.one();
    List<Integer> random400 = budgets.random(3);

    double wanted = pith.stream().mapToDouble(answer -> answer.thinking().length()).sum();
    double halfSentences = full.size() * SENTENCE.length() / 2.0;
    assertThat(kept(full, i -> one)).isCloseTo(wanted, within(0.02 * wanted + halfSentences));
    assertThat(kept(full, random400::get)).isCloseTo(wanted, within(0.04 * wanted));
    assertThat(random400).as("another seed cuts elsewhere").isNotEqualTo(budgets.random(4));
  }

  @Test
  void one_pithCutsNothing_isAsLongAsTheLongest() {
    List<LiveAnswer> full = List.of(answer(10), answer(30));

    int budget = new EqualBudgets(full, full, TRIM).one();

    assertThat((double) budget)
        .isCloseTo(30 * SENTENCE.length() / TRIM.charsPerToken(), within(1.5));
  }

  /** Cuts at the end of the sentence in which a budget is used up, and adds what leads on. */
  private static double kept(List<LiveAnswer> full, IntUnaryOperator budgetTokens) {
    int guide = Guidance.english().after("", Cut.Ending.FORCED).length();
    double kept = 0;
    for (int i = 0; i < full.size(); i++) {
      int all = full.get(i).thinking().length();
      double budget = budgetTokens.applyAsInt(i) * TRIM.charsPerToken();
      double end = Math.ceil(budget / SENTENCE.length()) * SENTENCE.length();
      kept += end < all ? end + guide : all;
    }
    return kept;
  }

  private static LiveAnswer answer(int sentences) {
    String thinking = SENTENCE.repeat(sentences);
    return new LiveAnswer(PROBLEM, thinking, true, false, thinking.length() / 3.0, 0, 1, 1);
  }
}
