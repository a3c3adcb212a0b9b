package dev.pith.plugin.langchain4j.testing;

import static dev.pith.plugin.langchain4j.testing.PithAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.pith.plugin.langchain4j.TrimReport;
import dev.pith.verifier.CutReason;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChatResponseAssertTest {

  private static final ChatResponse FULL =
      ChatResponse.builder().aiMessage(AiMessage.from("391")).tokenUsage(usage(200)).build();

  private static final ChatResponse CUT =
      ChatResponse.builder()
          .aiMessage(
              AiMessage.builder()
                  .text("391")
                  .attributes(
                      Map.of(
                          TrimReport.ATTRIBUTE,
                          Map.of(
                              "cut_at", 40,
                              "at_chars", 130,
                              "reason", "OVERTHINKING",
                              "method", "PREFILL_TAGS",
                              "counted", "chunks")))
                  .build())
          .tokenUsage(usage(50))
          .build();

  @Test
  void assertThat_cutResponse_holds() {
    assertThat(CUT)
        .wasTrimmed()
        .wasTrimmedBecauseOf(CutReason.OVERTHINKING)
        .keptAtMost(40)
        .savedAtLeast(75, FULL);
    assertThat(FULL).wasNotTrimmed();
  }

  @Test
  void assertThat_whatDoesNotHold_saysWhatWasFound() {
    fails(() -> assertThat(FULL).wasTrimmed(), "was not");
    fails(() -> assertThat(CUT).wasNotTrimmed(), "OVERTHINKING");
    fails(() -> assertThat(CUT).wasTrimmedBecauseOf(CutReason.REPETITION), "OVERTHINKING");
    fails(() -> assertThat(CUT).keptAtMost(39), "40 were");
    fails(() -> assertThat(CUT).savedAtLeast(76, FULL), "75.0 % were");
    fails(() -> assertThat(FULL).savedAtLeast(0, FULL), "was not");
  }

  @Test
  void savedAtLeast_unknownUsage_fails() {
    ChatResponse unknown = ChatResponse.builder().aiMessage(AiMessage.from("391")).build();

    fails(() -> assertThat(CUT).savedAtLeast(1, unknown), "its usage is null");
  }

  private static void fails(Runnable assertion, String message) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(assertion::run)
        .withMessageContaining(message);
  }

  private static TokenUsage usage(int output) {
    return new TokenUsage(20, output);
  }
}
