package dev.pith.plugin.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WatchedDialectTest {

  private static final WatchedDialect MESSAGES = WatchedDialect.anthropicMessages();
  private static final WatchedDialect RESPONSES = WatchedDialect.openAiResponses();

  @Test
  void messages_toolLoop_isReadAsOne() throws BadChatRequestException {
    ModelRequest request =
        messages(
            """
            {"model":"claude-x","max_tokens":4096,"stream":true,"tools":[{"name":"f"}],
             "system":[{"type":"text","text":"Be brief."}],
             "messages":[
              {"role":"user","content":[{"type":"text","text":"17*23?"}]},
              {"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"Eq"},
                {"type":"tool_use","id":"toolu_1","name":"f","input":{}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1",
                "content":"391"}]}]}""");

    assertThat(request.model()).hasValue("claude-x");
    assertThat(request.stream()).isTrue();
    assertThat(request.question()).isEqualTo("17*23?");
    assertThat(request.firstQuestion()).isEqualTo("17*23?");
    assertThat(request.promptChars()).isEqualTo(15);
    assertThat(request.goesOn()).isTrue();
    assertThat(request.bringsToolResult()).isTrue();
    assertThat(request.offersTools()).isTrue();
    assertThat(request.maxTokens()).hasValue(4_096);
  }

  @Test
  void responses_items_areReadAsAConversation() throws BadChatRequestException {
    ModelRequest request =
        responses(
            """
            {"model":"gpt-x","max_output_tokens":900,"instructions":"Be brief.",
             "tools":[{"type":"function","name":"f"}],
             "input":[
              {"role":"user","content":[{"type":"input_text","text":"17*23?"}]},
              {"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gA"},
              {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
              {"type":"function_call_output","call_id":"c1","output":"391"}]}""");

    assertThat(request.model()).hasValue("gpt-x");
    assertThat(request.stream()).isFalse();
    assertThat(request.question()).isEqualTo("17*23?");
    assertThat(request.promptChars()).isEqualTo(15);
    assertThat(request.goesOn()).isFalse();
    assertThat(request.bringsToolResult()).isTrue();
    assertThat(request.offersTools()).isTrue();
    assertThat(request.maxTokens()).hasValue(900);
  }

  @Test
  void responses_plainText_isTheQuestion() throws BadChatRequestException {
    ModelRequest request = responses("{\"input\":\"17*23?\",\"previous_response_id\":\"resp_0\"}");

    assertThat(request.question()).isEqualTo("17*23?");
    assertThat(request.firstQuestion()).isEqualTo("17*23?");
    assertThat(request.goesOn()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"messages\":5,\"input\":5,\"system\":5,\"tools\":5,\"thinking\":5}",
        "{\"messages\":[null,[],7],\"input\":[null,[],7],\"model\":5,\"stream\":\"x\"}"
      })
  void parse_oddMembers_countAsAbsent(String body) throws BadChatRequestException {
    for (ModelRequest request : new ModelRequest[] {messages(body), responses(body)}) {
      assertThat(request.question()).isEmpty();
      assertThat(request.firstQuestion()).isEmpty();
      assertThat(request.promptChars()).isZero();
      assertThat(request.goesOn()).isFalse();
      assertThat(request.bringsToolResult()).isFalse();
      assertThat(request.offersTools()).isFalse();
      assertThat(request.maxTokens()).isEmpty();
    }
  }

  @Test
  void parse_noObject_refused() {
    assertThatThrownBy(() -> messages("[]")).isInstanceOf(BadChatRequestException.class);
    assertThatThrownBy(() -> responses("{")).isInstanceOf(BadChatRequestException.class);
  }

  @ParameterizedTest
  @CsvSource({"2000, 2000", "1024, 1024", "100, 1024", "3999, 3999"})
  void limited_messagesAboveTheLimit_onlyTheBudgetChanges(long tokens, String written)
      throws BadChatRequestException {
    String body =
        "{ \"max_tokens\" : 8e3,\"thinking\":{\"budget_tokens\" :4000, \"type\":\"enabled\"},"
            + "\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\","
            + "\"signature\":\"Eq\\/+=\",\"thinking\":\"\\u00e9\"}]}] }";

    ModelRequest limited = MESSAGES.limited(messages(body), tokens);

    assertThat(new String(limited.body(), UTF_8)).isEqualTo(body.replace("4000", written));
    assertThat(MESSAGES.budget(limited)).hasValue(Long.parseLong(written));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}}",
        "{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}}",
        "{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":\"9000\"}}",
        "{\"thinking\":{\"type\":\"enabled\"}}",
        "{\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"high\"}}",
        "{\"thinking\":{\"type\":\"disabled\",\"budget_tokens\":9000}}",
        "{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":9000,\"budget_tokens\":9000}}"
      })
  void limited_messagesWithNothingToLower_staysAsItIs(String body) throws BadChatRequestException {
    ModelRequest request = messages(body);

    assertThat(MESSAGES.limited(request, 2_000)).isSameAs(request);
  }

  @Test
  void limited_responses_staysAsItIs() throws BadChatRequestException {
    ModelRequest request = responses("{\"reasoning\":{\"effort\":\"high\"}}");

    assertThat(RESPONSES.limited(request, 2_000)).isSameAs(request);
    assertThat(RESPONSES.budget(request)).isEmpty();
    assertThat(RESPONSES.hasLever()).isFalse();
  }

  private static ModelRequest messages(String body) throws BadChatRequestException {
    return MESSAGES.parse(body.getBytes(UTF_8));
  }

  private static ModelRequest responses(String body) throws BadChatRequestException {
    return RESPONSES.parse(body.getBytes(UTF_8));
  }
}
