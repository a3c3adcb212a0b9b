package dev.pith.plugin.langchain4j.engine;

import static dev.langchain4j.internal.Utils.getOrDefault;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.request.BadParameterException;
import dev.pith.plugin.local.request.ChatPrompt;
import dev.pith.plugin.local.request.Prompt;
import dev.pith.plugin.local.request.ToolUse;
import dev.pith.ragcache.generate.GenerationRequest;
import dev.pith.ragcache.generate.SamplingSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A request that can be generated.
 *
 * @param prompt what the model reads
 * @param generation what is asked of the generator
 * @param tools whether the answer may call tools
 * @param stopSequences texts that end the answer; in its thinking and in calls they mean nothing
 * @param seed given or drawn
 * @param keepsLogProbs whether the response names each token
 * @param thinkingWasClosed whether the prompt ends behind a thinking
 */
record PreparedChat(
    Prompt prompt,
    GenerationRequest.Builder generation,
    ToolUse tools,
    List<String> stopSequences,
    long seed,
    boolean keepsLogProbs,
    boolean thinkingWasClosed) {

  private static final int MAX_ALTERNATIVES = 20;

  /**
   * Reads a request, writes its prompt and encodes it.
   *
   * @throws ModelNotFoundException when it is for another model
   * @throws InvalidRequestException when a value is out of its range, or the model's template
   *     refuses the conversation
   */
  static PreparedChat of(ChatRequest request, LocalModel model) {
    EngineChatRequestParameters parameters =
        EngineChatRequestParameters.builder().overrideWith(request.parameters()).build();
    String name = parameters.modelName();
    if (name != null && !name.equals(model.name())) {
      throw new ModelNotFoundException(
          "there is no model '" + name + "' here; the one that is served is " + model.name());
    }
    try {
      return prepare(request.messages(), parameters, model);
    } catch (BadParameterException | IllegalArgumentException refused) {
      throw new InvalidRequestException(refused);
    }
  }

  private static PreparedChat prepare(
      List<ChatMessage> messages, EngineChatRequestParameters parameters, LocalModel model)
      throws BadParameterException {
    ChatMessage last = messages.get(messages.size() - 1);
    boolean goesOn = last instanceof AiMessage;
    Prefill prefill = goesOn ? Prefill.of((AiMessage) last) : new Prefill("", "");
    List<ChatMessage> before = goesOn ? messages.subList(0, messages.size() - 1) : messages;
    List<Map<String, Object>> tools = TemplateTools.of(parameters);
    ChatPrompt begun =
        ChatPrompt.render(
            model.template(),
            before.stream().map(TemplateMessages::of).toList(),
            true,
            variables(parameters, tools, prefill));
    ChatPrompt whole =
        prefill.isEmpty() ? begun : begun.followedBy(prefill.written(begun.insideThinking()));
    Prompt prompt = model.withChunks(whole.encode(model.tokenizer()));
    if (prompt.tokens().length == 0) {
      throw new InvalidRequestException("the model's template makes no token of the conversation");
    }
    long seed = getOrDefault(parameters.seed(), ThreadLocalRandom.current().nextLong());
    boolean logProbs = getOrDefault(parameters.logprobs(), false);
    ToolUse use = tools.isEmpty() ? ToolUse.NONE : ToolUse.CALLS;
    GenerationRequest.Builder generation =
        GenerationRequest.builder(prompt.tokens())
            .sampling(sampling(parameters, seed))
            .renderSpecial(model.hidesTags(use))
            .topLogProbs(alternatives(parameters, logProbs));
    Integer limit = parameters.maxOutputTokens();
    if (limit != null) {
      require(limit >= 1, "maxOutputTokens must be >= 1", limit);
      generation.maxTokens(limit);
    }
    return new PreparedChat(
        prompt,
        generation,
        use,
        stopSequences(parameters),
        seed,
        logProbs,
        prefill.endsWithThinking());
  }

  private static Map<String, Object> variables(
      EngineChatRequestParameters parameters, List<Map<String, Object>> tools, Prefill prefill) {
    Map<String, Object> variables = new LinkedHashMap<>();
    Boolean thinks = parameters.enableThinking();
    if (thinks != null) {
      require(
          thinks || prefill.thinking().isEmpty(),
          "enableThinking must not be false when the last message has thinking",
          false);
      variables.put(EngineSession.THINKING_SWITCH, thinks);
    }
    if (!tools.isEmpty()) {
      variables.put("tools", tools);
    }
    return variables;
  }

  private static SamplingSettings sampling(EngineChatRequestParameters parameters, long seed) {
    return SamplingSettings.builder()
        .temperature(getOrDefault(parameters.temperature(), 1.0))
        .topP(getOrDefault(parameters.topP(), 1.0))
        .topK(getOrDefault(parameters.topK(), 0))
        .minP(getOrDefault(parameters.minP(), 0.0))
        .repetitionPenalty(getOrDefault(parameters.repetitionPenalty(), 1.0))
        .repetitionWindow(Integer.MAX_VALUE)
        .frequencyPenalty(getOrDefault(parameters.frequencyPenalty(), 0.0))
        .presencePenalty(getOrDefault(parameters.presencePenalty(), 0.0))
        .seed(seed)
        .build();
  }

  private static int alternatives(EngineChatRequestParameters parameters, boolean logProbs) {
    int top = getOrDefault(parameters.topLogprobs(), 0);
    require(
        top >= 0 && top <= MAX_ALTERNATIVES,
        "topLogprobs must be in [0, " + MAX_ALTERNATIVES + "]",
        top);
    require(top == 0 || logProbs, "topLogprobs needs logprobs to be true", top);
    return top;
  }

  private static List<String> stopSequences(EngineChatRequestParameters parameters) {
    List<String> stops = List.copyOf(parameters.stopSequences());
    require(!stops.contains(""), "a stop sequence must not be empty", stops);
    return stops;
  }

  private static void require(boolean fine, String rule, Object found) {
    if (!fine) {
      throw new InvalidRequestException(rule + ": " + found);
    }
  }
}
