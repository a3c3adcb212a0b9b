package dev.pith.verifier.client;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.verifier.anchor.AnchorModel;
import dev.pith.verifier.trace.ThinkTagParser;
import dev.pith.verifier.trace.ThinkTags;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;

/**
 * Asks a model on the chat route of an OpenAI-style server.
 *
 * <p>Its thinking is left out. An answer that was cut off by its length is an abstention; whatever
 * else goes wrong is a failure. Answers come on a thread of the HTTP client. Thread-safe.
 */
public final class ChatAnchorModel implements AnchorModel, AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long MAX_BODY_BYTES = 4L << 20;

  private final ModelVerifierSettings settings;
  private final ServerCalls calls;

  /**
   * Creates a model; it makes no call before it is asked.
   *
   * @param settings of which the server, the model, the key, the deadline of one call and the
   *     number of calls at the same time are used
   */
  public ChatAnchorModel(ModelVerifierSettings settings) {
    this.settings = settings;
    calls = new ServerCalls(settings);
  }

  /** Returns the name of the model. */
  @Override
  public String id() {
    return settings.model();
  }

  @Override
  public CompletableFuture<Optional<Answer>> ask(
      String message, double temperature, int maxTokens) {
    Call call =
        calls.prepare(settings.route("chat/completions"), body(message, temperature, maxTokens));
    call.timeout().timeout(settings.deadline().toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Optional<Answer>> answer =
        ServerCalls.enqueue(call, MAX_BODY_BYTES, ChatAnchorModel::read);
    answer
        .minimalCompletionStage()
        .whenComplete(
            (told, over) -> {
              if (over != null) {
                call.cancel();
              }
            });
    return answer;
  }

  /** Breaks off what is asked. */
  @Override
  public void close() {
    calls.close();
  }

  private byte[] body(String message, double temperature, int maxTokens) {
    ObjectNode body = JSON.createObjectNode().put("model", settings.model());
    body.putArray("messages").addObject().put("role", "user").put("content", message);
    body.put("temperature", temperature).put("max_tokens", maxTokens).put("stream", false);
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Optional<Answer> read(byte[] body) throws AskFailure {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (JacksonException garbage) {
      throw AskFailure.of(AskFailure.Cause.UNREADABLE);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    JsonNode choice = root.path("choices").path(0);
    JsonNode content = choice.path("message").path("content");
    if (!choice.isObject()) {
      throw AskFailure.of(AskFailure.Cause.UNREADABLE);
    }
    if (!content.isTextual() || choice.path("finish_reason").asText().equals("length")) {
      return Optional.empty();
    }
    JsonNode tokens = root.path("usage").path("total_tokens");
    return Optional.of(
        new Answer(
            withoutThinking(content.textValue()),
            tokens.isIntegralNumber()
                ? OptionalLong.of(tokens.longValue())
                : OptionalLong.empty()));
  }

  private static String withoutThinking(String content) {
    StringBuilder answer = new StringBuilder();
    ThinkTagParser parser =
        new ThinkTagParser(
            ThinkTags.KNOWN,
            false,
            new ThinkTagParser.Listener() {
              @Override
              public void onThinking(String text) {}

              @Override
              public void onAnswer(String text) {
                answer.append(text);
              }

              @Override
              public void onThinkingEnd() {
                answer.setLength(0);
              }
            });
    parser.onText(content);
    parser.onEnd();
    return answer.toString().strip();
  }
}
