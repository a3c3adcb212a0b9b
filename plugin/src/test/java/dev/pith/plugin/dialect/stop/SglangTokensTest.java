package dev.pith.plugin.dialect.stop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.Need;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SglangTokensTest {

  private static final String REQUEST =
      """
      {"model":"m","temperature":0.6,"cache_salt":"s","reasoning_effort":"high","stream":true,\
      "messages":[{"role":"user","content":"1?"}],"chat_template_kwargs":{"enable_thinking":true}}""";

  private static final JsonNode PROMPT = json("{\"tokens\":[1,2,3],\"max_model_len\":131072}");

  private final SglangTokens recipe = new SglangTokens(ContinuationShape.THINK_TAGS);

  @Test
  void preparation_first_asksForTheIdsOfTheMessages() {
    assertThat(recipe.preparation(cut("a"), List.of()))
        .contains(new ServerCall("/v1/tokenize", REQUEST));
  }

  @Test
  void preparation_promptIsKnown_asksForItsEndWithSpecialTokens() {
    String ids = IntStream.range(0, 100).mapToObj(String::valueOf).collect(Collectors.joining(","));
    String last = ids.substring(ids.indexOf("36"));

    assertThat(recipe.preparation(cut("a"), List.of(json("{\"tokens\":[" + ids + "]}"))))
        .contains(
            new ServerCall(
                "/v1/detokenize",
                "{\"model\":\"m\",\"skip_special_tokens\":false,\"tokens\":[" + last + "]}"));
  }

  @ParameterizedTest
  @CsvSource({
    "'<|im_start|>assistant\\n', a, '<think>\\na'",
    "'<|im_start|>assistant\\n<think>\\n', a, a",
    "'<|im_start|>assistant\\n<think>\\n', '\\na', a",
    "'<|im_start|>assistant\\n<think>', '\\na', '\\na'"
  })
  void preparation_endOfThePromptIsKnown_asksForTheIdsOfWhatFollows(
      String end, String kept, String written) {
    JsonNode text = Json.object().put("text", end.translateEscapes());

    assertThat(recipe.preparation(cut(kept.translateEscapes()), List.of(PROMPT, text)))
        .contains(
            new ServerCall(
                "/v1/tokenize",
                "{\"model\":\"m\",\"prompt\":"
                    + Json.quote(written.translateEscapes() + "\n\nSo.\n</think>\n\n")
                    + ",\"add_special_tokens\":false}"));
  }

  @Test
  void continuation_allIsKnown_goesOnFromTheIdsOfBoth() {
    List<JsonNode> answers = answers("{\"tokens\":[7,8],\"max_model_len\":131072}");

    assertThat(recipe.preparation(cut("a"), answers)).isEmpty();
    assertThat(recipe.continuation(cut("a").withContext(OptionalLong.of(4096)), answers))
        .isEqualTo(
            new ServerCall(
                "/v1/completions",
                "{\"model\":\"m\",\"temperature\":0.6,\"cache_salt\":\"s\",\"stream\":true,"
                    + "\"stream_options\":{\"include_usage\":true},\"prompt\":[1,2,3,7,8],"
                    + "\"max_tokens\":4091}"));
  }

  @Test
  void continuation_noLimitAndNoContext_isRefused() {
    List<JsonNode> answers = answers("{\"tokens\":[7],\"max_model_len\":-1}");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> recipe.continuation(cut("a"), answers))
        .withMessageContaining("size of the model's context is not known");
  }

  @Test
  void answers_withoutIdsOrText_areRefused() {
    JsonNode nothing = MissingNode.getInstance();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> recipe.preparation(cut("a"), List.of(nothing)))
        .withMessage("the server told no ids of the prompt");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> recipe.preparation(cut("a"), List.of(PROMPT, nothing)))
        .withMessage("the server rendered no prompt");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> recipe.continuation(cut("a"), answers("{}")))
        .withMessage("the server told no ids of the ending");
  }

  @ParameterizedTest
  @EnumSource(Need.class)
  void carries_anyNeed_no(Need need) {
    assertThat(recipe.carries(need)).isFalse();
  }

  private static List<JsonNode> answers(String tokenized) {
    return List.of(PROMPT, Json.object().put("text", "<think>\n"), json(tokenized));
  }

  private static CutPoint cut(String kept) {
    try {
      ChatRequest request = ChatRequest.parse(REQUEST.getBytes(UTF_8));
      return CutPoint.ofText(request, kept, "\n\nSo.", OptionalLong.empty());
    } catch (dev.pith.plugin.dialect.BadChatRequestException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static JsonNode json(String text) {
    try {
      return Json.read(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
