package dev.pith.verifier.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.verifier.surprisal.TraceSteps;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class AnchorPrunerTest {
  private static final TraceSteps STEPS =
      TraceSteps.paragraphs(
          "We add 12 and 30.\n\nPerhaps one could multiply them instead of that.\n\n"
              + "12 + 30 = 42.\n\nSo the answer is 42.");

  /** A model that says what it is told; a failure for "fail", an abstention for "pass". */
  private static final class ToldModel implements AnchorModel {
    final Deque<String> answers = new ArrayDeque<>();
    final List<String> messages = new ArrayList<>();
    final List<Double> temperatures = new ArrayList<>();

    ToldModel(String... answers) {
      this.answers.addAll(List.of(answers));
    }

    @Override
    public CompletionStage<Optional<Answer>> ask(
        String message, double temperature, int maxTokens) {
      messages.add(message);
      temperatures.add(temperature);
      String answer = answers.remove();
      return switch (answer) {
        case "fail" -> CompletableFuture.failedStage(new IllegalStateException("down"));
        case "throw" -> throw new IllegalStateException("down");
        case "pass" -> CompletableFuture.completedStage(Optional.empty());
        default ->
            CompletableFuture.completedStage(Optional.of(new Answer(answer, OptionalLong.of(100))));
      };
    }

    @Override
    public String id() {
      return "told";
    }
  }

  @Test
  void prune_numbers_dropsTheSectionsButWhatMustStay() {
    ToldModel model = new ToldModel("12 + 30 = 42.", "2-3");

    CoarseTrace coarse = prune(model, AnchorSettings.defaults(), bits(2));

    assertThat(coarse.kept()).isEqualTo(bits(0, 2, 3));
    assertThat(coarse.skipped()).isEmpty();
    assertThat(coarse.tokens()).hasValue(200);
    assertThat(model.messages.get(0)).contains("What is 12 + 30?").contains("42");
    assertThat(model.messages.get(1)).contains("12 + 30 = 42.").contains("[4]\nSo the answer");
  }

  @Test
  void prune_noList_isAskedAgainWarmer() {
    ToldModel model = new ToldModel("anchor", "I drop the second.", "2");

    CoarseTrace coarse = prune(model, AnchorSettings.defaults(), bits());

    assertThat(coarse.kept()).isEqualTo(bits(0, 2, 3));
    assertThat(coarse.attempts()).isEqualTo(2);
    assertThat(model.temperatures).containsExactly(0.0, 0.0, 0.7);
  }

  @Test
  void prune_neverAList_isSkippedAndSaysWhy() {
    CoarseTrace coarse =
        prune(new ToldModel("anchor", "hm", "9"), AnchorSettings.defaults(), bits());

    assertThat(coarse.kept()).isEqualTo(STEPS.all());
    assertThat(coarse.skipped()).contains("no usable answer of 2 from told");
    assertThat(coarse.tokens()).hasValue(300);
  }

  @Test
  void prune_modelFailsOrAbstains_isSkippedWithUnknownCost() {
    for (String answer : List.of("fail", "throw", "pass")) {
      CoarseTrace coarse = prune(new ToldModel(answer), AnchorSettings.defaults(), bits());

      assertThat(coarse.kept()).as(answer).isEqualTo(STEPS.all());
      assertThat(coarse.skipped()).as(answer).contains("no anchor from told");
      assertThat(coarse.tokens()).as(answer).isEmpty();
    }
  }

  @Test
  void prune_text_keepsTheOriginalStepsOfWhatWasMatched() {
    ToldModel model = new ToldModel("anchor", "```\nWe add 12 and 30\n\nSo the answer is 42.\n```");

    CoarseTrace coarse = prune(model, AnchorSettings.published(), bits());

    assertThat(coarse.kept()).isEqualTo(bits(0, 3));
    assertThat(model.temperatures).containsExactly(0.0, 2.0);
  }

  @Test
  void prune_inventedText_isRefusedUntilTheAttemptsAreUsedUp() {
    String invented = "Something that nobody has thought.";
    ToldModel model = new ToldModel("anchor", invented, invented, invented, invented, invented);

    CoarseTrace coarse = prune(model, AnchorSettings.published(), bits());

    assertThat(coarse.skipped()).contains("no usable answer of 5 from told");
    assertThat(model.answers).isEmpty();
  }

  @Test
  void prune_noSteps_asksNothing() {
    ToldModel model = new ToldModel();

    CoarseTrace coarse =
        new AnchorPruner(model, AnchorSettings.defaults())
            .prune("q", "a", TraceSteps.paragraphs(" "), bits())
            .join();

    assertThat(coarse.skipped()).contains("no steps");
  }

  private static CoarseTrace prune(ToldModel model, AnchorSettings settings, BitSet mustStay) {
    return new AnchorPruner(model, settings)
        .prune("What is 12 + 30?", "42", STEPS, mustStay)
        .join();
  }

  private static BitSet bits(int... steps) {
    BitSet bits = new BitSet();
    for (int step : steps) {
      bits.set(step);
    }
    return bits;
  }
}
