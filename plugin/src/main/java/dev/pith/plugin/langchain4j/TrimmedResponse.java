package dev.pith.plugin.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.pith.plugin.dialect.TokenCount;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes one response of a call that was cut and of the one that went on. */
final class TrimmedResponse {

  private TrimmedResponse() {}

  /**
   * Returns the response that the user gets: what was delivered, with the metadata of the call that
   * went on.
   *
   * @param answer the response of that call
   * @param guide tokens that its prompt has beyond the user's and the thinking that was kept
   */
  static ChatResponse of(
      ChatResponse answer, UserStream delivered, TrimReport report, TokenCount guide) {
    AiMessage message = answer.aiMessage();
    Map<String, Object> attributes = new LinkedHashMap<>(message.attributes());
    attributes.put(TrimReport.ATTRIBUTE, report.toMap());
    return answer.toBuilder()
        .aiMessage(
            message.toBuilder()
                .text(emptyToNull(delivered.text()))
                .thinking(emptyToNull(delivered.thinking()))
                .attributes(attributes)
                .build())
        .metadata(
            answer.metadata().toBuilder()
                .tokenUsage(usage(answer.tokenUsage(), report.kept(), guide))
                .build())
        .build();
  }

  /**
   * Returns the usage of both calls as one: the user's prompt, and what the user got. The thinking
   * that was kept stands in the second prompt, and was generated once. A call that is cut tells no
   * usage, so that the parts are counted from the pieces; an unknown one would count as zero where
   * usages are added up.
   */
  private static @Nullable TokenUsage usage(
      @Nullable TokenUsage answer, TokenCount kept, TokenCount guide) {
    if (answer == null) {
      return null;
    }
    int thought = Math.toIntExact(kept.tokens());
    int beyond = Math.toIntExact(kept.tokens() + guide.tokens());
    Integer prompt = answer.inputTokenCount();
    int taken = prompt == null ? 0 : Math.min(beyond, prompt);
    // add keeps the provider's own type, and what else it tells
    return answer.add(new TokenUsage(-taken, thought, thought - taken));
  }

  private static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
