package dev.pith.plugin.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.verifier.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineVerifierTest {

  @ParameterizedTest
  @CsvSource({"Yes, 1", "No, 0"})
  void statesAnswer_modelThatWritesOneWord_isThatVerdict(String word, double expected) {
    try (EngineBed bed = EngineBed.scripted(written -> word, settings -> settings)) {
      Verdict verdict = ask(verifier(bed).statesAnswer("2 + 2?", "So it is 4."));

      assertThat(verdict.pYes().orElseThrow()).isCloseTo(expected, within(1e-6));
      assertThat(verdict.tokens().orElseThrow()).isGreaterThan(60);
    }
  }

  @Test
  void sameAnswer_twice_asksWithTheSamePrefixAndCostsTheSame() {
    try (EngineBed bed = EngineBed.random()) {
      EngineVerifier verifier = verifier(bed);

      Verdict first = ask(verifier.sameAnswer("q", "It is 4.", "So 4."));
      Verdict again = ask(verifier.sameAnswer("q", "It is 4.", "So 4."));

      assertThat(again).isEqualTo(first);
      assertThat(first.pYes().orElseThrow()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void stepIsRight_dependsOnTheThinking() {
    try (EngineBed bed = EngineBed.random()) {
      EngineVerifier verifier = verifier(bed);
      List<Map<String, Object>> question = List.of(Map.of("role", "user", "content", "2 + 2?"));

      Verdict right = ask(verifier.stepIsRight(question, "<think>\n2 + 2 = 4."));
      Verdict wrong = ask(verifier.stepIsRight(question, "<think>\n2 + 2 = 5, I would say."));

      assertThat(right.pYes()).isNotEqualTo(wrong.pYes());
      assertThat(wrong.tokens().orElseThrow()).isGreaterThan(right.tokens().orElseThrow());
    }
  }

  @Test
  void statesAnswer_promptLongerThanTheContext_fails() {
    try (EngineBed bed = EngineBed.random()) {
      assertThat(verifier(bed).statesAnswer("q", "long ".repeat(1_000)).toCompletableFuture())
          .failsWithin(20, TimeUnit.SECONDS);
    }
  }

  private static EngineVerifier verifier(EngineBed bed) {
    return new EngineVerifier(bed.model, Runnable::run);
  }

  private static Verdict ask(CompletionStage<Optional<Verdict>> asked) {
    return asked.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join().orElseThrow();
  }
}
