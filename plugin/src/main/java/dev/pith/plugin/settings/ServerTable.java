package dev.pith.plugin.settings;

import java.util.List;

/**
 * The settings of the proxy, of the server or the engine behind it, and of how thinking is ended.
 */
final class ServerTable {

  private ServerTable() {}

  /** Returns them, in the order in which {@code --help} lists them. */
  static List<Setting> settings() {
    return List.of(
        new Setting(
            Setting.Group.PROXY,
            "upstream",
            "",
            "URL",
            "The model server, with its path prefix if it has one. Clients send the /v1."),
        new Setting(
            Setting.Group.ENGINE,
            "model",
            "",
            "FILE",
            "A GGUF file to run in this process; for serve, in the place of an upstream."
                + " Default: the small model that comes with Pith."),
        new Setting(
            Setting.Group.ENGINE,
            "threads",
            "",
            "COUNT",
            "Threads that compute. Default: one per processor, at most 8."),
        new Setting(
            Setting.Group.ENGINE,
            "kv-type",
            "f32",
            "f32|f16",
            "How keys and values are stored; f16 takes half the memory and rounds."),
        new Setting(
            Setting.Group.ENGINE,
            "kv-bytes",
            "",
            "BYTES",
            "Most memory for keys and values, those kept for later requests included."
                + " Default: a third of the JVM's."),
        new Setting(
            Setting.Group.ENGINE,
            "max-running",
            "16",
            "COUNT",
            "Answers that are generated at the same time; further ones wait."),
        new Setting(
            Setting.Group.ENGINE,
            "context-tokens",
            "",
            "TOKENS",
            "Most tokens of a prompt and its answer together. Default: what the model was"
                + " trained for."),
        new Setting(
            Setting.Group.ENGINE,
            "chunk-reuse",
            "off",
            "off|drift|craft|blend|first|question|random|prefix|as-is",
            "Whether KV of retrieved chunks is kept and reused wherever they stand, and who chooses"
                + " the tokens that are computed again."),
        new Setting(
            Setting.Group.ENGINE,
            "chunk-repair-share",
            "0.15",
            "SHARE",
            "Share of the tokens of reused chunks that is computed again."),
        new Setting(
            Setting.Group.ENGINE,
            "chunk-alpha",
            "",
            "NUMBER",
            "With chunk-reuse craft: computes as many tokens again as Cache-Craft's formulas say with"
                + " this factor, chunk by chunk, instead of the share."),
        new Setting(
            Setting.Group.ENGINE,
            "chunk-store-bytes",
            "268435456",
            "BYTES",
            "Most memory for the KV of chunks."),
        new Setting(
            Setting.Group.ENGINE,
            "chunk-store-dir",
            "",
            "PATH",
            "Keeps the KV of chunks in files, too: they outlive a restart, and processes share"
                + " them. Default: memory only."),
        new Setting(
            Setting.Group.PROXY, "host", "127.0.0.1", "ADDRESS", "The address to listen on."),
        new Setting(
            Setting.Group.PROXY,
            "port",
            "8790",
            "PORT",
            "The port to listen on; 0 takes a free one."),
        new Setting(
            Setting.Group.PROXY,
            "mode",
            "auto",
            "off|shadow|auto",
            "off forwards only, shadow also records where it would cut, auto cuts. One"
                + " request: header x-pith-mode."),
        new Setting(
            Setting.Group.PROXY,
            "policy",
            "pith",
            "pith|short|faithful",
            "When to cut: Pith's rules, the same for models whose traces are short (the"
                + " default for the one that comes with Pith), or those of the TrimR"
                + " paper."),
        new Setting(
            Setting.Group.PROXY,
            "stop-method",
            "auto",
            "auto|in-place-end|token-continue|chat-prefill|text-continue|none",
            "How a model is led from a cut to its answer. auto: by the first method that a"
                + " probe has proven. A name: by that one, unproven. none: nothing is"
                + " cut."),
        new Setting(
            Setting.Group.PROXY,
            "upstream-kind",
            "auto",
            "auto|llama|vllm|sglang|ollama|deepseek|openai|anthropic|openrouter|generic",
            "What the model server is. auto: the proxy finds out."),
        new Setting(
            Setting.Group.PROXY,
            "probe-live",
            "private",
            "private|always|never",
            "Where the proxy may ask one short question of its own, to prove a stop method:"
                + " on loopback and private addresses, everywhere (it may cost money), or"
                + " nowhere."),
        new Setting(
            Setting.Group.PROXY,
            "native-budget-tokens",
            "",
            "TOKENS",
            "Limit on thinking that llama-server, vLLM and SGLang are asked to keep"
                + " themselves, as a backstop, and that a larger thinking.budget_tokens on"
                + " /v1/messages is lowered to. Default: none."),
        new Setting(
            Setting.Group.PROXY,
            "think-open",
            "<think>\\n",
            "TEXT",
            "What the model's template writes before thinking; \\n is a line end."),
        new Setting(
            Setting.Group.PROXY,
            "think-close",
            "\\n</think>\\n\\n",
            "TEXT",
            "What the model's template writes after thinking."),
        new Setting(
            Setting.Group.PROXY,
            "starts-inside",
            "false",
            "true|false",
            "The template puts the start tag into the prompt, so that content begins inside"
                + " the thinking. It does not matter to servers that separate thinking."),
        new Setting(
            Setting.Group.PROXY,
            "guide-visible",
            "true",
            "true|false",
            "Show clients the sentence that leads a cut model to its answer."),
        new Setting(
            Setting.Group.PROXY,
            "pith-object",
            "true",
            "true|false",
            "Tell clients in the last chunk of a cut answer where and why it was cut."),
        new Setting(
            Setting.Group.PROXY,
            "max-body-bytes",
            "33554432",
            "BYTES",
            "Longest body of a chat request; a longer one is refused with 413."),
        new Setting(
            Setting.Group.PROXY,
            "connect-timeout-ms",
            "5000",
            "MILLISECONDS",
            "How long connecting to the upstream may take."),
        new Setting(
            Setting.Group.PROXY,
            "upstream-silence-ms",
            "600000",
            "MILLISECONDS",
            "How long the upstream may send nothing while an answer is waited for."),
        new Setting(
            Setting.Group.PROXY,
            "upstream-connections",
            "2048",
            "COUNT",
            "Connections to the upstream at the same time; every stream holds one, and a"
                + " second one while it is cut."),
        new Setting(
            Setting.Group.PROXY,
            "continuation-deadline-ms",
            "30000",
            "MILLISECONDS",
            "How long a cut model may take to its first word of the answer; then the"
                + " thinking goes on."),
        new Setting(
            Setting.Group.PROXY,
            "verifier-deadline-ms",
            "2000",
            "MILLISECONDS",
            "How long the answer of a verifier or to a probe is waited for. The client never"
                + " waits."),
        new Setting(
            Setting.Group.PROXY,
            "verifier-concurrency",
            "64",
            "COUNT",
            "Questions that wait for the verifier at the same time, and as many probes;"
                + " further ones are not asked."));
  }
}
