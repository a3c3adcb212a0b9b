package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.Extra;
import dev.pith.plugin.dialect.StopMethod;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * vLLM's ids: the completions route goes on from the ids of the prompt, those that were generated,
 * and those of the ending. The model reads exactly what it would have read.
 */
final class VllmTokens implements ContinuationRecipe {

  private final ContinuationShape shape;

  VllmTokens(ContinuationShape shape) {
    this.shape = shape;
  }

  @Override
  public StopMethod method() {
    return StopMethod.TOKEN_CONTINUE;
  }

  @Override
  public Set<Extra> extras() {
    return Set.of(Extra.TOKEN_IDS, Extra.RUNNING_USAGE);
  }

  @Override
  public boolean cutsBetweenChunks() {
    return true;
  }

  @Override
  public Optional<ServerCall> preparation(CutPoint cut, List<JsonNode> answers) {
    return answers.isEmpty()
        ? Optional.of(TokenizerRoutes.VLLM.tokenize(cut.request(), shape.close(cut.guide())))
        : Optional.empty();
  }

  @Override
  public ServerCall continuation(CutPoint cut, List<JsonNode> answers) {
    JsonNode tokenized = answers.get(0);
    JsonNode ending = tokenized.path("tokens");
    if (ending.isEmpty()) {
      throw new IllegalArgumentException("the server told no ids of the ending");
    }
    if (cut.promptIds().isEmpty() || cut.keptIds().isEmpty()) {
      throw new IllegalArgumentException("the first call came without token ids");
    }
    ArrayNode ids = JsonNodeFactory.instance.arrayNode();
    cut.promptIds().forEach(ids::add);
    cut.keptIds().forEach(ids::add);
    ending.forEach(ids::add);
    return Completion.of(cut, ids, tokenized);
  }
}
