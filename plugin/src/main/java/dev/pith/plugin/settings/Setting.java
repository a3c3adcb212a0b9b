package dev.pith.plugin.settings;

import dev.pith.verifier.trace.TriggerPattern;
import dev.pith.verifier.trim.TrimSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One setting, as files ({@code pith.max-body-bytes}), flags ({@code --max-body-bytes}) and the
 * environment ({@code PITH_MAX_BODY_BYTES}) name it.
 *
 * @param group what it concerns
 * @param key lower case words joined by hyphens
 * @param defaultText its value when nobody sets it; empty when there is none
 * @param unit what kind of value it takes
 * @param doc what it does, for {@code --help}
 */
public record Setting(Group group, String key, String defaultText, String unit, String doc) {

  /** What a setting concerns. */
  public enum Group {
    /** The proxy. */
    PROXY,
    /** The embedded engine. */
    ENGINE,
    /** Who answers what the rules leave open. */
    VERIFIER,
    /** Who else says that an answer has settled. */
    DETECTOR,
    /** When to cut. */
    TRIM
  }

  public static final String FILE_PREFIX = "pith.";
  public static final String ENVIRONMENT_PREFIX = "PITH_";

  /** Begins the name of what overrides a value of the policy. */
  public static final String TRIM_PREFIX = "trim-";

  private static final List<Setting> ALL = table();

  /** Returns every setting, in the order in which {@code --help} lists them. */
  public static List<Setting> all() {
    return ALL;
  }

  /** Returns the setting of that name. */
  public static Optional<Setting> named(String key) {
    return ALL.stream().filter(setting -> setting.key.equals(key)).findFirst();
  }

  /** Returns the setting whose name is closest to a name that does not exist. */
  public static Setting nearest(String key) {
    String name = NearestName.of(key, ALL.stream().map(Setting::key).toList());
    return named(name).orElseThrow();
  }

