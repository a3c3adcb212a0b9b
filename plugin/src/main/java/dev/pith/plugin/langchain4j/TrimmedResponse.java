package dev.pith.plugin.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
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
   * @param usage of both calls as one; null when it is unknown
   */
  static ChatResponse of(
      ChatResponse answer, UserStream delivered, TrimReport report, @Nullable TokenUsage usage) {
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
        .metadata(answer.metadata().toBuilder().tokenUsage(usage).build())
        .build();
  }

  private static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
