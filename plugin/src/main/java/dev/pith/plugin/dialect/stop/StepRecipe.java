package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ContinuationShape;
import java.util.Optional;

/**
 * A way to let a model go on from what it has written so far, its thinking left open where it is
 * open, and to end it with a step. Immutable and pure.
 */
public interface StepRecipe {

  /**
   * What is asked.
   *
   * @param prompt what the server rendered; empty where it renders each call itself
   * @param text what the model has written behind the prompt, tags included
   * @param stop the text that ends the step; empty for none
   * @param maxTokens longest step, at least 1
   * @param temperature of the sampling, at least 0
   * @param seed at least 0; a server that takes small ones only gets 31 bits of it
   */
  record Asked(
      ChatRequest request,
      String prompt,
      String text,
      Optional<String> stop,
      int maxTokens,
      double temperature,
      long seed) {}

  /**
   * Returns the way of a kind of server: behind the prompt that it renders where it shows that
   * (llama-server, vLLM, SGLang, Ollama), else by a last message of the assistant on the chat route
   * (the embedded engine, OpenRouter, others); empty where neither goes on from a given text
   * (OpenAI, Anthropic, DeepSeek).
   *
   * @param shape how the model's template writes thinking
   */
  static Optional<StepRecipe> of(ServerKind kind, ContinuationShape shape) {
    return switch (kind) {
      case LLAMA, VLLM, SGLANG, OLLAMA -> Optional.of(new TextSteps(kind, shape));
      case EMBEDDED, OPENROUTER, GENERIC -> Optional.of(new ChatSteps(kind));
      case OPENAI, ANTHROPIC, DEEPSEEK -> Optional.empty();
    };
  }

  /**
   * Returns the way of a kind of server behind a prompt that its caller has: on the route that
   * takes a text.
   */
  static StepRecipe ofText(ServerKind kind, ContinuationShape shape) {
    return new TextSteps(kind, shape);
  }

  /** Returns the call that renders the prompt of a request; empty if none is needed. */
  Optional<ServerCall> rendering(ChatRequest request);

  /** Returns the call that makes text of what {@link #rendering} brought; empty if it is text. */
  Optional<ServerCall> detokenizing(ChatRequest request, JsonNode rendered);

  /** Returns the prompt that the last of these calls brought; empty if it holds none. */
  Optional<String> prompt(ChatRequest request, JsonNode answer);

  /** Returns the call that writes a step. */
  ServerCall step(Asked asked);

  /** Returns how its route writes its stream. */
  StreamFormat format();

  /**
   * Tells whether the end of a stream that names no stop text is the model's own; others do not say
   * which it was.
   */
  boolean tellsStops();
}
