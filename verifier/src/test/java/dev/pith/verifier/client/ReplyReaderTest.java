package dev.pith.verifier.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transcripts of answers with log-probabilities, as servers write them. */
class ReplyReaderTest {

  static final String OPENAI_CHAT =
      """
      {"id":"chatcmpl-1","object":"chat.completion","created":1790000000,"model":"m",
       "choices":[{"index":0,"message":{"role":"assistant","content":"Yes","refusal":null},
        "logprobs":{"content":[{"token":"Yes","logprob":-0.6931472,"bytes":[89,101,115],
          "top_logprobs":[{"token":"Yes","logprob":-0.6931472,"bytes":[89,101,115]},
            {"token":"No","logprob":-1.3862944,"bytes":[78,111]},
            {"token":"The","logprob":-3.0,"bytes":[84,104,101]}]}],"refusal":null},
        "finish_reason":"length"}],
       "usage":{"prompt_tokens":310,"completion_tokens":1,"total_tokens":311,
        "prompt_tokens_details":{"cached_tokens":256,"audio_tokens":0}},
       "system_fingerprint":"fp"}
      """;

  private static final String VLLM_CHAT =
      """
      {"id":"chatcmpl-V","object":"chat.completion","created":1790000000,"model":"m",
       "choices":[{"index":0,"message":{"role":"assistant","content":" Yes","reasoning":null},
        "logprobs":{"content":[{"token":" Yes","logprob":-0.6931472,"bytes":[32,89,101,115],
          "top_logprobs":[{"token":" Yes","logprob":-0.6931472,"bytes":[32,89,101,115]},
            {"token":" No","logprob":-1.3862944,"bytes":[32,78,111]},
            {"token":"<unk>","logprob":-9999.0,"bytes":[]}]}]},
        "finish_reason":"length","stop_reason":null,"token_ids":null}],
       "usage":{"prompt_tokens":310,"total_tokens":311,"completion_tokens":1,
        "prompt_tokens_details":null},"prompt_logprobs":null,"kv_transfer_params":null}
      """;

  private static final String SGLANG_CHAT =
      """
      {"id":"s","object":"chat.completion","created":1790000000,"model":"m",
       "choices":[{"index":0,"message":{"role":"assistant","content":"Yes",
         "reasoning_content":null,"tool_calls":null},
        "logprobs":{"content":[{"token":"Yes","bytes":[89,101,115],"logprob":-0.6931472,
          "top_logprobs":[{"token":"Yes","bytes":[89,101,115],"logprob":-0.6931472},
            {"token":"No","bytes":[78,111],"logprob":-1.3862944}]}]},
        "finish_reason":"length","matched_stop":null}],
       "usage":{"prompt_tokens":310,"total_tokens":311,"completion_tokens":1,
        "prompt_tokens_details":null,"reasoning_tokens":0}}
      """;

  private static final String LLAMA_SERVER =
      """
      {"choices":[{"finish_reason":"length","index":0,
        "message":{"role":"assistant","content":"Yes"},
        "logprobs":{"content":[{"id":9642,"token":"Yes","bytes":[89,101,115],
          "logprob":-0.6931472,"top_logprobs":[
            {"id":9642,"token":"Yes","bytes":[89,101,115],"logprob":-0.6931472},
            {"id":2822,"token":"No","bytes":[78,111],"logprob":-1.3862944}]}]}}],
       "created":1790000000,"model":"m","system_fingerprint":"b1","object":"chat.completion",
       "usage":{"completion_tokens":1,"prompt_tokens":310,"total_tokens":311,
        "prompt_tokens_details":{"cached_tokens":300}},
       "id":"c","timings":{"cache_n":300,"prompt_n":10,"predicted_n":1}}
      """;

  private static final String OLLAMA_CHAT =
      """
      {"id":"chatcmpl-9","object":"chat.completion","created":1790000000,"model":"m",
       "system_fingerprint":"fp_ollama","choices":[{"index":0,
        "message":{"role":"assistant","content":"Yes"},"finish_reason":"length",
        "logprobs":{"content":[{"token":"Yes","logprob":-0.6931472,"bytes":[89,101,115],
          "top_logprobs":[{"token":"Yes","logprob":-0.6931472,"bytes":[89,101,115]},
            {"token":"No","logprob":-1.3862944,"bytes":[78,111]}]}]}}],
       "usage":{"prompt_tokens":310,"completion_tokens":1,"total_tokens":311}}
      """;

  static final String VLLM_COMPLETION =
      """
      {"id":"cmpl-1","object":"text_completion","created":1790000000,"model":"m",
       "choices":[{"index":0,"text":" Yes","logprobs":{"text_offset":[0],
         "token_logprobs":[-0.6931472],"tokens":[" Yes"],
         "top_logprobs":[{" Yes":-0.6931472," No":-1.3862944,"\\n":-4.0}]},
        "finish_reason":"length","stop_reason":null,"prompt_logprobs":null}],
       "usage":{"prompt_tokens":310,"total_tokens":311,"completion_tokens":1,
        "prompt_tokens_details":null}}
      """;

  private static final String LLAMA_SERVER_COMPLETION =
      """
      {"choices":[{"text":" Yes","index":0,"logprobs":{"content":[{"id":7566,"token":" Yes",
         "bytes":[32,89,101,115],"logprob":-0.6931472,"top_logprobs":[
          {"id":7566,"token":" Yes","bytes":[32,89,101,115],"logprob":-0.6931472},
          {"id":2360,"token":" No","bytes":[32,78,111],"logprob":-1.3862944}]}]},
        "finish_reason":"length"}],"created":1790000000,"model":"m","object":"text_completion",
       "usage":{"completion_tokens":1,"prompt_tokens":310,"total_tokens":311}}
      """;

