package dev.pith.plugin.dialect.stop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.stop.StepRecipe.Asked;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepRecipeTest {

  private static final String PROMPT = "<|user|>17*23?<|assistant|>\n";
  private static final String TEXT = "<think>\nIt is 391.\n\n";
  private static final long SEED = 0x123456789abcdefL;

  @ParameterizedTest
  @EnumSource(names = {"LLAMA", "VLLM", "SGLANG", "OLLAMA"})
  void step_serversThatShowTheirPrompt_goOnFromTheText(ServerKind kind) throws Exception {
    JsonNode body = body(recipe(kind).step(asked(TEXT, Optional.of("\n\n"))));

    assertThat(recipe(kind).rendering(request())).isPresent();
    assertThat(body.path("prompt").asText()).isEqualTo(PROMPT + TEXT);
    assertThat(body.path("model").asText()).isEqualTo("m");
    assertThat(body.path("stream").asBoolean()).isTrue();
    JsonNode sampling = kind == ServerKind.OLLAMA ? body.path("options") : body;
    assertThat(sampling.path("temperature").asDouble()).isEqualTo(0.5);
    assertThat(sampling.path("top_p").asDouble()).isEqualTo(0.9);
    assertThat(sampling.path("stop").path(0).asText()).isEqualTo("\n\n");
    String limit =
        switch (kind) {
          case LLAMA -> "n_predict";
          case OLLAMA -> "num_predict";
          default -> "max_tokens";
        };
    assertThat(sampling.path(limit).asInt()).isEqualTo(64);
    boolean large = kind == ServerKind.VLLM || kind == ServerKind.SGLANG;
    assertThat(sampling.path("seed").asLong()).isEqualTo(large ? SEED : SmallSeeds.of(SEED));
    assertThat(body.path("add_special_tokens").isBoolean()).isEqualTo(large);
  }

  @ParameterizedTest
  @EnumSource(names = {"EMBEDDED", "OPENROUTER", "GENERIC"})
  void step_otherServers_haveItInTheLastMessage(ServerKind kind) throws Exception {
    JsonNode first = body(recipe(kind).step(asked("", Optional.empty())));
    JsonNode later = body(recipe(kind).step(asked(TEXT, Optional.of("\n\n"))));

    assertThat(recipe(kind).rendering(request())).isEmpty();
    assertThat(first.path("messages")).hasSize(1);
    assertThat(first.has("continue_final_message")).isFalse();
    assertThat(first.has("stop")).as("the caller's own").isFalse();
    assertThat(later.path("messages").path(1).path("role").asText()).isEqualTo("assistant");
    assertThat(later.path("messages").path(1).path("content").asText()).isEqualTo(TEXT);
    assertThat(later.path("continue_final_message").asBoolean()).isTrue();
    assertThat(later.path("add_generation_prompt").asBoolean(true)).isFalse();
    assertThat(later.path("stop").path(0).asText()).isEqualTo("\n\n");
    assertThat(later.path("max_tokens").asInt()).isEqualTo(64);
    assertThat(later.path("stream_options").path("include_usage").asBoolean()).isTrue();
    assertThat(later.path("seed").asLong())
        .isEqualTo(kind == ServerKind.EMBEDDED ? SEED : SmallSeeds.of(SEED));
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC", "DEEPSEEK"})
  void of_serversThatDoNotGoOn_isNone(ServerKind kind) {
    assertThat(StepRecipe.of(kind, ContinuationShape.THINK_TAGS)).isEmpty();
  }

  @Test
  void ofText_someServer_isAskedInStandardMembersAlone() throws Exception {
    StepRecipe recipe = StepRecipe.ofText(ServerKind.GENERIC, ContinuationShape.THINK_TAGS);

    ServerCall call = recipe.step(asked(TEXT, Optional.of("\n\n")));

    assertThat(call.path()).isEqualTo("/v1/completions");
    assertThat(body(call).properties().stream().map(each -> each.getKey()))
        .containsExactlyInAnyOrder(
            "model",
            "top_p",
            "prompt",
            "temperature",
            "seed",
            "stop",
            "max_tokens",
            "stream",
            "stream_options");
    assertThat(recipe.tellsStops()).isFalse();
  }

  @Test
  void smallSeeds_differWhereSeedsDiffer() {
    assertThat(SmallSeeds.of(1L << 40)).isNotNegative().isNotEqualTo(SmallSeeds.of(1L << 41));
  }

  private static StepRecipe recipe(ServerKind kind) {
    return StepRecipe.of(kind, ContinuationShape.THINK_TAGS).orElseThrow();
  }

  private static Asked asked(String text, Optional<String> stop) throws BadChatRequestException {
    return new Asked(request(), PROMPT, text, stop, 64, 0.5, SEED);
  }

  private static ChatRequest request() throws BadChatRequestException {
    return ChatRequest.parse(
        """
        {"model":"m","top_p":0.9,"stop":["mine"],"messages":[{"role":"user","content":"17*23?"}]}
        """
            .getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode body(ServerCall call) throws Exception {
    return Json.read(call.json());
  }
}
