package dev.pith.plugin.local.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ToolCallParserTest {

  private static final String ADD = "{\"name\": \"add\", \"arguments\": {\"a\": 1}}";
  private static final String ADDED = "!add{\"a\":1}";

  static Stream<Arguments> calls() {
    return Stream.of(
        Arguments.of("<tool_call>\n" + ADD + "\n</tool_call>", ADDED),
        Arguments.of("<tool_call>" + ADD + "</tool_call>", ADDED),
        Arguments.of("I add. \n<tool_call> \n " + ADD + " </tool_call>\n\n", "I add." + ADDED),
        Arguments.of(
            "<tool_call>" + ADD + "</tool_call>\n<tool_call>" + ADD + "</tool_call>",
            ADDED + ADDED),
        Arguments.of("<tool_call>" + ADD + "\n<tool_call>" + ADD, ADDED + ADDED),
        Arguments.of("<tool_call>" + ADD + "</tool_call> Done. ", ADDED + " Done. "),
        Arguments.of("<tool_call>" + ADD + "</tool_c", ADDED),
        Arguments.of("\n<<tool_call>" + ADD + "</tool_call>", "\n<" + ADDED),
        Arguments.of("<tool_call>{\"name\":\"now\"}</tool_call>", "!now{}"),
        Arguments.of("<tool_call>{\"arguments\":null,\"name\":\"now\"}</tool_call>", "!now{}"),
        Arguments.of(
            "<tool_call>{\"name\":\"add\",\"arguments\":\"{\\\"a\\\": 1}\"}</tool_call>", ADDED),
        Arguments.of(
            "<tool_call>{\"name\":\"say\",\"arguments\":{\"x\":\"} \\\" </tool_call>\nb\","
                + "\"y\":[1.10,{}]}}</tool_call>",
            "!say{\"x\":\"} \\\" </tool_call>\\nb\",\"y\":[1.10,{}]}"));
  }

  static Stream<String> texts() {
    return Stream.of(
        "",
        "No call.",
        " \n ",
        "a < b <tool <tool_ca",
        "<tool_call>",
        "<tool_call> \n",
        "<tool_call>none</tool_call>",
        "<tool_call>{\"name\": \"add\", \"arg",
        "<tool_call>{\"name\": \"add\"} and more</tool_call>",
        "<tool_call>{\"name\": \"add\"}}</tool_call>",
        "<tool_call>{\"name\": 7, \"arguments\": {}}</tool_call>",
        "<tool_call>{\"name\": \" \"}</tool_call>",
        "<tool_call>{\"arguments\": {}}</tool_call>",
        "<tool_call>{\"name\": \"add\", \"arguments\": [1]}</tool_call>",
        "<tool_call>{\"name\": \"add\", \"arguments\": \"1\"}</tool_call>",
        "<tool_call>{'name': 'add'}</tool_call>",
        "<tool_call>{\"name\": \"add\" \"arguments\": {}}</tool_call>",
        "</tool_call>",
        "x\n\n<tool_call>[" + ADD + "]</tool_call>\n");
  }

  @ParameterizedTest
  @MethodSource("calls")
  void onText_calls_areToldFromTextAtAnyCut(String text, String expected) {
    for (int size = 1; size <= text.length(); size++) {
      assertThat(String.join("", read(text, size))).as("size %s", size).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void onText_noCallOrABrokenOne_isTextAsItWasAtAnyCut(String text) {
    for (int size = 1; size <= Math.max(1, text.length()); size++) {
      assertThat(String.join("", read(text, size))).as("size %s", size).isEqualTo(text);
    }
  }

  @Test
  void onText_callBehindABrokenOne_isFound() {
    String broken = "<tool_call>{\"name\": \"a, \"arguments\": {}}</tool_call>\n";

    for (String text : List.of(broken, "<tool_call>", "<tool_call>{", "<tool_call>{\"a\":")) {
      assertThat(String.join("", read(text + "<tool_call>" + ADD + "</tool_call>", 1)))
          .isEqualTo(text.strip() + ADDED);
    }
  }

  @Test
  void onText_textThatOnlyBeginsLikeATag_comesAtOnce() {
    List<String> events = new ArrayList<>();
    ToolCallParser parser = parser(events);

    parser.onText("a <tool");
    assertThat(events).containsExactly("a");
    parser.onText("s");
    assertThat(events).containsExactly("a", " <tools");
  }

  @Test
  void onText_endTag_reportsTheCallWithoutWaiting() {
    List<String> events = new ArrayList<>();
    ToolCallParser parser = parser(events);

    parser.onText("<tool_call>" + ADD);
    assertThat(events).isEmpty();
    parser.onText("</tool_call>");
    assertThat(events).containsExactly(ADDED);
  }

  @Test
  void onEnd_manyBrokenCalls_isTextInLittleTime() {
    String text = "<tool_call>{\"".repeat(20_000);

    assertThat(String.join("", read(text, 1000))).isEqualTo(text);
  }

  private static List<String> read(String text, int size) {
    List<String> events = new ArrayList<>();
    ToolCallParser parser = parser(events);
    for (int i = 0; i < text.length(); i += size) {
      parser.onText(text.substring(i, Math.min(text.length(), i + size)));
    }
    parser.onEnd();
    assertThat(events).doesNotContain("");
    return events;
  }

  private static ToolCallParser parser(List<String> events) {
    return new ToolCallParser(
        new ToolCallParser.Listener() {
          @Override
          public void onText(String text) {
            events.add(text);
          }

          @Override
          public void onCall(String name, String arguments) {
            events.add("!" + name + arguments);
          }
        });
  }
}
