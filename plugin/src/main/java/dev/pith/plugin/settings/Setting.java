package dev.pith.plugin.settings;

import dev.pith.verifier.trim.TrimSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One setting of the proxy, as files ({@code pith.max-body-bytes}), flags ({@code
 * --max-body-bytes}) and the environment ({@code PITH_MAX_BODY_BYTES}) name it.
 *
 * @param key lower case words joined by hyphens
 * @param defaultText its value when nobody sets it; empty when there is none
 * @param unit what kind of value it takes
 * @param doc what it does, for {@code --help}
 */
public record Setting(String key, String defaultText, String unit, String doc) {

  public static final String FILE_PREFIX = "pith.";
  public static final String ENVIRONMENT_PREFIX = "PITH_";

  private static final String TRIM_PREFIX = "trim-";
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
    return ALL.stream()
        .min(Comparator.comparingInt(setting -> distance(setting.key, key)))
        .orElseThrow();
  }

  /** Returns its name in the environment. */
  public String variable() {
    return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** Returns its name among the settings of the trimmer, if it is one of them. */
  public Optional<String> trimKey() {
    return key.startsWith(TRIM_PREFIX)
        ? Optional.of(key.substring(TRIM_PREFIX.length()))
        : Optional.empty();
  }

  private static List<Setting> table() {
    List<Setting> table =
        new ArrayList<>(
            List.of(
                new Setting(
                    "upstream",
                    "",
                    "URL",
                    "The model server, with its path prefix if it has one. Clients send the /v1."),
                new Setting("host", "127.0.0.1", "ADDRESS", "The address to listen on."),
                new Setting("port", "8790", "PORT", "The port to listen on; 0 takes a free one."),
                new Setting(
                    "mode",
                    "auto",
                    "off|shadow|auto",
                    "off forwards only, shadow also records where it would cut, auto cuts. One"
                        + " request: header x-pith-mode."),
                new Setting(
                    "policy",
                    "pith",
                    "pith|faithful",
                    "When to cut: Pith's rules, or those of the TrimR paper."),
                new Setting(
                    "stop-method",
                    "chat-prefill",
                    "chat-prefill|none",
                    "How a model is led from a cut to its answer: by a second call that ends with"
                        + " its own closed thinking, or not at all (nothing is cut)."),
                new Setting(
                    "think-open",
                    "<think>\\n",
                    "TEXT",
                    "What the model's template writes before thinking; \\n is a line end."),
                new Setting(
                    "think-close",
                    "\\n</think>\\n\\n",
                    "TEXT",
                    "What the model's template writes after thinking."),
                new Setting(
                    "starts-inside",
                    "false",
                    "true|false",
                    "The template puts the start tag into the prompt, so that content begins inside"
                        + " the thinking. It does not matter to servers that separate thinking."),
                new Setting(
                    "guide-visible",
                    "true",
                    "true|false",
                    "Show clients the sentence that leads a cut model to its answer."),
                new Setting(
                    "pith-object",
                    "true",
                    "true|false",
                    "Tell clients in the last chunk of a cut answer where and why it was cut."),
                new Setting(
                    "max-body-bytes",
                    "33554432",
                    "BYTES",
                    "Longest body of a chat request; a longer one is refused with 413."),
                new Setting(
                    "connect-timeout-ms",
                    "5000",
                    "MILLISECONDS",
                    "How long connecting to the upstream may take."),
                new Setting(
                    "upstream-silence-ms",
                    "600000",
                    "MILLISECONDS",
                    "How long the upstream may send nothing while an answer is waited for."),
                new Setting(
                    "upstream-connections",
                    "512",
                    "COUNT",
                    "Connections to the upstream at the same time; every stream holds one, and a"
                        + " second one while it is cut."),
                new Setting(
                    "continuation-deadline-ms",
                    "30000",
                    "MILLISECONDS",
                    "How long a cut model may take to its first word of the answer; then the"
                        + " thinking goes on."),
                new Setting(
                    "verifier-deadline-ms",
                    "2000",
                    "MILLISECONDS",
                    "How long a verifier's answer is waited for. The client never waits."),
                new Setting(
                    "verifier-concurrency",
                    "64",
                    "COUNT",
                    "Questions that wait for the verifier at the same time; further ones are not"
                        + " asked."),
                new Setting(
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
                        TRIM_PREFIX + key,
                        "",
                        value instanceof Number ? "NUMBER" : "VALUE",
                        "Overrides the policy; see TrimSettings. pith has "
                            + value
                            + ", faithful "
                            + TrimSettings.faithful().asMap().get(key)
                            + "."));
              }
            });
    return List.copyOf(table);
  }

  /**
   * Returns how many letters must be added, removed or replaced to turn one name into the other.
   */
  private static int distance(String one, String other) {
    int[] previous = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] current = new int[other.length() + 1];
      current[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[other.length()];
  }
}
