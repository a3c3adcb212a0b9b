package dev.pith.plugin.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.stop.ContinuationRecipe;
import dev.pith.plugin.dialect.stop.CutPoint;
import dev.pith.plugin.dialect.stop.Recipes;
import dev.pith.plugin.dialect.stop.ServerKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A cut by token ids leaves the model where it would be if it had never been stopped. */
class TokenExactTest {

  private static final String QUESTION =
      """
      {"model":"m","stream":false,"temperature":0,"max_tokens":40,"return_token_ids":true,\
      "messages":[{"role":"user","content":"17*23?"}]}""";

  @Test
  void continuation_byTokenIds_nextTokenIsDistributedAsWithoutAStop() throws Exception {
    JsonObject body;
    JsonObject stopped;
    try (EngineBed bed = EngineBed.random()) {
      JsonObject first = bed.post("/v1/chat/completions", new JsonObject(QUESTION)).json();
      List<Integer> prompt = ids(first.getJsonArray("prompt_token_ids"));
      List<Integer> generated =
          ids(first.getJsonArray("choices").getJsonObject(0).getJsonArray("token_ids"));
      List<Integer> kept = generated.subList(0, generated.size() / 2);
      body = continuation(bed, prompt, kept).put("logprobs", 5).put("max_tokens", 1);
      stopped = bed.post("/v1/completions", body).json();
    }
    try (EngineBed never = EngineBed.random()) {
      JsonObject whole = never.post("/v1/completions", body).json();

      assertThat(top(stopped)).isEqualTo(top(whole)).isNotEmpty();
      assertThat(cached(stopped)).isGreaterThan(cached(whole));
    }
  }

  private static JsonObject continuation(EngineBed bed, List<Integer> prompt, List<Integer> kept)
      throws Exception {
    ChatRequest request = ChatRequest.parse(QUESTION.getBytes(UTF_8));
    ContinuationRecipe recipe =
        (ContinuationRecipe) Recipes.of(ServerKind.VLLM, ContinuationShape.THINK_TAGS).get(0);
    CutPoint cut =
        CutPoint.ofText(request, "", "\n\nI answer now.\n", OptionalLong.of(1))
            .withIds(prompt, kept);
    String ending =
        Json.read(recipe.preparation(cut, List.of()).orElseThrow().json()).path("prompt").asText();
    JsonArray tokens = new JsonArray();
    Arrays.stream(bed.model.tokenizer().encode(ending, false, true)).forEach(tokens::add);
    JsonNode prepared = Json.read(new JsonObject().put("tokens", tokens).encode());
    return new JsonObject(recipe.continuation(cut, List.of(prepared)).json())
        .put("stream", false)
        .putNull("stream_options");
  }

  private static List<Integer> ids(JsonArray array) {
    return array.stream().map(id -> ((Number) id).intValue()).toList();
  }

  private static JsonObject top(JsonObject reply) {
    return reply
        .getJsonArray("choices")
        .getJsonObject(0)
        .getJsonObject("logprobs")
        .getJsonArray("top_logprobs")
        .getJsonObject(0);
  }

  private static int cached(JsonObject reply) {
    return reply
        .getJsonObject("usage")
        .getJsonObject("prompt_tokens_details")
        .getInteger("cached_tokens");
  }
}