  private static final String CHAT_IN_THE_OLD_SHAPE =
      """
      {"id":"t","object":"chat.completion","model":"m","choices":[{"index":0,
        "message":{"role":"assistant","content":"Yes"},"finish_reason":"length",
        "logprobs":{"tokens":["Yes"],"token_logprobs":[-0.6931472],
         "top_logprobs":[{"Yes":-0.6931472,"No":-1.3862944}]}}],
       "usage":{"prompt_tokens":310,"completion_tokens":1,"total_tokens":311}}
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        OPENAI_CHAT,
        VLLM_CHAT,
        SGLANG_CHAT,
        LLAMA_SERVER,
        OLLAMA_CHAT,
        VLLM_COMPLETION,
        LLAMA_SERVER_COMPLETION,
        CHAT_IN_THE_OLD_SHAPE
      })
  void read_everyServer_isTheSameProbabilityAndPrice(String transcript) throws AskFailure {
    Reply reply = read(transcript);

    assertThat(reply.pYes().orElseThrow()).isCloseTo(0.5 / 0.75, within(1e-6));
    assertThat(reply.verdict().tokens()).hasValue(311);
  }

  @Test
  void read_cachedTokens_areKnownWhereTheServerTells() throws AskFailure {
    assertThat(read(OPENAI_CHAT).cachedTokens()).hasValue(256);
    assertThat(read(LLAMA_SERVER).cachedTokens()).hasValue(300);
    assertThat(read(VLLM_CHAT).cachedTokens()).isEmpty();
    assertThat(read(OLLAMA_CHAT).cachedTokens()).isEmpty();
    assertThat(
            read(OLLAMA_CHAT.replace("\"total_tokens\"", "\"prompt_cache_hit_tokens\":64,\"t\""))
                .cachedTokens())
        .hasValue(64);
  }

  @Test
  void read_noUsage_priceIsUnknown() throws AskFailure {
    Reply reply = read(VLLM_COMPLETION.replace("\"usage\"", "\"other\""));

    assertThat(reply.pYes()).isPresent();
    assertThat(reply.verdict().tokens()).isEqualTo(OptionalLong.empty());
  }

  @Test
  void read_neitherYesNorNo_hasAPriceAndNoProbability() throws AskFailure {
    Reply reply = read(OPENAI_CHAT.replace("\"Yes\"", "\"<think>\"").replace("\"No\"", "\"Well\""));

    assertThat(reply.pYes()).isEmpty();
    assertThat(reply.verdict().tokens()).hasValue(311);
  }

  @Test
  void read_chosenTokenAlone_isAProbability() throws AskFailure {
    assertThat(
            read("{\"choices\":[{\"logprobs\":{\"tokens\":[\"No\"],\"token_logprobs\":[-0.1],"
                    + "\"top_logprobs\":null}}]}")
                .pYes())
        .hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"message\":{\"content\":\"Yes\"}}]}",
        "{\"choices\":[{\"logprobs\":null,\"text\":\"Yes\"}]}",
        "{\"choices\":[{\"logprobs\":{\"content\":[]}}]}",
        "{\"choices\":[{\"logprobs\":{\"content\":null}}]}",
        "{\"choices\":[{\"logprobs\":{\"content\":[{\"token\":\"Yes\",\"logprob\":null}]}}]}",
        "{\"choices\":[{\"logprobs\":\"none\"}]}"
      })
  void read_withoutLogProbabilities_saysSo(String body) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            AskFailure.class,
            failure -> {
              assertThat(failure.reason()).isEqualTo(AskFailure.Cause.NO_LOG_PROBS);
              assertThat(failure.routeRefused()).isTrue();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>502</html>",
        "[]",
        "{}",
        "{\"choices\":[]}",
        "{\"choices\":[1]}",
        "{\"cho"
      })
  void read_garbage_saysSo(String body) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            AskFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(AskFailure.Cause.UNREADABLE));
  }

  @Test
  void pYes_spellings_areSummedAndScaled() {
    YesNo weights = new YesNo();
    weights.add(" Yes", Math.log(0.50));
    weights.add("Yes", Math.log(0.20));
    weights.add(" No", Math.log(0.25));

    assertThat(weights.pYes().orElseThrow()).isCloseTo(0.7368, within(1e-4));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "Yes, 1",
    "YES, 1",
    "' yes', 1",
    "\u2581Yes, 1",
    "\u0120yes, 1",
    "'Yes.', 1",
    "'**Yes**', 1",
    "No, 0",
    "\u2581no, 0",
    "'\"No\"', 0",
    "NO, 0"
  })
  void pYes_spelling_isOneOfTheTwoWords(String token, double expected) {
    YesNo weights = new YesNo();
    weights.add(token, Math.log(0.9));

    assertThat(weights.pYes()).hasValue(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Well", "<think>", "Not", "None", "Yesterday", "Y", "N", ""})
  void pYes_otherWords_areNeither(String token) {
    YesNo weights = new YesNo();
    weights.add(token, Math.log(0.9));

    assertThat(weights.pYes()).isEmpty();
  }

  @Test
  void pYes_almostNoWeight_isNeither() {
    YesNo weights = new YesNo();
    weights.add("<think>", Math.log(0.995));
    weights.add("Yes", Math.log(0.004));
    weights.add("No", Math.log(0.0001));

    assertThat(weights.pYes()).isEmpty();
  }

  private static Reply read(String body) throws AskFailure {
    return ReplyReader.read(body.getBytes(StandardCharsets.UTF_8));
  }
}
