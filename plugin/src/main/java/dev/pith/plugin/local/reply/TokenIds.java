package dev.pith.plugin.local.reply;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Token ids under the names that vLLM has for them. */
final class TokenIds {

  private TokenIds() {}

  static void putPrompt(ObjectNode to, Choice choice) {
    ArrayNode ids = to.putArray("prompt_token_ids");
    for (int token : choice.prompt().tokens()) {
      ids.add(token);
    }
  }

  static void putGenerated(ObjectNode to, Delta delta) {
    ArrayNode ids = to.putArray("token_ids");
    delta.tokens().forEach(token -> ids.add(token.id()));
  }
}
