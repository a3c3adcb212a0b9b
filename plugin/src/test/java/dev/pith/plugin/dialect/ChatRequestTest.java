package dev.pith.plugin.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatRequestTest {

  @Test
  void parse_plainRequest_readsItsMembers() {
    ChatRequest request =
        Requests.of(
            """
            {"model":"m","stream":true,"max_tokens":100,"stream_options":{"include_usage":true},
             "messages":[{"role":"system","content":"s"},{"role":"user","content":"first"},
              {"role":"assistant","content":"a"},{"role":"user","content":"second"}]}""");

    assertThat(request.model()).contains("m");
    assertThat(request.stream()).isTrue();
    assertThat(request.wantsUsage()).isTrue();
    assertThat(request.maxTokens()).hasValue(100);
    assertThat(request.question()).isEqualTo("second");
    assertThat(request.untrimmable(false)).isEmpty();
  }

  @Test
  void question_severalParts_joinsTheTexts() {
    ChatRequest request =
        Requests.of(
            """
            {"messages":[{"role":"user","content":[{"type":"text","text":"one"},
              {"type":"image_url","image_url":{}},{"type":"text","text":"two"}]}]}""");

    assertThat(request.question()).isEqualTo("one\ntwo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"messages\":[]}",
        "{\"messages\":null}",
        "{\"messages\":\"hello\"}",
        "{\"messages\":[{\"role\":\"user\"}]}",
        "{\"messages\":[{\"role\":\"user\",\"content\":5}]}",
        "{\"messages\":[null,[],7,{\"role\":\"system\",\"content\":\"s\"}]}"
      })
  void question_noUserText_empty(String body) {
    assertThat(Requests.of(body).question()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"max_tokens":7}                             | 7
          {"max_completion_tokens":8,"max_tokens":7}   | 8
          {"max_tokens":100.0}                         | 100
          {"max_tokens":99999999999999999999}          |
          {"max_tokens":1e999999999}                   |
          {"max_tokens":-1}                            |
          {"max_tokens":1.5}                           |
          {"max_tokens":"7"}                           |
          {"max_tokens":null}                          |
          """)
  void maxTokens_anyNumber_presentOnlyIfItIsACount(String body, Long expected) {
    ChatRequest request = Requests.of(body);

    if (expected == null) {
      assertThat(request.maxTokens()).isEmpty();
    } else {
      assertThat(request.maxTokens()).hasValue(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                          | true
          {"stream":false}                                            | true
          {"stream":true}                                             | false
          {"stream":true,"stream_options":null}                       | false
          {"stream":true,"stream_options":{"include_usage":true}}     | true
          {"stream":true,"stream_options":{"include_usage":"true"}}   | false
          """)
  void wantsUsage_dependsOnTheStream(String body, boolean expected) {
    assertThat(Requests.of(body).wantsUsage()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"model": "m",\\n "n": }   | line 2, column 7  | expected a valid value
          {"a":1                     | line 1, column    | (start marker at [line: 1, column: 1])
          {'a':1}                    | line 1, column 2  | double-quote
          {"a":1} x                  | line 1, column 9  | x
          {"a":1}{"b":2}             | line 1, column 8  | end of the body
          [1,2]                      | array             | JSON object
          "text"                     | string            | JSON object
          null                       | null              | JSON object
          ``                         | empty             | JSON object
          """)
  void parse_notAnObject_saysWhereAndWhatWasExpected(String body, String place, String expected) {
    byte[] bytes = body.replace("\\n", "\n").getBytes(UTF_8);

    assertThatThrownBy(() -> ChatRequest.parse(bytes))
        .isInstanceOf(BadChatRequestException.class)
        .hasMessageContaining(place)
        .hasMessageContaining(expected);
  }

  @Test
  void parse_notUtf8_saysAtWhichByte() {
    byte[] bytes = {'{', '"', (byte) 0xC3, '"', '}'};

    assertThatThrownBy(() -> ChatRequest.parse(bytes))
        .isInstanceOf(BadChatRequestException.class)
        .hasMessageContaining("UTF-8 at byte 2");
  }

  @Test
  void parse_endsInsideACharacter_isNotUtf8() {
    byte[] bytes = {'{', '}', (byte) 0xC3};

    assertThatThrownBy(() -> ChatRequest.parse(bytes))
        .isInstanceOf(BadChatRequestException.class)
        .hasMessageContaining("UTF-8 at byte 2");
  }

  @Test
  void parse_nestedTooDeeply_refused() {
    byte[] bytes = ("{\"a\":" + "[".repeat(100_000)).getBytes(UTF_8);

    assertThatThrownBy(() -> ChatRequest.parse(bytes)).isInstanceOf(BadChatRequestException.class);
  }

  @Test
  void parse_longString_accepted() {
    String image = "x".repeat(21_000_000);

    assertThat(Requests.of("{\"user\":\"" + image + "\"}").body()).hasSize(21_000_011);
  }

  @Test
  void parse_damagedAnywhere_neverFailsOtherwise() {
    String whole = new String(Requests.streamingWithUsage().body(), UTF_8);
    for (long seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = whole.getBytes(UTF_8);
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] =
            (byte) "{}[]\",:0x\n\u00ff".charAt(random.nextInt(11));
      }
      try {
        ChatRequest request = ChatRequest.parse(bytes);
        assertThat(request.question()).as("seed %s", seed).isNotNull();
        assertThat(request.untrimmable(false)).as("seed %s", seed).isNotNull();
      } catch (BadChatRequestException expected) {
        assertThat(expected).as("seed %s", seed).hasMessageStartingWith("request body");
      }
    }
  }
}
