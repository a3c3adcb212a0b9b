package dev.pith.plugin.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.pith.plugin.dialect.CountSource;
import dev.pith.plugin.dialect.TokenCount;
import dev.pith.verifier.CutReason;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What Pith did to one answer. It stands in the attributes of the answer's {@link AiMessage} under
 * {@value #ATTRIBUTE}, as a map of texts and numbers, so that it can be stored with a chat memory.
 *
 * @param reason why the thinking was cut
 * @param atChars characters of thinking that were kept (UTF-16 units)
 * @param kept tokens of thinking that were kept
 * @param method how the model was led to its answer
 * @param continuationPromptTokens tokens of the second call's prompt; empty when they were not told
 * @param continuationCachedTokens those of them that came from a cache; empty when it was not told
 * @param verifierTokens tokens that the verifier took; empty when not all of them are known
 */
public record TrimReport(
    CutReason reason,
    long atChars,
    TokenCount kept,
    ContinuationMethod method,
    OptionalLong continuationPromptTokens,
    OptionalLong continuationCachedTokens,
    OptionalLong verifierTokens) {

  /** The name of the attribute. */
  public static final String ATTRIBUTE = "pith";

  /** Returns what was done to an answer; empty when it was not cut. */
  public static Optional<TrimReport> of(ChatResponse response) {
    return of(response.aiMessage());
  }

  /** Returns what was done to an answer; empty when it was not cut. */
  public static Optional<TrimReport> of(AiMessage message) {
    if (!(message.attributes().get(ATTRIBUTE) instanceof Map<?, ?> map)) {
      return Optional.empty();
    }
    return Optional.of(
        new TrimReport(
            CutReason.valueOf(String.valueOf(map.get("reason"))),
            number(map, "at_chars").orElse(0),
            new TokenCount(
                number(map, "cut_at").orElse(0),
                CountSource.ofLabel(String.valueOf(map.get("counted")))),
            ContinuationMethod.valueOf(String.valueOf(map.get("method"))),
            number(map, "continuation_prompt_tokens"),
            number(map, "continuation_cached_tokens"),
            number(map, "verifier_tokens")));
  }

  /**
   * Returns it as an attribute, with the names that the proxy uses; what is unknown is left out.
   */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("cut_at", kept.tokens());
    map.put("at_chars", atChars);
    map.put("reason", reason.name());
    map.put("method", method.name());
    continuationPromptTokens.ifPresent(count -> map.put("continuation_prompt_tokens", count));
    continuationCachedTokens.ifPresent(count -> map.put("continuation_cached_tokens", count));
    verifierTokens.ifPresent(count -> map.put("verifier_tokens", count));
    map.put("counted", kept.source().label());
    return map;
  }

  private static OptionalLong number(Map<?, ?> map, String key) {
    return map.get(key) instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }
}
