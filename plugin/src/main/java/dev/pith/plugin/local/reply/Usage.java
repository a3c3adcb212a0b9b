package dev.pith.plugin.local.reply;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.local.request.Prompt;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The token counts of a request: each prompt once, the answers of all its choices. */
final class Usage {

  private Usage() {}

  /** Returns the {@code usage} object as far as the choices have come. */
  static ObjectNode of(List<Choice> choices) {
    Set<Prompt> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    long prompt = 0;
    long cached = 0;
    long completion = 0;
    long reasoning = 0;
    for (Choice choice : choices) {
      if (seen.add(choice.prompt())) {
        prompt += choice.prompt().tokens().length;
        cached += choice.cachedTokens();
      }
      completion += choice.tokens();
      reasoning += choice.reasoningTokens();
    }
    ObjectNode usage = JsonNodeFactory.instance.objectNode();
    usage.put("prompt_tokens", prompt);
    usage.put("completion_tokens", completion);
    usage.put("total_tokens", prompt + completion);
    usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
    usage.putObject("completion_tokens_details").put("reasoning_tokens", reasoning);
    return usage;
  }
}
