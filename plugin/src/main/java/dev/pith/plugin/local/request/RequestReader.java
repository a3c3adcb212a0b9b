package dev.pith.plugin.local.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.ragcache.generate.SamplingSettings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads requests of the chat and the completions route, with the names, the defaults and the ranges
 * of the OpenAI API and of vLLM. What is out of range, and what asks for something that the engine
 * does not do, is refused by name.
 */
public final class RequestReader {

  private static final int MAX_CHOICES = 128;
  private static final int MAX_ALTERNATIVES = 20;
  private static final int MAX_STOP_TEXTS = 64;

  /** The default of the completions route; a chat answer may fill the context. */
  private static final int DEFAULT_TEXT_TOKENS = 16;

  private final Fields fields;
  private final int vocabulary;

  private RequestReader(JsonNode root, int vocabulary) {
    this.fields = new Fields(root);
    this.vocabulary = vocabulary;
  }

  /**
   * Reads a request of the chat route.
   *
   * @param vocabulary how many tokens the model knows
   */
  public static CompletionRequest chat(JsonNode root, int vocabulary) throws BadParameterException {
    UnsupportedFields.refuseInChat(root);
    return new RequestReader(root, vocabulary).chat();
  }

  /**
   * Reads a request of the completions route.
   *
   * @param vocabulary how many tokens the model knows
   */
  public static CompletionRequest text(JsonNode root, int vocabulary) throws BadParameterException {
    UnsupportedFields.refuseInText(root);
    return new RequestReader(root, vocabulary).text();
  }

  private CompletionRequest chat() throws BadParameterException {
    if (fields.flag("echo", false)) {
      throw BadParameterException.unsupported(
          "echo", "echo is not supported by the chat route; the completions route has it");
    }
    OptionalInt top = fields.whole("top_logprobs", 0, MAX_ALTERNATIVES);
    boolean logProbs = fields.flag("logprobs", false);
    if (!logProbs && top.orElse(0) > 0) {
      throw BadParameterException.value("top_logprobs", "top_logprobs needs logprobs to be true");
    }
    OptionalInt newer = fields.whole("max_completion_tokens", 1, Integer.MAX_VALUE);
    OptionalInt older = fields.whole("max_tokens", 1, Integer.MAX_VALUE);
    OfferedTools tools = OfferedTools.read(fields);
    return request(
        ChatMessages.read(fields, tools),
        tools.use(),
        newer.isPresent() ? newer : older,
        logProbs ? OptionalInt.of(top.orElse(0)) : OptionalInt.empty(),
        fields.flag("reasoning_control", false)
            ? Optional.of(fields.text("reasoning_budget_message").orElse(""))
            : Optional.empty());
  }

  private CompletionRequest text() throws BadParameterException {
    int maxTokens = fields.whole("max_tokens", 0, Integer.MAX_VALUE).orElse(DEFAULT_TEXT_TOKENS);
    return request(
        TextPrompts.read(
            fields.node("prompt"), fields.flag("add_special_tokens", true), vocabulary),
        ToolUse.NONE,
        OptionalInt.of(maxTokens),
        fields.whole("logprobs", 0, MAX_ALTERNATIVES),
        Optional.empty());
  }

  private CompletionRequest request(
      Prompts prompts,
      ToolUse tools,
      OptionalInt maxTokens,
      OptionalInt top,
      Optional<String> endWords)
      throws BadParameterException {
    int choices = fields.whole("n", 1, MAX_CHOICES).orElse(1);
    if ((long) choices * prompts.count() > MAX_CHOICES) {
      throw BadParameterException.value(
          "n", "n times the number of prompts must be at most " + MAX_CHOICES + ": " + choices);
    }
    GenerationOptions generation =
        new GenerationOptions(
            maxTokens,
            sampling(),
            fields.texts("stop", MAX_STOP_TEXTS),
            stopTokens(),
            fields.flag("ignore_eos", false),
            !fields.flag("skip_special_tokens", true),
            fields.text("cache_salt").orElse(""));
    return new CompletionRequest(
        fields.text("model"), prompts, tools, choices, generation, replyOptions(top), endWords);
  }

  private ReplyOptions replyOptions(OptionalInt top) throws BadParameterException {
    boolean stream = fields.flag("stream", false);
    Fields streamOptions = new Fields(fields.node("stream_options"));
    OptionalInt ofPrompt = fields.whole("prompt_logprobs", 0, MAX_ALTERNATIVES);
    if (stream && ofPrompt.isPresent()) {
      throw BadParameterException.value(
          "prompt_logprobs", "prompt_logprobs cannot be streamed: leave stream out");
    }
    return new ReplyOptions(
        stream,
        streamOptions.flag("include_usage", false),
        streamOptions.flag("continuous_usage_stats", false),
        top,
        ofPrompt,
        fields.flag("echo", false),
        fields.flag("return_token_ids", false),
        fields.flag("timings_per_token", false));
  }

  private SamplingSettings sampling() throws BadParameterException {
    SamplingSettings.Builder sampling =
        SamplingSettings.builder()
            .temperature(fields.real("temperature", 1, t -> t >= 0 && t <= 2, "in [0, 2]"))
            .topP(fields.real("top_p", 1, p -> p > 0 && p <= 1, "in (0, 1]"))
            .topK(Math.max(0, fields.whole("top_k", -1, Integer.MAX_VALUE).orElse(0)))
            .minP(fields.real("min_p", 0, p -> p >= 0 && p <= 1, "in [0, 1]"))
            .repetitionPenalty(
                fields.real("repetition_penalty", 1, p -> p > 0 && p <= 100, "in (0, 100]"))
            .repetitionWindow(Integer.MAX_VALUE)
            .frequencyPenalty(penalty("frequency_penalty"))
            .presencePenalty(penalty("presence_penalty"))
            .logitBias(logitBias());
    OptionalLong seed = fields.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    seed.ifPresent(sampling::seed);
    return sampling.build();
  }

  private double penalty(String name) throws BadParameterException {
    return fields.real(name, 0, p -> p >= -2 && p <= 2, "in [-2, 2]");
  }

  private Map<Integer, Double> logitBias() throws BadParameterException {
    Map<Integer, Double> biases = new HashMap<>();
    JsonNode given = fields.node("logit_bias");
    if (!given.isMissingNode() && !given.isObject()) {
      throw Fields.bad("logit_bias", "an object from token ids to numbers", given);
    }
    for (Map.Entry<String, JsonNode> each : given.properties()) {
      JsonNode bias = each.getValue();
      if (!each.getKey().matches("[0-9]{1,9}") || Integer.parseInt(each.getKey()) >= vocabulary) {
        throw BadParameterException.value(
            "logit_bias",
            "logit_bias must name token ids in [0, " + vocabulary + "): " + each.getKey());
      }
      if (!bias.isNumber() || Math.abs(bias.doubleValue()) > 100) {
        throw Fields.bad("logit_bias", "in [-100, 100] for token " + each.getKey(), bias);
      }
      biases.put(Integer.valueOf(each.getKey()), bias.doubleValue());
    }
    return biases;
  }

  private Set<Integer> stopTokens() throws BadParameterException {
    Set<Integer> tokens = new HashSet<>();
    for (JsonNode id : fields.node("stop_token_ids")) {
      if (!id.isIntegralNumber() || id.longValue() < 0 || id.longValue() >= vocabulary) {
        throw Fields.bad("stop_token_ids", "made of token ids in [0, " + vocabulary + ")", id);
      }
      tokens.add(id.intValue());
    }
    return tokens;
  }
}
