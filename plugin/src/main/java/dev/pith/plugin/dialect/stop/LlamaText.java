package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.StopMethod;
import java.util.List;
import java.util.Optional;

/** llama-server's raw route behind the prompt that the server itself renders. */
final class LlamaText implements ContinuationRecipe {

  private final ContinuationShape shape;

  LlamaText(ContinuationShape shape) {
    this.shape = shape;
  }

  @Override
  public StopMethod method() {
    return StopMethod.TEXT_CONTINUE;
  }

  @Override
  public StreamFormat format() {
    return StreamFormat.LLAMA;
  }

  @Override
  public Optional<ServerCall> preparation(CutPoint cut, List<JsonNode> answers) {
    return answers.isEmpty()
        ? Optional.of(new ServerCall("/apply-template", cut.request().text()))
        : Optional.empty();
  }

  @Override
  public ServerCall continuation(CutPoint cut, List<JsonNode> answers) {
    ObjectNode body = Json.object();
    Sampling.copy(cut.request().root(), body);
    body.put(
        "prompt", RenderedPrompt.goingOn(answers.get(0).path("prompt").asText(""), cut, shape));
    body.put("stream", true).put("cache_prompt", true);
    cut.remainingTokens().ifPresent(tokens -> body.put("n_predict", tokens));
    return ServerCall.of("/completion", body);
  }
}
