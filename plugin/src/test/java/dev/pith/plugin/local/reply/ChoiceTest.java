package dev.pith.plugin.local.reply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.local.request.Prompt;
import dev.pith.plugin.local.request.ToolUse;
import dev.pith.ragcache.generate.FinishReason;
import dev.pith.ragcache.generate.GeneratedToken;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChoiceTest {

  private static final String ANSWER = "<think>I add. It is 4.</think>\n\nThe sum is 4.";

  @Test
  void onToken_anyCut_thinkingAndAnswerAreTheSame() {
    for (int size = 1; size <= ANSWER.length(); size++) {
      Choice choice = choice(false);

      feed(choice, ANSWER, size);
      choice.onEnd(FinishReason.END, "");

      Delta all = choice.take();
      assertThat(all.reasoning()).as("size %s", size).isEqualTo("I add. It is 4.");
      assertThat(all.content()).as("size %s", size).isEqualTo("\n\nThe sum is 4.");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "<think> I add. </think> 4, 4",
    "<th ink> I </th ink> 4, 5",
    "I add, 0",
    "<think> I add, 3",
    "<think> </think> 4 5, 2",
    "<think> a</think>b c, 2"
  })
  void reasoningTokens_countThinkingAndItsTags(String tokens, int expected) {
    Choice choice = choice(false);

    for (String token : tokens.split(" ", -1)) {
      token(choice, token);
    }
    choice.onEnd(FinishReason.END, "");

    assertThat(choice.reasoningTokens()).isEqualTo(expected);
  }

  @Test
  void onToken_promptLeftThinkingOpen_beginsWithThinking() {
    Choice choice = choice(true);

    feed(choice, "so 4</think>4", 1);
    choice.onEnd(FinishReason.END, "");

    assertThat(choice.take().reasoning()).isEqualTo("so 4");
    assertThat(choice.reasoningTokens()).isEqualTo("so 4</think>".length());
    assertThat(choice.tokens()).isEqualTo("so 4</think>4".length());
  }

  @Test
  void onEnd_insideThinking_everythingIsThinking() {
    Choice choice = choice(false);

    feed(choice, "<think>so 4</thi", 1);
    choice.onEnd(FinishReason.MAX_TOKENS, "");

    assertThat(choice.take().reasoning()).isEqualTo("so 4</thi");
    assertThat(choice.reasoningTokens()).isEqualTo(choice.tokens());
    assertThat(choice.finishReason()).isEqualTo("length");
  }

  @Test
  void onEnd_tail_belongsToTheAnswer() {
    Choice choice = choice(false);

    feed(choice, "4", 1);
    choice.onEnd(FinishReason.END, "2");

    assertThat(choice.take().content()).isEqualTo("42");
  }

  @Test
  void stopText_anyCut_endsTheAnswerAndNotTheThinking() {
    String text = "<think>a\n\nb END</think>\n\nc d\n\ne";
    for (int size = 1; size <= text.length(); size++) {
      Choice choice = choice(false, List.of("END", "\n\n"));

      feed(choice, text, size);
      boolean stopped = choice.isStopped();
      choice.onEnd(FinishReason.STOP_TEXT, "");

      Delta all = choice.take();
      assertThat(stopped).as("size %s", size).isTrue();
      assertThat(all.reasoning()).as("size %s", size).isEqualTo("a\n\nb END");
      assertThat(all.content()).as("size %s", size).isEqualTo("\n\nc d");
    }
  }

  @Test
  void stopText_halfOfItAtTheEnd_isAnswer() {
    Choice choice = choice(false, List.of("END"));

    feed(choice, "c EN", 1);
    choice.onEnd(FinishReason.END, "");

    assertThat(choice.take().content()).isEqualTo("c EN");
  }

  @Test
  void take_halfATag_waits() {
    Choice choice = choice(false);

    feed(choice, "<thi", 4);

    assertThat(choice.hasNews()).isFalse();
    assertThat(choice.take().tokens()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(FinishReason.class)
  void finishReason_every_hasItsNameInTheApi(FinishReason reason) {
    Choice choice = choice(false);

    assertThat(choice.finishReason()).isNull();
    choice.onEnd(reason, "");

    boolean byItself = reason == FinishReason.END || reason == FinishReason.STOP_TEXT;
    assertThat(choice.finishReason()).isEqualTo(byItself ? "stop" : "length");
  }

  @ParameterizedTest
  @EnumSource(ToolUse.class)
  void onToken_calls_areTakenAsFarAsTheyMayBeMade(ToolUse tools) {
    String calls = "<tool_call>{\"name\":\"a\"}</tool_call>".repeat(2);
    for (int size = 1; size <= calls.length(); size++) {
      Choice choice = choice(false, List.of(), tools);

      feed(choice, "<think>t</think>\n" + calls + "x", size);
      boolean stopped = choice.isStopped();
      choice.onEnd(FinishReason.END, "");

      int allowed = tools == ToolUse.NONE ? 0 : tools == ToolUse.ONE_CALL ? 1 : 2;
      Delta all = choice.take();
      assertThat(all.calls()).as("size %s", size).hasSize(allowed);
      assertThat(choice.calls()).isEqualTo(allowed);
      assertThat(stopped).isEqualTo(tools == ToolUse.ONE_CALL);
      assertThat(choice.finishReason()).isEqualTo(allowed == 0 ? "stop" : "tool_calls");
      assertThat(all.content())
          .as("size %s", size)
          .isEqualTo(List.of("\n" + calls + "x", "", "x").get(allowed));
    }
  }

  @Test
  void onEnd_limitBehindACall_isStillLength() {
    Choice choice = choice(false, List.of(), ToolUse.CALLS);

    feed(choice, "<tool_call>{\"name\":\"a\"}</tool_call>", 3);
    choice.onEnd(FinishReason.MAX_TOKENS, "");

    assertThat(choice.finishReason()).isEqualTo("length");
    assertThat(choice.take().calls()).hasSize(1);
  }

  private static Choice choice(boolean insideThinking) {
    return choice(insideThinking, List.of());
  }

  private static Choice choice(boolean insideThinking, List<String> stopTexts) {
    return choice(insideThinking, stopTexts, ToolUse.NONE);
  }

  private static Choice choice(boolean insideThinking, List<String> stopTexts, ToolUse tools) {
    Prompt prompt = new Prompt(new int[] {1}, insideThinking);
    return new Choice(0, prompt, true, stopTexts, tools, true, 0);
  }

  private static void feed(Choice choice, String text, int size) {
    for (int i = 0; i < text.length(); i += size) {
      token(choice, text.substring(i, Math.min(text.length(), i + size)));
    }
  }

  private static void token(Choice choice, String text) {
    choice.onToken(new GeneratedToken(7, text, -1, List.of()), 0);
  }
}