  /** Returns its name in the environment. */
  public String variable() {
    return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** Returns its name among the settings of the trimmer, if it is one of them. */
  public Optional<String> trimKey() {
    return group == Group.TRIM
        ? Optional.of(key.substring(TRIM_PREFIX.length()))
        : Optional.empty();
  }

  private static List<Setting> table() {
    List<Setting> table =
        new ArrayList<>(
            List.of(
                new Setting(
                    Group.PROXY,
                    "upstream",
                    "",
                    "URL",
                    "The model server, with its path prefix if it has one. Clients send the /v1."),
                new Setting(
                    Group.ENGINE,
                    "model",
                    "",
                    "FILE",
                    "A GGUF file to run in this process; for serve, in the place of an upstream."
                        + " Default: the small model that comes with Pith."),
                new Setting(
                    Group.ENGINE,
                    "threads",
                    "",
                    "COUNT",
                    "Threads that compute. Default: one per processor, at most 8."),
                new Setting(
                    Group.ENGINE,
                    "kv-type",
                    "f32",
                    "f32|f16",
                    "How keys and values are stored; f16 takes half the memory and rounds."),
                new Setting(
                    Group.ENGINE,
                    "kv-bytes",
                    "",
                    "BYTES",
                    "Most memory for keys and values, those kept for later requests included."
                        + " Default: a third of the JVM's."),
                new Setting(
                    Group.ENGINE,
                    "max-running",
                    "16",
                    "COUNT",
                    "Answers that are generated at the same time; further ones wait."),
                new Setting(
                    Group.ENGINE,
                    "context-tokens",
                    "",
                    "TOKENS",
                    "Most tokens of a prompt and its answer together. Default: what the model was"
                        + " trained for."),
                new Setting(
                    Group.PROXY, "host", "127.0.0.1", "ADDRESS", "The address to listen on."),
                new Setting(
                    Group.PROXY,
                    "port",
                    "8790",
                    "PORT",
                    "The port to listen on; 0 takes a free one."),
                new Setting(
                    Group.PROXY,
                    "mode",
                    "auto",
                    "off|shadow|auto",
                    "off forwards only, shadow also records where it would cut, auto cuts. One"
                        + " request: header x-pith-mode."),
                new Setting(
                    Group.PROXY,
                    "policy",
                    "pith",
                    "pith|short|faithful",
                    "When to cut: Pith's rules, the same for models whose traces are short (the"
                        + " default for the one that comes with Pith), or those of the TrimR"
                        + " paper."),
                new Setting(
                    Group.PROXY,
                    "stop-method",
                    "auto",
                    "auto|in-place-end|token-continue|chat-prefill|text-continue|none",
                    "How a model is led from a cut to its answer. auto: by the first method that a"
                        + " probe has proven. A name: by that one, unproven. none: nothing is"
                        + " cut."),
                new Setting(
                    Group.PROXY,
                    "upstream-kind",
                    "auto",
                    "auto|llama|vllm|sglang|ollama|deepseek|openai|anthropic|openrouter|generic",
                    "What the model server is. auto: the proxy finds out."),
                new Setting(
                    Group.PROXY,
                    "probe-live",
                    "private",
                    "private|always|never",
                    "Where the proxy may ask one short question of its own, to prove a stop method:"
                        + " on loopback and private addresses, everywhere (it may cost money), or"
                        + " nowhere."),
                new Setting(
                    Group.PROXY,
                    "native-budget-tokens",
                    "",
                    "TOKENS",
                    "Limit on thinking that llama-server, vLLM and SGLang are asked to keep"
                        + " themselves, as a backstop, and that a larger thinking.budget_tokens on"
                        + " /v1/messages is lowered to. Default: none."),
                new Setting(
                    Group.PROXY,
                    "think-open",
                    "<think>\\n",
                    "TEXT",
                    "What the model's template writes before thinking; \\n is a line end."),
                new Setting(
                    Group.PROXY,
                    "think-close",
                    "\\n</think>\\n\\n",
                    "TEXT",
                    "What the model's template writes after thinking."),
                new Setting(
                    Group.PROXY,
                    "starts-inside",
                    "false",
                    "true|false",
                    "The template puts the start tag into the prompt, so that content begins inside"
                        + " the thinking. It does not matter to servers that separate thinking."),
                new Setting(
                    Group.PROXY,
                    "guide-visible",
                    "true",
                    "true|false",
                    "Show clients the sentence that leads a cut model to its answer."),
                new Setting(
                    Group.PROXY,
                    "pith-object",
                    "true",
                    "true|false",
                    "Tell clients in the last chunk of a cut answer where and why it was cut."),
                new Setting(
                    Group.PROXY,
                    "max-body-bytes",
                    "33554432",
                    "BYTES",
                    "Longest body of a chat request; a longer one is refused with 413."),
                new Setting(
                    Group.PROXY,
                    "connect-timeout-ms",
                    "5000",
                    "MILLISECONDS",
                    "How long connecting to the upstream may take."),
                new Setting(
                    Group.PROXY,
                    "upstream-silence-ms",
                    "600000",
                    "MILLISECONDS",
                    "How long the upstream may send nothing while an answer is waited for."),
                new Setting(
                    Group.PROXY,
                    "upstream-connections",
                    "512",
                    "COUNT",
                    "Connections to the upstream at the same time; every stream holds one, and a"
                        + " second one while it is cut."),
                new Setting(
                    Group.PROXY,
                    "continuation-deadline-ms",
                    "30000",
                    "MILLISECONDS",
                    "How long a cut model may take to its first word of the answer; then the"
                        + " thinking goes on."),
                new Setting(
                    Group.PROXY,
                    "verifier-deadline-ms",
                    "2000",
                    "MILLISECONDS",
                    "How long the answer of a verifier or to a probe is waited for. The client never"
                        + " waits."),
                new Setting(
                    Group.PROXY,
                    "verifier-concurrency",
                    "64",
                    "COUNT",
                    "Questions that wait for the verifier at the same time, and as many probes;"
                        + " further ones are not asked."),
                new Setting(
                    Group.VERIFIER,
                    "verifier",
                    "",
                    "LIST",
                    "Who is asked, of rules, embedded (the model in this process, or beside an"
                        + " upstream the small one that comes with Pith) and model (the one of"
                        + " verifier-url), joined by commas; in this order, until one decides."
                        + " Default: rules, and model when there is a verifier-url."),
                new Setting(
                    Group.VERIFIER,
                    "verifier-url",
                    "",
                    "URL",
                    "An OpenAI-style server with a small model that tells log-probabilities."),
                new Setting(
                    Group.VERIFIER,
                    "verifier-model",
                    "",
                    "NAME",
                    "The name by which that server knows the model."),
                new Setting(
                    Group.VERIFIER,
                    "verifier-key-env",
                    "",
                    "VARIABLE",
                    "The environment variable that holds the key for that server; the key itself is"
                        + " never a setting."),
                new Setting(
                    Group.VERIFIER,
                    "verifier-timeout-ms",
                    "1500",
                    "MILLISECONDS",
                    "How long that server may take for a question, its wait for a place included."),
                new Setting(
                    Group.VERIFIER,
                    "verifier-max-concurrent",
                    "16",
                    "COUNT",
                    "Questions that are put to that server at the same time; further ones wait."),
                new Setting(
                    Group.VERIFIER,
                    "verifier-instructions",
                    "true",
                    "true|false",
                    "Send instructions and examples before each question; the model that comes with"
                        + " Pith was trained without."),
                new Setting(
                    Group.DETECTOR,
                    "detectors",
                    "",
                    "LIST",
                    "Who is asked at checkpoints of the thinking, of forced-answer (the model, made"
                        + " to answer, gives the same answer in a row), confidence (it is sure of"
                        + " that answer), entropy (behind the end tag it is sure of how to begin)"
                        + " and margin (it would end its thinking here), joined by commas. Default:"
                        + " nobody."),
                new Setting(
                    Group.DETECTOR,
                    "combine",
                    "any",
                    "any|all|weighted",
                    "When detectors and the verifier's verdict end a thinking: when one says that"
                        + " the answer has settled, when all say so, or when their weighted mean"
                        + " reaches combine-threshold."),
                new Setting(
                    Group.DETECTOR,
                    "combine-threshold",
                    "0.5",
                    "NUMBER",
                    "The weighted mean, in (0, 1], from which on the answer has settled."),
                new Setting(
                    Group.DETECTOR,
                    "detector-weights",
                    "",
                    "LIST",
                    "NAME=NUMBER of detectors and of verifier, joined by commas. Default: 1 each."),
                new Setting(
                    Group.DETECTOR,
                    "detector-thresholds",
                    "",
                    "LIST",
                    "NAME=SCORE, joined by commas: the score, in (0, 1], from which on a detector"
                        + " says that the answer has settled. Default: forced-answer=1,"
                        + "confidence=0.95,entropy=0.8,margin=0.5."),
                new Setting(
                    Group.DETECTOR,
                    "probe-gap-tokens",
                    "128",
                    "TOKENS",
                    "Least thinking between two checkpoints."),
                new Setting(
                    Group.DETECTOR,
                    "probe-patience",
                    "2",
                    "COUNT",
                    "At how many checkpoints in a row a detector must say so, or forced answers be"
                        + " equal."),
                new Setting(
                    Group.DETECTOR,
                    "probe-answer-tokens",
                    "20",
                    "TOKENS",
                    "Most tokens of a forced answer."),
                new Setting(
                    Group.DETECTOR,
                    "probe-opener",
                    "The final answer is",
                    "TEXT",
                    "The words that a forced answer begins with; \\n is a line end."),
                new Setting(
                    Group.PROXY,
                    "holdout",
                    "0",
                    "SHARE",
                    "Share of the conversations that are left untrimmed, 0 to 1, so that"
                        + " /pith/savings can measure what trimming saves."),
                new Setting(
                    Group.PROXY,
                    "holdout-salt",
                    "",
                    "TEXT",
                    "Any secret text: makes the choice of these conversations your own, and their"
                        + " hashes in the ledger unreadable for others. Keep it."),
                new Setting(
                    Group.PROXY,
                    "ledger",
                    "",
                    "FILE",
                    "Append every answer that was read to this file, as lines of JSON without any of"
                        + " its text; read again at the next start."),
                new Setting(
                    Group.PROXY,
                    "price-input",
                    "",
                    "PRICE",
                    "What a million prompt tokens costs, in any currency; what is not set is"
                        + " unknown."),
                new Setting(
                    Group.PROXY,
                    "price-cached-input",
                    "",
                    "PRICE",
                    "What a million prompt tokens costs that the server has in its cache. Default:"
                        + " as any other."),
                new Setting(
                    Group.PROXY,
                    "price-output",
                    "",
                    "PRICE",
                    "What a million generated tokens costs."),
                new Setting(
                    Group.PROXY,
                    "price-verifier",
                    "",
                    "PRICE",
                    "What a million tokens costs that the verifier reads or writes."),
                new Setting(
                    Group.PROXY,
                    "drain-ms",
                    "30000",
                    "MILLISECONDS",
                    "How long open answers may go on after the proxy is told to stop.")));
    TrimSettings.pith()
        .asMap()
        .forEach(
            (key, value) -> {
              if (!key.equals("mode")) {
                table.add(
                    new Setting(
                        Group.TRIM,
                        TRIM_PREFIX + key,
                        "",
                        unit(value),
                        value instanceof TriggerPattern
                            ? key.startsWith("stop")
                                ? "The thinking ends where this regular expression (RE2) appears in"
                                    + " it. None by default."
                                : "A thought ends, and is read for its answer, where this regular"
                                    + " expression (RE2) appears. None by default."
                            : "Overrides the policy; see TrimSettings. pith has "
                                + value
                                + ", faithful "
                                + TrimSettings.faithful().asMap().get(key)
                                + "."));
              }
            });
    return List.copyOf(table);
  }

  private static String unit(Object value) {
    return value instanceof TriggerPattern ? "REGEX" : value instanceof Number ? "NUMBER" : "VALUE";
  }
}
