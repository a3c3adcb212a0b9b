package dev.pith.plugin.dialect.stop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ContinuationShape;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenderedPromptTest {

  private static final ContinuationShape TAGS = ContinuationShape.THINK_TAGS;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          U?A|<think>|S|</think>||;             '';
          U?A|<think>S</think>;                 '';
          U?A|<think>|S|</think>||**F**;        '';                                       **F**
          U?A||;                                the template drops thinking;
          U?A|<think>|S;                        the template leaves the thinking open;
          U?A|<think>|S more|</think>;          the template adds to the thinking;
          U?A|<think>|S|</think>||<|im_end|>|;  the template ends the turn;
          U?A|<think>|S|</think>||<think>|;     the template opens a thinking again;
          U?A|<think>|S|</think>||Hello;        the template adds to the answer;
          U?A|<think>|S|</think>||;             the template adds to the answer;           **F**
          """)
  void faultOf_prefill_saysWhatTheTemplateDoes(String prompt, String fault, String head) {
    String rendered = prompt.replaceAll("(?<!<)\\|(?!im_end|>)", "\n");

    assertThat(RenderedPrompt.faultOf(rendered, "S", head == null ? "" : head, TAGS))
        .isEqualTo(fault);
  }

  @ParameterizedTest
  @CsvSource({
    "U?A:, 'U?A:<think>|a. So.|</think>||'",
    "'U?A:<think>|', 'U?A:<think>|a. So.|</think>||'",
    "U?A:<think>, 'U?A:<think>a. So.|</think>||'"
  })
  void goingOn_promptThatMayBeginTheThinking_opensItOnce(String prompt, String expected)
      throws BadChatRequestException {
    CutPoint cut =
        CutPoint.ofText(
            ChatRequest.parse(
                "{\"messages\":[]}".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            "a. ",
            "So.",
            OptionalLong.empty());

    String goesOn = RenderedPrompt.goingOn(prompt.replace('|', '\n'), cut, TAGS);

    assertThat(goesOn.replace('\n', '|')).isEqualTo(expected);
  }
}
