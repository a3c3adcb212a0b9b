package dev.pith.plugin.local.reply;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.local.request.ReplyOptions;
import dev.pith.ragcache.generate.ScoredToken;
import dev.pith.ragcache.generate.TokenLogProb;
import java.util.List;

/** The {@code prompt_logprobs} of vLLM: for each token of a prompt an object by token id. */
final class PromptLogProbs {

  private PromptLogProbs() {}

  /** Returns the list, in which the first token has null: nothing comes before it. */
  static ArrayNode of(Choice choice, ReplyOptions options, TokenTexts texts) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    all.addNull();
    for (ScoredToken token : choice.scores()) {
      ObjectNode entry = all.addObject();
      List<TokenLogProb> top = TokenTexts.first(token.top(), options.promptLogProbs().orElse(0));
      for (int i = 0; i < top.size(); i++) {
        put(entry, top.get(i).id(), top.get(i).logProb(), texts).put("rank", i + 1);
      }
      if (top.stream().noneMatch(each -> each.id() == token.id())) {
        put(entry, token.id(), token.logProb(), texts).putNull("rank");
      }
    }
    return all;
  }

  private static ObjectNode put(ObjectNode to, int token, double logProb, TokenTexts texts) {
    return to.putObject(Integer.toString(token))
        .put("logprob", TokenTexts.writable(logProb))
        .put("decoded_token", texts.of(token));
  }
}
