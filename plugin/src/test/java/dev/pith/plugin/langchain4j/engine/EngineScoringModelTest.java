package dev.pith.plugin.langchain4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.output.Response;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ModelSettings;
import dev.pith.plugin.local.ScriptedModels;
import dev.pith.ragcache.generate.ScoredToken;
import dev.pith.ragcache.generate.Scores;
import dev.pith.ragcache.generate.ScoringRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scores of the small model that comes with Pith, on notes as it was taught with. */
class EngineScoringModelTest {

  private static final List<TextSegment> NOTES =
      List.of(
          TextSegment.from(
              "The main office of Linden Press is in Hazel Bridge. Its 36 workers make clocks and"
                  + " sell it far and wide."),
          TextSegment.from(
              "Meadow Springs is on the river Brun. On market day people come from far away for its"
                  + " paint."),
          TextSegment.from(
              "Ugo Joyce works at Dawn Foods. The mentor of Ugo Joyce is Rita Wilde. A favourite"
                  + " pastime of Ugo Joyce is dancing."),
          TextSegment.from(
              "The main office of Copper Press is in Birch Harbour. Its 13 workers make lamps and"
                  + " sell it far and wide."),
          TextSegment.from(
              "Copper Harbour is on the river Sool. On market day people come from far away for its"
                  + " rope."),
          TextSegment.from(
              "The main office of Lark Foods is in Copper Harbour. Its 44 workers make cheese and"
                  + " sell it far and wide."));

  private static LocalModel small;
  private static EngineScoringModel model;

  @BeforeAll
  static void open() throws IOException {
    small = LocalModel.open(ModelSettings.embedded());
    model = EngineScoringModel.builder().model(small).build();
  }

  @AfterAll
  static void close() {
    model.close();
    small.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "On which river is the town with the main office of Lark Foods?, 5",
    "Who is the mayor of the town with the main office of Linden Press?, 0",
    "On which river is the town with the main office of Copper Press?, 3",
    "Who is the founder of the company where Ugo Joyce works?, 2",
    "Which company does the mentor of Ugo Joyce work at?, 2"
  })
  void scoreAll_noteAboutWhatTheQueryNames_isFirst(String query, int relevant) {
    List<Double> scores = model.scoreAll(NOTES, query).content();

    assertThat(scores.indexOf(Collections.max(scores))).isEqualTo(relevant);
    assertThat(scores).hasSameSizeAs(NOTES).allSatisfy(score -> assertThat(score).isNegative());
  }

  @Test
  void score_isTheMeanLogProbabilityOfTheQuery() {
    String before =
        """
        <|im_start|>system
        Answer from these notes.

        - A note.

        <|im_end|>
        <|im_start|>user
        """;
    int[] prefix = small.tokenizer().encode(before, true, true);
    int[] all = small.tokenizer().encode(before + "Who is Ann?", true, true);
    Scores expected = small.generator().score(ScoringRequest.ofTokens(all, prefix.length)).join();

    double score = model.score("A note.", "Who is Ann?").content();

    assertThat(score)
        .isCloseTo(
            expected.tokens().stream().mapToDouble(ScoredToken::logProb).average().orElseThrow(),
            within(1e-12));
  }

  @Test
  void scoreAll_moreThanABatch_isEachAlone() {
    List<TextSegment> many = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      many.add(TextSegment.from("Ann has " + i + " pens."));
    }

    Response<List<Double>> scores = model.scoreAll(many, "How many pens has Ann?");

    for (int i = 0; i < many.size(); i += 23) {
      assertThat(scores.content().get(i))
          .isEqualTo(model.score(many.get(i), "How many pens has Ann?").content());
    }
    assertThat(scores.content()).hasSize(70);
    assertThat(scores.tokenUsage().inputTokenCount()).isGreaterThan(70 * 20);
    assertThat(scores.tokenUsage().outputTokenCount()).isZero();
  }

  @Test
  void scoreAll_segmentThatWasScoredBefore_hasItsKv() {
    model.scoreAll(NOTES.subList(0, 1), "Who is the founder of Linden Press?");

    EngineTokenUsage usage =
        (EngineTokenUsage) model.scoreAll(NOTES.subList(0, 1), "Where is Oak Mill?").tokenUsage();

    assertThat(usage.cachedInputTokenCount()).isGreaterThan(30);
  }

  @Test
  void scoreAll_nothing_isNothing() {
    assertThat(model.scoreAll(List.of(), "Who?").content()).isEmpty();
  }

  @Test
  void score_blankQueryOrTooLongSegment_isInvalid() {
    assertThatThrownBy(() -> model.score("A note.", " "))
        .isExactlyInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("blank");
    assertThatThrownBy(() -> model.score("long ".repeat(5_000), "Who?"))
        .isExactlyInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("context");
  }

  @Test
  void score_modelWithoutChatTemplate_readsPlainText() {
    try (LocalModel plain = ScriptedModels.withoutTemplate((before, written) -> "");
        EngineScoringModel other = EngineScoringModel.builder().model(plain).build()) {
      Response<Double> score = other.score("ab", "cd");

      assertThat(score.tokenUsage().inputTokenCount()).isLessThanOrEqualTo(6);
      assertThat(score.content()).isNegative();
    }
  }

  @Test
  void close_ownModel_endsItsScoring() {
    EngineScoringModel own = EngineScoringModel.builder().build();
    own.close();

    assertThatThrownBy(() -> own.score("A note.", "Who?")).isInstanceOf(LangChain4jException.class);
  }
}
