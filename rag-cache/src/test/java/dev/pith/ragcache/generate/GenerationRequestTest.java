package dev.pith.ragcache.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GenerationRequestTest {

  private static final GeneratorSettings SETTINGS = GeneratorSettings.defaults();

  @Test
  void prompt_changedByTheCaller_requestStays() {
    int[] prompt = {1, 2};
    GenerationRequest request = GenerationRequest.builder(prompt).build();

    prompt[0] = 9;
    request.prompt()[1] = 9;

    assertThat(request.prompt()).containsExactly(1, 2);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("nonsense")
  void build_outOfRange_refusedWithTheValue(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  static Stream<Arguments> nonsense() {
    return Stream.of(
        nonsense(() -> builder(), "prompt must have at least one token: 0"),
        nonsense(() -> builder(1).maxTokens(-1), "maxTokens must be >= 0: -1"),
        nonsense(() -> builder(1).topLogProbs(-1), "topLogProbs must be >= 0: -1"),
        nonsense(() -> builder(1, 2).scoreFrom(0), "scoreFrom must be in [1, 2): 0"),
        nonsense(() -> builder(1, 2).scoreFrom(2), "scoreFrom must be in [1, 2): 2"),
        nonsense(
            () -> builder(1).stopTexts(List.of("a", "")), "a stop text must not be empty: [a, ]"),
        nonsense(() -> ScoringRequest.ofTokens(new int[] {1, 2}, 2), "from must be in [1, 2): 2"),
        nonsense(
            () -> ScoringRequest.ofNext(new int[0], 1), "prompt must have at least one token: 0"),
        nonsense(() -> SETTINGS.withMaxRunning(0), "maxRunning must be >= 1: 0"),
        nonsense(() -> SETTINGS.withPrefillRows(0), "prefillRows must be >= 1: 0"),
        nonsense(() -> SETTINGS.withMaxQueued(0), "maxQueued must be >= 1: 0"),
        nonsense(() -> SETTINGS.withContextTokens(0), "contextTokens must be >= 1: 0"),
        nonsense(() -> SETTINGS.withMaxKvBytes(0), "maxKvBytes must be >= 1: 0"));
  }

  private static Arguments nonsense(ThrowingCallable call, String message) {
    return Arguments.of(call, message);
  }

  private static GenerationRequest.Builder builder(int... prompt) {
    return GenerationRequest.builder(prompt);
  }
}
