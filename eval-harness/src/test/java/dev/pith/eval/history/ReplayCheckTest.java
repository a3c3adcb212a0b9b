package dev.pith.eval.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.eval.history.ReplayCheck.Violation;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayCheckTest {
  private static final String BODY =
      """
      {"model":"m","messages":[{"role":"system","content":"rules"},{"role":"user","content":"one"},\
      {"role":"assistant","reasoning_content":"First.\\n\\nSecond.\\n\\nThird.","content":"A1",\
      "tool_calls":[{"id":"c","function":{"name":"f","arguments":"{}"}}]},\
      {"role":"tool","tool_call_id":"c","content":"result"},\
      {"role":"assistant","content":"<think>Inline one.\\n\\nInline two.</think>A2"},\
      {"role":"user","content":"two"},\
      {"role":"assistant","reasoning_content":"Running.\\n\\nStill.","content":""},\
      {"role":"tool","tool_call_id":"d","content":"other"}]}""";

  private final ReplayCheck check = new ReplayCheck();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] changed(String what, String by) {
    assertThat(BODY).containsOnlyOnce(what);
    return bytes(BODY.replace(what, by));
  }

  @Test
  void look_pastThoughtInShort_isAsItMustBe() {
    String shorter = BODY.replace("\\n\\nSecond.", "").replace("Inline one.\\n\\n", "");

    assertThat(check.look(bytes(BODY), bytes(shorter))).isEmpty();
    assertThat(check.look(bytes(BODY), bytes(shorter))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "rules, rule, NOT_REASONING",
    "one\"}, won\"}, NOT_REASONING",
    "result, resul, NOT_REASONING",
    "other, another, NOT_REASONING",
    "A1, A, NOT_REASONING",
    "</think>A2, </think>A, NOT_REASONING",
    "</think>A2, </think>, NOT_REASONING",
    "\"id\":\"c\", \"id\":\"x\", NOT_REASONING",
    "\"model\":\"m\", \"model\":\"n\", NOT_REASONING",
    "\"messages\", ' \"messages\"', NOT_REASONING",
    "Running., Ran., RUNNING_TURN",
    "Running.\\n\\n, '', RUNNING_TURN",
    "First., Fourth., REWORDED",
    "First.\\n\\nSecond., Second.\\n\\nFirst., REWORDED",
    "Inline one., In line., REWORDED"
  })
  void look_changeThatMustNotBe_isSeen(String what, String by, Violation kind) {
    assertThat(check.look(bytes(BODY), changed(what, by))).containsExactly(kind);
  }

  @Test
  void look_messageLeftOut_isSeen() {
    byte[] less = changed(",{\"role\":\"tool\",\"tool_call_id\":\"d\",\"content\":\"other\"}", "");

    assertThat(check.look(bytes(BODY), less)).containsExactly(Violation.NOT_REASONING);
  }

  @Test
  void look_pastMessageInAnotherFormThanBefore_isSeen() {
    check.look(bytes(BODY), changed("\\n\\nSecond.", ""));

    assertThat(check.look(bytes(BODY), bytes(BODY))).containsExactly(Violation.UNSTABLE);
  }

  @Test
  void look_thoughtThatHasBecomePast_mayBeShortenedOnce() {
    String next =
        BODY.substring(0, BODY.length() - 2) + ",{\"role\":\"user\",\"content\":\"three\"}]}";
    String shorter = next.replace("\\n\\nStill.", "");

    assertThat(check.look(bytes(BODY), bytes(BODY))).isEmpty();
    assertThat(check.look(bytes(next), bytes(shorter))).isEmpty();
    assertThat(check.look(bytes(next), bytes(next))).containsExactly(Violation.UNSTABLE);
  }
}
