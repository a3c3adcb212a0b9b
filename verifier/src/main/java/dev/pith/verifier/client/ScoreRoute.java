package dev.pith.verifier.client;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import okhttp3.HttpUrl;

/** A way to ask a server for the log-probabilities of a given text, the best known one first. */
enum ScoreRoute {
  /** {@code prompt_logprobs} of vLLM and of our own server. */
  PROMPT_LOGPROBS("v1/completions"),
  /** {@code echo} with {@code logprobs}, as OpenAI's route had it. */
  ECHO("v1/completions"),
  /** {@code /generate} of SGLang. */
  GENERATE("generate");

  private static final JsonMapper JSON = new JsonMapper();

  private final String path;

  ScoreRoute(String path) {
    this.path = path;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  HttpUrl url(ModelVerifierSettings settings) {
    return HttpUrl.get(settings.url() + "/" + path);
  }

  /** One token is generated besides, where a server insists: it lies behind the text. */
  byte[] body(String model, String text) {
    ObjectNode body = JSON.createObjectNode();
    switch (this) {
      case PROMPT_LOGPROBS -> completion(body, model, text).put("prompt_logprobs", 0);
      case ECHO -> completion(body, model, text).put("echo", true).put("logprobs", 0);
      case GENERATE -> {
        body.put("text", text)
            .put("return_logprob", true)
            .put("logprob_start_len", 0)
            .put("return_text_in_logprobs", true);
        body.putObject("sampling_params").put("max_new_tokens", 1).put("temperature", 0);
      }
    }
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static ObjectNode completion(ObjectNode body, String model, String text) {
    return body.put("model", model)
        .put("prompt", text)
        .put("max_tokens", 1)
        .put("temperature", 0)
        .put("stream", false);
  }

  /**
   * Reads an answer.
   *
   * @throws AskFailure when it is none, or tells nothing of the given text
   */
  ToldTokens read(byte[] answer) throws AskFailure {
    JsonNode root;
    try {
      root = JSON.readTree(answer);
    } catch (JacksonException garbage) {
      throw AskFailure.of(AskFailure.Cause.UNREADABLE);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    List<String> tokens = new ArrayList<>();
    List<Double> logProbs = new ArrayList<>();
    JsonNode choice = root.path("choices").path(0);
    switch (this) {
      case PROMPT_LOGPROBS -> {
        for (JsonNode entry : choice.path("prompt_logprobs")) {
          // The token of the prompt comes first, and alone when no others were asked for.
          JsonNode told = entry.elements().hasNext() ? entry.elements().next() : entry;
          add(told.path("decoded_token"), told.path("logprob"), tokens, logProbs);
        }
      }
      case ECHO -> {
        JsonNode told = choice.path("logprobs");
        for (int i = 0; i < told.path("tokens").size(); i++) {
          add(told.path("tokens").path(i), told.path("token_logprobs").path(i), tokens, logProbs);
        }
      }
      case GENERATE -> {
        JsonNode item = root.isArray() ? root.path(0) : root;
        for (JsonNode triple : item.path("meta_info").path("input_token_logprobs")) {
          add(triple.path(2), triple.path(0), tokens, logProbs);
        }
      }
    }
    if (logProbs.stream().allMatch(logProb -> Double.isNaN(logProb))) {
      throw AskFailure.noLogProbs();
    }
    JsonNode count =
        this == GENERATE
            ? (root.isArray() ? root.path(0) : root).path("meta_info").path("prompt_tokens")
            : root.path("usage").path("prompt_tokens");
    return new ToldTokens(
        List.copyOf(tokens),
        List.copyOf(logProbs),
        count.isIntegralNumber() ? count.longValue() : tokens.size());
  }

  private static void add(
      JsonNode token, JsonNode logProb, List<String> tokens, List<Double> logProbs) {
    tokens.add(token.isTextual() ? token.textValue() : "");
    logProbs.add(logProb.isNumber() ? logProb.doubleValue() : Double.NaN);
  }

  /**
   * What a server told.
   *
   * @param texts of the tokens; empty where it did not say
   * @param logProbs NaN where it did not say
   * @param promptTokens what the call has cost
   */
  record ToldTokens(List<String> texts, List<Double> logProbs, long promptTokens) {}
}
