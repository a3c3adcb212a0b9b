package dev.pith.plugin.dialect.stop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.Json;
import dev.pith.verifier.detect.Prober.Place;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProbeRecipeTest {

  private static final String THINKING = "It is 391.\n\n";
  private static final String PROMPT = "<|user|>17*23?<|assistant|>\n";

  @ParameterizedTest
  @CsvSource({
    "AFTER_THINKING, '<think>\\nIt is 391.\\n', 1",
    "AFTER_END_TAG, '<think>\\nIt is 391.\\n</think>\\n\\n', 1",
    "IN_ANSWER, '<think>\\nIt is 391.\\n</think>\\n\\nThe answer is', 12"
  })
  void probe_anyPlace_goesOnFromIt(Place place, String written, int tokens) throws Exception {
    String text = written.translateEscapes();

    JsonNode completions =
        body(recipe(ServerKind.VLLM).probe(asked(place), rendered(PROMPT)), "/v1/completions");
    JsonNode opened =
        body(
            recipe(ServerKind.LLAMA).probe(asked(place), rendered(PROMPT + "<think>\n")),
            "/v1/completions");
    JsonNode chat =
        body(
            recipe(ServerKind.EMBEDDED).probe(asked(place), MissingNode.getInstance()),
            ServerCall.CHAT);

    assertThat(completions.path("prompt").asText()).isEqualTo(PROMPT + text);
    assertThat(opened.path("prompt").asText()).as("the template opens it").isEqualTo(PROMPT + text);
    assertThat(chat.path("messages").path(1).path("content").asText()).isEqualTo(text);
    for (JsonNode body : new JsonNode[] {completions, opened, chat}) {
      assertThat(body.path("max_tokens").asInt()).isEqualTo(tokens);
      assertThat(body.path("temperature").asInt(-1)).isZero();
      assertThat(body.path("model").asText()).isEqualTo("m");
      assertThat(body.path("stream").asBoolean(true)).isFalse();
      assertThat(body.has("stop")).as("the client's own").isFalse();
    }
    assertThat(completions.path("logprobs").asInt()).isEqualTo(20);
    assertThat(completions.path("add_special_tokens").asBoolean(true)).isFalse();
    assertThat(opened.path("n_probs").asInt()).isEqualTo(20);
    assertThat(chat.path("top_logprobs").asInt()).isEqualTo(20);
    assertThat(chat.path("messages").path(0).path("content").asText()).isEqualTo("17*23?");
  }

  @Test
  void probe_nothingRendered_isRefused() throws Exception {
    ProbeRecipe recipe = recipe(ServerKind.SGLANG);
    ProbeRecipe.Asked asked = asked(Place.IN_ANSWER);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> recipe.probe(asked, Json.object()))
        .withMessage("the server rendered no prompt");
  }

  @ParameterizedTest
  @EnumSource(
      value = ServerKind.class,
      names = {"OLLAMA", "DEEPSEEK", "OPENAI", "ANTHROPIC", "OPENROUTER", "GENERIC"})
  void probing_otherKinds_haveNone(ServerKind kind) {
    assertThat(Recipes.probing(kind, ContinuationShape.THINK_TAGS)).isEmpty();
  }

  private static ProbeRecipe recipe(ServerKind kind) {
    return Recipes.probing(kind, ContinuationShape.THINK_TAGS).orElseThrow();
  }

  private static JsonNode rendered(String prompt) {
    return Json.object().put("prompt", prompt);
  }

  private static ProbeRecipe.Asked asked(Place place) throws BadChatRequestException {
    String request =
        """
        {"model":"m","stop":["x"],"temperature":1,
         "messages":[{"role":"user","content":"17*23?"}]}
        """;
    return new ProbeRecipe.Asked(
        ChatRequest.parse(request.getBytes(StandardCharsets.UTF_8)),
        place,
        THINKING,
        "The answer is",
        12);
  }

  private static JsonNode body(ServerCall call, String path) throws Exception {
    assertThat(call.path()).isEqualTo(path);
    return Json.read(call.json());
  }
}
