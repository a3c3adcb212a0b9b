package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.Need;
import dev.pith.plugin.dialect.StopMethod;
import java.util.List;

/**
 * Ollama's native chat route with a last message that has thinking and the head of an answer.
 *
 * <p>Only with a head does the server close the thinking in every renderer, and read what follows
 * as answer. A leading line end keeps the text equal to what was generated.
 */
final class OllamaPrefill implements ContinuationRecipe {

  @Override
  public StopMethod method() {
    return StopMethod.CHAT_PREFILL;
  }

  /** Tool calls and images have another form on this route. */
  @Override
  public boolean carries(Need need) {
    return false;
  }

  @Override
  public StreamFormat format() {
    return StreamFormat.OLLAMA;
  }

  @Override
  public String answerHead() {
    return ChatPrefill.ANSWER_HEAD;
  }

  @Override
  public ServerCall continuation(CutPoint cut, List<JsonNode> answers) {
    return ServerCall.of("/api/chat", body(cut).put("stream", true));
  }

  /** Returns the body of a request that is only rendered. */
  static ObjectNode body(CutPoint cut) {
    ObjectNode body = OllamaNative.chat(cut);
    String thinking = cut.kept() + cut.guide();
    ObjectNode last = Json.object().put("role", "assistant");
    last.put("thinking", thinking.startsWith("\n") ? thinking : "\n" + thinking);
    last.put("content", ChatPrefill.ANSWER_HEAD);
    body.withArray("messages").add(last);
    return body;
  }
}
