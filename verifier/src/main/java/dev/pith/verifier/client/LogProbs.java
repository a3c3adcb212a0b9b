package dev.pith.verifier.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.verifier.detect.NextToken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Reads the log-probabilities of an answer in every shape that servers give them.
 *
 * <pre>
 *   logprobs.content[] {token, logprob, top_logprobs[] {token, logprob}}   chat of OpenAI, vLLM, SGLang, llama-server, Ollama
 *   logprobs.top_logprobs[] {"token": logprob}                             completions of OpenAI, vLLM, SGLang; chat of some
 *   logprobs {tokens[], token_logprobs[]}                                  without alternatives
 * </pre>
 *
 * Unknown members are ignored, and what is not a number is left out.
 */
public final class LogProbs {

  private LogProbs() {}

  /**
   * Returns the tokens up to the first of which no log-probability is told.
   *
   * @param logProbs the member of that name of a choice; anything else has none
   */
  public static List<NextToken> read(JsonNode logProbs) {
    List<NextToken> tokens = new ArrayList<>();
    NextToken next = token(logProbs, 0);
    while (next.logProb().isPresent() || !next.alternatives().isEmpty()) {
      tokens.add(next);
      next = token(logProbs, tokens.size());
    }
    return tokens;
  }

  private static NextToken token(JsonNode logProbs, int index) {
    Map<String, Double> alternatives = new HashMap<>();
    JsonNode entry = logProbs.path("content").path(index);
    if (entry.isObject()) {
      for (JsonNode each : entry.path("top_logprobs")) {
        add(alternatives, each.path("token"), each.path("logprob"));
      }
      return token(entry.path("token"), entry.path("logprob"), alternatives);
    }
    for (Map.Entry<String, JsonNode> each :
        logProbs.path("top_logprobs").path(index).properties()) {
      if (each.getValue().isNumber()) {
        alternatives.merge(each.getKey(), each.getValue().doubleValue(), Math::max);
      }
    }
    return token(
        logProbs.path("tokens").path(index),
        logProbs.path("token_logprobs").path(index),
        alternatives);
  }

  private static NextToken token(
      JsonNode text, JsonNode logProb, Map<String, Double> alternatives) {
    boolean told = text.isTextual() && logProb.isNumber();
    return new NextToken(
        text.isTextual() ? text.textValue() : "",
        told ? OptionalDouble.of(logProb.doubleValue()) : OptionalDouble.empty(),
        alternatives);
  }

  private static void add(Map<String, Double> to, JsonNode token, JsonNode logProb) {
    if (token.isTextual() && logProb.isNumber()) {
      to.merge(token.textValue(), logProb.doubleValue(), Math::max);
    }
  }
}
