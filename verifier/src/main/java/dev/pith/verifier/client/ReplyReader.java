package dev.pith.verifier.client;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads answers with log-probabilities in every shape that servers give them.
 *
 * <pre>
 *   choices[0].logprobs.content[0].top_logprobs[] {token, logprob}      chat of OpenAI, vLLM, SGLang, llama-server, Ollama
 *   choices[0].logprobs.top_logprobs[0] {"token": logprob}              completions of OpenAI, vLLM, SGLang; chat of some
 *   choices[0].logprobs {tokens[0], token_logprobs[0]}                  without alternatives
 * </pre>
 *
 * Unknown members are ignored, and what is not a number is left out.
 */
final class ReplyReader {

  private static final JsonMapper JSON = new JsonMapper();

  private ReplyReader() {}

  /**
   * Reads an answer.
   *
   * @throws AskFailure when it is no answer of such a server, or has no log-probabilities
   */
  static Reply read(byte[] body) throws AskFailure {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (JacksonException garbage) {
      throw AskFailure.of(AskFailure.Cause.UNREADABLE);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    JsonNode choice = root.path("choices").path(0);
    if (!choice.isObject()) {
      throw AskFailure.of(AskFailure.Cause.UNREADABLE);
    }
    YesNo weights = new YesNo();
    if (!weigh(choice.path("logprobs"), weights)) {
      throw AskFailure.noLogProbs();
    }
    JsonNode usage = root.path("usage");
    JsonNode cached = usage.path("prompt_tokens_details").path("cached_tokens");
    return new Reply(
        weights.pYes(),
        count(usage.path("prompt_tokens")),
        count(cached.isMissingNode() ? usage.path("prompt_cache_hit_tokens") : cached),
        count(usage.path("completion_tokens")));
  }

  /** Returns whether there is a log-probability at all. */
  private static boolean weigh(JsonNode logProbs, YesNo weights) {
    JsonNode chosen = logProbs.path("content").path(0);
    if (chosen.isObject()) {
      boolean any = add(weights, text(chosen.path("token")), chosen.path("logprob"));
      for (JsonNode each : chosen.path("top_logprobs")) {
        any |= add(weights, text(each.path("token")), each.path("logprob"));
      }
      return any;
    }
    boolean any =
        add(
            weights,
            text(logProbs.path("tokens").path(0)),
            logProbs.path("token_logprobs").path(0));
    JsonNode top = logProbs.path("top_logprobs").path(0);
    for (Map.Entry<String, JsonNode> each : top.properties()) {
      any |= add(weights, each.getKey(), each.getValue());
    }
    return any;
  }

  private static boolean add(YesNo weights, @Nullable String token, JsonNode logProb) {
    if (token == null || !logProb.isNumber()) {
      return false;
    }
    weights.add(token, logProb.doubleValue());
    return true;
  }

  private static @Nullable String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : null;
  }

  private static OptionalLong count(JsonNode node) {
    return node.isIntegralNumber() && node.longValue() >= 0
        ? OptionalLong.of(node.longValue())
        : OptionalLong.empty();
  }
}
