package dev.pith.eval.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.verifier.answer.AnswerExtractor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlainQuestionsTest {
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern PRODUCT = Pattern.compile("\\d ?(\\*|x|times) ?\\d");

  @ParameterizedTest
  @EnumSource
  void draw_anyQuestion_hasTheAnswerOfItsNumbers(Split split) {
    drawn(split)
        .forEach(
            problem ->
                assertThat(problem.answer())
                    .as(problem.question())
                    .isEqualTo(String.valueOf(solved(problem.question()))));
  }

  @ParameterizedTest
  @EnumSource
  void draw_anyQuestion_isOfTheSplit(Split split) {
    assertThat(drawn(split)).allMatch(problem -> problem.split() == split);
  }

  @ParameterizedTest
  @EnumSource
  void walk_anyWording_comesToTheAnswer(Solution.Wording wording) {
    drawn(Split.TRAIN)
        .forEach(
            problem -> {
              Attempt attempt = problem.solution().walk(new Slip(0, 1), wording);
              Attempt.Step last = attempt.steps().get(attempt.steps().size() - 1);
              assertThat(attempt.answer()).isEqualTo(problem.answer());
              assertThat(last.text()).endsWith("= " + problem.answer() + ".");
              assertThat(attempt.clean()).isTrue();
              assertThat(attempt.steps()).hasSize(problem.solution().steps());
            });
  }

  @ParameterizedTest
  @EnumSource
  void stated_anyAnswer_isReadBack(Split split) {
    drawn(split)
        .forEach(
            problem ->
                assertThat(
                        AnswerExtractor.ofAnswer(
                            problem.question(), "The answer is " + problem.answer() + "."))
                    .contains(problem.answer()));
  }

  private static Stream<Problem> drawn(Split split) {
    SplittableRandom random = new SplittableRandom(5);
    return Stream.generate(() -> PlainQuestions.draw(split, random)).limit(300);
  }

  private static int solved(String question) {
    List<Integer> numbers =
        NUMBER.matcher(question).results().map(MatchResult::group).map(Integer::valueOf).toList();
    int a = numbers.get(0);
    int b = numbers.get(1);
    boolean product = PRODUCT.matcher(question).find() || numbers.size() == 3;
    return (product ? a * b : a + b) - (numbers.size() == 3 ? numbers.get(2) : 0);
  }
}
