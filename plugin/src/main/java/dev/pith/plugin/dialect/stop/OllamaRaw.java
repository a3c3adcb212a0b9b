package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.StopMethod;
import java.util.List;
import java.util.Optional;

/** Ollama's raw route behind the prompt that the server itself renders. */
final class OllamaRaw implements ContinuationRecipe {

  private final ContinuationShape shape;

  OllamaRaw(ContinuationShape shape) {
    this.shape = shape;
  }

  @Override
  public StopMethod method() {
    return StopMethod.TEXT_CONTINUE;
  }

  @Override
  public StreamFormat format() {
    return StreamFormat.OLLAMA;
  }

  @Override
  public Optional<ServerCall> preparation(CutPoint cut, List<JsonNode> answers) {
    return answers.isEmpty()
        ? Optional.of(
            ServerCall.of("/api/chat", OllamaNative.chat(cut).put("_debug_render_only", true)))
        : Optional.empty();
  }

  @Override
  public ServerCall continuation(CutPoint cut, List<JsonNode> answers) {
    JsonNode rendered = answers.get(0).path("_debug_info").path("rendered_template");
    ObjectNode body = Json.object().put("model", cut.model());
    body.put("prompt", RenderedPrompt.goingOn(rendered.asText(""), cut, shape));
    body.put("raw", true).put("stream", true);
    Sampling.ollamaOptions(cut, body.putObject("options"));
    return ServerCall.of("/api/generate", body);
  }
}
