package dev.pith.plugin.dialect.stop;

import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.Extra;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The ways to end the thinking, and to probe it, that each kind of server has. */
public final class Recipes {
  private Recipes() {}

  /** Returns what a kind of server is asked for so that its tokens can be counted. */
  public static Set<Extra> counting(ServerKind kind) {
    return switch (kind) {
      case LLAMA -> Set.of(Extra.TIMINGS);
      case VLLM, SGLANG -> Set.of(Extra.RUNNING_USAGE);
      // Servers that do not know these ignore them, save for strict ones.
      case GENERIC, EMBEDDED -> Set.of(Extra.RUNNING_USAGE, Extra.TIMINGS);
      case OLLAMA, DEEPSEEK, OPENAI, ANTHROPIC, OPENROUTER -> Set.of();
    };
  }

  /**
   * Returns the ways of one kind of server, the preferred one first; empty where there is none.
   *
   * @param shape how the model's template writes thinking
   */
  public static List<StopRecipe> of(ServerKind kind, ContinuationShape shape) {
    return switch (kind) {
      case LLAMA -> List.of(new LlamaInPlace(), ChatPrefill.ofLlama(), new LlamaText(shape));
      case VLLM -> List.of(new VllmTokens(shape), ChatPrefill.byFlags(shape));
      case OLLAMA -> List.of(new OllamaPrefill(), new OllamaRaw(shape));
      case EMBEDDED -> List.of(ChatPrefill.byFlags(shape), new LlamaInPlace());
      case SGLANG -> List.of(ChatPrefill.byFlags(shape), new SglangTokens(shape));
      case GENERIC -> List.of(ChatPrefill.byFlags(shape));
      case DEEPSEEK -> List.of(ChatPrefill.ofDeepSeek());
      case OPENAI, ANTHROPIC, OPENROUTER -> List.of();
    };
  }

  /**
   * Returns the way in which a kind of server is probed; empty where there is none that tells
   * log-probabilities of a text that goes on.
   *
   * @param shape how the model's template writes thinking
   */
  public static Optional<ProbeRecipe> probing(ServerKind kind, ContinuationShape shape) {
    return switch (kind) {
      case LLAMA, VLLM, SGLANG -> Optional.of(new TextProbe(kind, shape));
      case EMBEDDED -> Optional.of(new ChatProbe(shape));
      case OLLAMA, DEEPSEEK, OPENAI, ANTHROPIC, OPENROUTER, GENERIC -> Optional.empty();
    };
  }
}
