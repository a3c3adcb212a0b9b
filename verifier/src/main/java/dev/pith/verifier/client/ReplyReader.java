package dev.pith.verifier.client;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.verifier.detect.NextToken;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** Reads the answer to a question, in every shape of {@link LogProbs}. */
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
    List<NextToken> tokens = LogProbs.read(logProbs);
    if (tokens.isEmpty()) {
      return false;
    }
    NextToken first = tokens.get(0);
    first.logProb().ifPresent(logProb -> weights.add(first.text(), logProb));
    first.alternatives().forEach(weights::add);
    return true;
  }

  private static OptionalLong count(JsonNode node) {
    return node.isIntegralNumber() && node.longValue() >= 0
        ? OptionalLong.of(node.longValue())
        : OptionalLong.empty();
  }
}
