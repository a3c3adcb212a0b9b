package dev.pith.plugin.local.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.JsonBody;
import dev.pith.ragcache.generate.SamplingSettings;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {

  private static final int VOCABULARY = 300;
  private static final String QUESTION = "'messages':[{'role':'user','content':'2+2?'}]";

  @Test
  void chat_nothingElseAsked_hasTheDefaultsOfTheApi() throws Exception {
    CompletionRequest request = chat("");

    assertThat(request.model()).isEmpty();
    assertThat(request.choices()).isEqualTo(1);
    assertThat(request.generation().maxTokens()).isEmpty();
    assertThat(request.generation().stopTexts()).isEmpty();
    SamplingSettings sampling = request.generation().sampling();
    assertThat(sampling.temperature()).isEqualTo(1);
    assertThat(sampling.topP()).isEqualTo(1);
    assertThat(sampling.topK()).isZero();
    assertThat(sampling.seed()).isEmpty();
    assertThat(request.reply())
        .isEqualTo(
            new ReplyOptions(
                false,
                false,
                false,
                OptionalInt.empty(),
                OptionalInt.empty(),
                false,
                false,
                false));
  }

  @Test
  void chat_everythingAsked_isRead() throws Exception {
    CompletionRequest request =
        chat(
            ",'model':'m','temperature':0.5,'top_p':0.9,'top_k':40,'min_p':0.1,"
                + "'repetition_penalty':1.1,'frequency_penalty':-1,'presence_penalty':2,"
                + "'seed':-7,'logit_bias':{'5':-100,'299':1.5},'stop':['a','bc'],'n':3,"
                + "'max_tokens':9,'max_completion_tokens':8,'stream':true,'logprobs':true,"
                + "'top_logprobs':4,'cache_salt':'s','return_token_ids':true,'ignore_eos':true,'timings_per_token':true,"
                + "'skip_special_tokens':false,'stop_token_ids':[1,2],"
                + "'stream_options':{'include_usage':true,'continuous_usage_stats':true}");

    SamplingSettings sampling = request.generation().sampling();
    assertThat(request.model()).contains("m");
    assertThat(sampling.temperature()).isEqualTo(0.5);
    assertThat(sampling.topP()).isEqualTo(0.9);
    assertThat(sampling.topK()).isEqualTo(40);
    assertThat(sampling.minP()).isEqualTo(0.1);
    assertThat(sampling.repetitionPenalty()).isEqualTo(1.1);
    assertThat(sampling.frequencyPenalty()).isEqualTo(-1);
    assertThat(sampling.presencePenalty()).isEqualTo(2);
    assertThat(sampling.seed()).hasValue(-7);
    assertThat(sampling.logitBias()).containsEntry(5, -100.0).containsEntry(299, 1.5);
    assertThat(request.choices()).isEqualTo(3);
    assertThat(request.generation().maxTokens()).hasValue(8);
    assertThat(request.generation().stopTexts()).containsExactly("a", "bc");
    assertThat(request.generation().stopTokens()).containsExactlyInAnyOrder(1, 2);
    assertThat(request.generation().ignoreEnd()).isTrue();
    assertThat(request.generation().renderSpecial()).isTrue();
    assertThat(request.generation().salt()).isEqualTo("s");
    assertThat(request.reply())
        .isEqualTo(
            new ReplyOptions(
                true, true, true, OptionalInt.of(4), OptionalInt.empty(), false, true, true));
  }

  @Test
  void chat_nullMembers_countAsAbsent() throws Exception {
    CompletionRequest request =
        chat(",'temperature':null,'stop':null,'seed':null,'tools':null,'logit_bias':null");

    assertThat(request.generation().sampling().temperature()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'tools':[]",
        "'tool_choice':'auto'",
        "'response_format':{'type':'text'}",
        "'modalities':['text']",
        "'timings_per_token':true",
        "'user':'u'",
        "'prediction':{'type':'content'}",
        "'best_of':1",
        "'min_tokens':0",
        "'top_k':-1"
      })
  void chat_memberThatAsksForNothing_isAccepted(String member) throws Exception {
    assertThat(chat("," + member).choices()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "temperature | 2.5 | temperature must be a number in [0, 2]: 2.5",
        "temperature | '1' | temperature must be a number in [0, 2]: \"1\"",
        "top_p | 0 | top_p must be a number in (0, 1]: 0",
        "top_k | -2 | top_k must be a whole number of at least -1: -2",
        "min_p | 1.1 | min_p must be a number in [0, 1]: 1.1",
        "repetition_penalty | 0 | repetition_penalty must be a number in (0, 100]: 0",
        "presence_penalty | 3 | presence_penalty must be a number in [-2, 2]: 3",
        "seed | 1.5 | seed must be a whole number of 64 bits: 1.5",
        "n | 0 | n must be a whole number in [1, 128]: 0",
        "max_tokens | 0 | max_tokens must be a whole number of at least 1: 0",
        "stream | 'yes' | stream must be true or false: \"yes\"",
        "stop | '' | stop must be a non-empty string or a list of at most 64 of them: \"\"",
        "logit_bias | [] | logit_bias must be an object from token ids to numbers: []",
        "logit_bias | {'300':1} | logit_bias must name token ids in [0, 300): 300",
        "logit_bias | {'3':101} | logit_bias must be in [-100, 100] for token 3: 101",
        "top_logprobs | 21 | top_logprobs must be a whole number in [0, 20]: 21",
        "top_logprobs | 2 | top_logprobs needs logprobs to be true",
        "stop_token_ids | [-1] | stop_token_ids must be made of token ids in [0, 300): -1"
      })
  void chat_badValue_namesMemberRuleAndValue(String member, String value, String message) {
    BadParameterException refused = refused(",'" + member + "':" + value);

    assertThat(refused).hasMessage(message);
    assertThat(refused.toError().status()).isEqualTo(400);
    assertThat(refused.toError().param()).isEqualTo(member);
    assertThat(refused.toError().code()).isEqualTo("invalid_value");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "functions | [{'name':'f'}]",
        "tool_choice | 'required'",
        "tool_choice | {'type':'function','function':{'name':'f'}}",
        "response_format | {'type':'json_object'}",
        "guided_json | {}",
        "thinking_token_budget | 64",
        "use_beam_search | true",
        "min_tokens | 3",
        "echo | true"
      })
  void chat_memberThatCannotBeHonoured_isRefusedByName(String member, String value) {
    BadParameterException refused = refused(",'" + member + "':" + value);

    assertThat(refused).hasMessageStartingWith(member + " is not supported by the");
    assertThat(refused.toError().code()).isEqualTo("unsupported_parameter");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'f' | tools | tools must be a list of functions: \"f\"",
        "[5] | tools[0] | tools[0] is of type missing; the embedded engine knows functions only",
        "[{'type':'custom'}] | tools[0]"
            + " | tools[0] is of type custom; the embedded engine knows functions only",
        "[{'type':'function'}] | tools[0].function.name"
            + " | tools[0].function.name is missing; it must be a string",
        "[{'type':'function','function':{'name':'f','parameters':[]}}]"
            + " | tools[0].function.parameters | tools[0].function.parameters must be an object: []",
        "[{'type':'function','function':{'name':'f','strict':true}}] | tools[0].function.strict"
            + " | tools[0].function.strict is not supported by the embedded engine, which cannot hold arguments to a schema"
      })
  void chat_badTool_namesItsPlace(String tools, String param, String message) {
    BadParameterException refused = refused(",'tools':" + tools);

    assertThat(refused).hasMessage(message);
    assertThat(refused.toError().param()).isEqualTo(param);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'user':'u' | CALLS",
        "'tool_choice':'auto' | CALLS",
        "'parallel_tool_calls':false | ONE_CALL",
        "'tool_choice':'none' | NONE"
      })
  void chat_tools_mayBeCalledAsTheRequestSays(String member, ToolUse expected) throws Exception {
    CompletionRequest request =
        chat(",'tools':[{'type':'function','function':{'name':'f'}}]," + member);

    assertThat(request.tools()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | messages | messages is missing; it must be a list of at least one message",
        "{'messages':[]} | messages | messages must be a list of at least one message: []",
        "{'messages':[{'content':'x'}]} | messages[0].role | messages[0].role is missing; it must be a string",
        "{'messages':[{'role':'user','content':5}]} | messages[0].content"
            + " | messages[0].content must be a string or a list of text parts: 5",
        "{'messages':[{'role':'user','content':[{'type':'text','text':'a'},{'type':'image_url'}]}]}"
            + " | messages[0].content[1] | messages[0].content[1] is of type image_url; the"
            + " embedded engine reads text only",
        "{'messages':[{'role':'user','content':'x'}],'continue_final_message':true}"
            + " | continue_final_message | continue_final_message needs a last message of the role"
            + " assistant: user",
        "{'messages':[{'role':'assistant','content':'x'}],'continue_final_message':true,"
            + "'add_generation_prompt':true} | add_generation_prompt | add_generation_prompt must be"
            + " false when continue_final_message is set"
      })
  void chat_badMessages_arePlaced(String body, String param, String message) {
    BadParameterException refused =
        catchThrowableOfType(
            BadParameterException.class, () -> RequestReader.chat(json(body), VOCABULARY));

    assertThat(refused.toError().param()).isEqualTo(param);
    assertThat(refused.toError().message()).isEqualTo(message);
  }

  @Test
  void text_nothingElseAsked_isLimitedTo16Tokens() throws Exception {
    CompletionRequest request = text("'prompt':'a'");

    assertThat(request.generation().maxTokens()).hasValue(16);
    assertThat(request.prompts().count()).isEqualTo(1);
  }

  @Test
  void text_scoring_isReadWithoutGeneration() throws Exception {
    CompletionRequest request = text("'prompt':'a','max_tokens':0,'echo':true,'logprobs':2");

    assertThat(request.generation().maxTokens()).hasValue(0);
    assertThat(request.reply().scoresPrompt()).isTrue();
    assertThat(request.reply().alternatives()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"'a' | 1", "['a','b'] | 2", "[1,2,3] | 1", "[[1],[2,3],[4]] | 3"})
  void text_prompts_areCounted(String prompt, int count) throws Exception {
    assertThat(text("'prompt':" + prompt).prompts().count()).isEqualTo(count);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'n':2 | prompt"
            + " | prompt is missing; it must be a string, a list of token ids, or a list of these",
        "'prompt':[] | prompt"
            + " | prompt must be a string, a list of token ids, or a list of these: []",
        "'prompt':[1,300] | prompt | prompt must be made of token ids in [0, 300): 300",
        "'prompt':[[]] | prompt"
            + " | prompt must be a string, a list of token ids, or a list of these: []",
        "'prompt':'a','suffix':'b' | suffix | suffix is not supported by the embedded engine",
        "'prompt':'a','logprobs':true | logprobs"
            + " | logprobs must be a whole number in [0, 20]: true",
        "'prompt':['a','b'],'n':65 | n | n times the number of prompts must be at most 128: 65",
        "'prompt':'a','stream':true,'prompt_logprobs':1 | prompt_logprobs"
            + " | prompt_logprobs cannot be streamed: leave stream out"
      })
  void text_badRequest_namesMemberAndRule(String members, String param, String message) {
    BadParameterException refused =
        catchThrowableOfType(BadParameterException.class, () -> text(members));

    assertThat(refused.toError().param()).isEqualTo(param);
    assertThat(refused.toError().message()).isEqualTo(message);
  }

  @Test
  void sampling_severalChoicesWithASeed_haveConsecutiveSeeds() throws Exception {
    CompletionRequest request = chat(",'seed':40,'n':2");
    Prompt prompt = new Prompt(new int[] {1}, false);

    assertThat(request.generation().toRequest(prompt, 0, request.reply()).build().sampling().seed())
        .hasValue(40);
    assertThat(request.generation().toRequest(prompt, 1, request.reply()).build().sampling().seed())
        .hasValue(41);
  }

  private static BadParameterException refused(String members) {
    return catchThrowableOfType(BadParameterException.class, () -> chat(members));
  }

  private static CompletionRequest chat(String members)
      throws BadParameterException, BadChatRequestException {
    return RequestReader.chat(json("{" + QUESTION + members + "}"), VOCABULARY);
  }

  private static CompletionRequest text(String members)
      throws BadParameterException, BadChatRequestException {
    return RequestReader.text(json("{" + members + "}"), VOCABULARY);
  }

  private static JsonNode json(String text) throws BadChatRequestException {
    return JsonBody.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)).root();
  }
}
