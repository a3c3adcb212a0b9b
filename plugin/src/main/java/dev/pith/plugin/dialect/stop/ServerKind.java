package dev.pith.plugin.dialect.stop;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a model server is, as far as it matters to how its thinking is ended. */
public enum ServerKind {
  /** llama.cpp's {@code llama-server}. */
  LLAMA,
  VLLM,
  SGLANG,
  OLLAMA,
  /** DeepSeek's own API. */
  DEEPSEEK,
  /** OpenAI's own API: its thinking is hidden and cannot be ended. */
  OPENAI,
  /** Anthropic's own API. */
  ANTHROPIC,
  OPENROUTER,
  /** The engine in this process. */
  EMBEDDED,
  /** Any other server with an OpenAI-style chat route. */
  GENERIC;

  private static final Map<String, ServerKind> HOSTS =
      Map.of(
          "api.deepseek.com", DEEPSEEK,
          "api.openai.com", OPENAI,
          "api.anthropic.com", ANTHROPIC,
          "openrouter.ai", OPENROUTER);

  /** Returns the provider that a host name belongs to; empty for any other host. */
  public static Optional<ServerKind> ofHost(String host) {
    return Optional.ofNullable(HOSTS.get(host.toLowerCase(Locale.ROOT)));
  }

  /** Returns whether a call costs money: such a server is never asked anything of our own. */
  public boolean charges() {
    return HOSTS.containsValue(this);
  }

  /**
   * Returns whether a second call may run beside the first one. Where one call runs at a time, or
   * where what a running call has generated cannot be shared, the first one ends before the second
   * one begins.
   */
  public boolean overlaps() {
    return this != SGLANG && this != OLLAMA;
  }

  /** Returns the name as settings have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
