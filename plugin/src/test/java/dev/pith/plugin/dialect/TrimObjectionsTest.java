package dev.pith.plugin.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrimObjectionsTest {
  private static final String QUESTION = "\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "n":2                                          | several-choices
          "n":"2"                                        | several-choices
          "best_of":3                                    | several-choices
          "use_beam_search":true                         | several-choices
          "tool_choice":"required"                       | forced-tool-choice
          "tool_choice":{"type":"function"}              | forced-tool-choice
          "function_call":{"name":"f"}                   | forced-tool-choice
          "seed":0                                       | client-seed
          "logprobs":true                                | logprobs
          "logprobs":0                                   | logprobs
          "prompt_logprobs":1                            | logprobs
          "return_token_ids":true                        | token-ids
          "echo":true                                    | echo
          "modalities":["text","audio"]                  | media
          "audio":{"voice":"v"}                          | media
          "include_reasoning":false                      | hidden-reasoning
          "stream_reasoning":false                       | hidden-reasoning
          "reasoning":{"exclude":true}                   | hidden-reasoning
          "reasoning_format":"hidden"                    | hidden-reasoning
          "continue_final_message":"content"             | prefilled-answer
          "add_generation_prompt":false                  | prefilled-answer
          """)
  void untrimmable_riskyMember_namesTheReason(String member, String reason) {
    ChatRequest request = Requests.of("{" + member + "," + QUESTION + "}");

    assertThat(request.untrimmable(false)).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "n":1
          "n":null
          "n":1.0
          "tools":[]
          "tools":null
          "tool_choice":"none"
          "seed":null
          "response_format":{"type":"text"}
          "response_format":null
          "logprobs":false
          "top_logprobs":null
          "echo":false
          "include_reasoning":true
          "reasoning":{"effort":"high"}
          "continue_final_message":false
          "modalities":["text"]
          "stop":["x"]
          "user":"u"
          """)
  void untrimmable_harmlessMember_empty(String member) {
    ChatRequest request = Requests.of("{" + member + "," + QUESTION + "}");

    assertThat(request.untrimmable(false)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"prompt":"p"}                                                              | no-messages
          {"messages":[]}                                                             | no-messages
          {"messages":"text"}                                                         | no-messages
          {"messages":[{"role":"user","content":"?"},{"role":"assistant"}]}           | prefilled-answer
          {"n":1,"n":2,"messages":[{"role":"user","content":"?"}]}                    | duplicate-members
          """)
  void untrimmable_riskyMessages_namesTheReason(String body, String reason) {
    assertThat(Requests.of(body).untrimmable(false)).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]
          [{"role":"user","content":[{"type":"text","text":"a"},{"text":"b","type":"text"}]}]
          [{"role":"tool","content":"1"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]
          """)
  void untrimmable_severalTurns_empty(String messages) {
    assertThat(Requests.of("{\"messages\":" + messages + "}").untrimmable(false)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "tools":[{"type":"function"}]            | [TOOLS]
          "functions":[{"name":"f"}]               | [TOOLS]
          "tools":[]                               | []
          "response_format":{"type":"json_object"} | [STRUCTURED_OUTPUT]
          "response_format":"json"                 | [STRUCTURED_OUTPUT]
          "response_format":{"type":"text"}        | []
          "guided_json":{}                         | [STRUCTURED_OUTPUT]
          "grammar":"root","tools":[{}]            | [TOOLS, STRUCTURED_OUTPUT]
          """)
  void needs_member_isWhatAMethodMustCarry(String member, String needs) {
    ChatRequest request = Requests.of("{" + member + "," + QUESTION + "}");

    assertThat(request.untrimmable(false)).isEmpty();
    assertThat(request.needs()).hasToString(needs);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"role":"user","content":[{"type":"image_url"}]}                          | [MEDIA]
          {"role":"user","content":[{"type":"input_audio"}]}                        | [MEDIA]
          {"role":"user","content":[{"type":"text","text":"?"}]}                    | []
          {"role":"user","content":"?"},{"role":"tool","content":"1"}               | [TOOLS]
          {"role":"tool","content":"1"},{"role":"user","content":"?"}               | []
          """)
  void needs_messages_areWhatAMethodMustCarry(String messages, String needs) {
    ChatRequest request = Requests.of("{\"messages\":[" + messages + "]}");

    assertThat(request.needs()).hasToString(needs);
  }
}
