package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.StopMethod;
import java.util.List;
import java.util.Optional;

/**
 * SGLang's ids: the completions route goes on from the ids of the prompt, and from those of the
 * thinking and its ending.
 *
 * <p>Both are what the server's tokenizer makes of text, since SGLang tells no ids on a streamed
 * chat. The prompt's are those that the model has read. Those of the thinking may differ from the
 * ones that it generated where a text has more than one spelling in tokens.
 */
final class SglangTokens implements ContinuationRecipe {

  private static final TokenizerRoutes ROUTES = TokenizerRoutes.SGLANG;

  /** More than any start tag has: only whether the prompt ends with one is looked for. */
  private static final int TAIL = 64;

  private final ContinuationShape shape;

  SglangTokens(ContinuationShape shape) {
    this.shape = shape;
  }

  @Override
  public StopMethod method() {
    return StopMethod.TOKEN_CONTINUE;
  }

  @Override
  public Optional<ServerCall> preparation(CutPoint cut, List<JsonNode> answers) {
    return Optional.ofNullable(
        switch (answers.size()) {
          case 0 -> ROUTES.render(cut.request().text());
          case 1 -> ROUTES.detokenize(cut.request(), tail(promptIds(answers)));
          case 2 -> ROUTES.tokenize(cut.request(), behindPrompt(cut, answers.get(1)));
          default -> null;
        });
  }

  @Override
  public ServerCall continuation(CutPoint cut, List<JsonNode> answers) {
    JsonNode tokenized = answers.get(2);
    JsonNode ending = tokenized.path("tokens");
    if (ending.isEmpty()) {
      throw new IllegalArgumentException("the server told no ids of the ending");
    }
    ArrayNode ids = JsonNodeFactory.instance.arrayNode();
    promptIds(answers).forEach(ids::add);
    ending.forEach(ids::add);
    return Completion.of(cut, ids, tokenized);
  }

  private static JsonNode promptIds(List<JsonNode> answers) {
    JsonNode ids = answers.get(0).path("tokens");
    if (ids.isEmpty()) {
      throw new IllegalArgumentException("the server told no ids of the prompt");
    }
    return ids;
  }

  private static JsonNode tail(JsonNode ids) {
    ArrayNode tail = JsonNodeFactory.instance.arrayNode();
    for (int i = Math.max(0, ids.size() - TAIL); i < ids.size(); i++) {
      tail.add(ids.path(i));
    }
    return tail;
  }

  /** Returns the kept thinking and its ending, with a start tag unless the prompt has it. */
  private String behindPrompt(CutPoint cut, JsonNode answer) {
    String end = answer.path("text").asText("");
    return RenderedPrompt.goingOn(end, cut, shape).substring(end.length());
  }
}
