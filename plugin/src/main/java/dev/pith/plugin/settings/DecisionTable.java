package dev.pith.plugin.settings;

import dev.pith.verifier.trace.TriggerPattern;
import dev.pith.verifier.trim.TrimSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of who decides where a thinking is cut: verifier, detectors, and the trimmer's
 * policy.
 */
final class DecisionTable {

  private DecisionTable() {}

  /** Returns those of verifier and detectors, in the order in which {@code --help} lists them. */
  static List<Setting> settings() {
    return List.of(
        new Setting(
            Setting.Group.VERIFIER,
            "verifier",
            "",
            "LIST",
            "Who is asked, of rules, embedded (the model in this process, or beside an"
                + " upstream the small one that comes with Pith) and model (the one of"
                + " verifier-url), joined by commas; in this order, until one decides."
                + " Default: rules, and model when there is a verifier-url."),
        new Setting(
            Setting.Group.VERIFIER,
            "verifier-url",
            "",
            "URL",
            "An OpenAI-style server with a small model that tells log-probabilities."),
        new Setting(
            Setting.Group.VERIFIER,
            "verifier-model",
            "",
            "NAME",
            "The name by which that server knows the model."),
        new Setting(
            Setting.Group.VERIFIER,
            "verifier-key-env",
            "",
            "VARIABLE",
            "The environment variable that holds the key for that server; the key itself is"
                + " never a setting."),
        new Setting(
            Setting.Group.VERIFIER,
            "verifier-timeout-ms",
            "1500",
            "MILLISECONDS",
            "How long that server may take for a question, its wait for a place included."),
        new Setting(
            Setting.Group.VERIFIER,
            "verifier-max-concurrent",
            "16",
            "COUNT",
            "Questions that are put to that server at the same time; further ones wait."),
        new Setting(
            Setting.Group.VERIFIER,
            "verifier-instructions",
            "true",
            "true|false",
            "Send instructions and examples before each question; the model that comes with"
                + " Pith was trained without."),
        new Setting(
            Setting.Group.DETECTOR,
            "detectors",
            "",
            "LIST",
            "Who is asked at checkpoints of the thinking, of forced-answer (the model, made"
                + " to answer, gives the same answer in a row), confidence (it is sure of"
                + " that answer), entropy (behind the end tag it is sure of how to begin)"
                + " and margin (it would end its thinking here), joined by commas. Default:"
                + " nobody."),
        new Setting(
            Setting.Group.DETECTOR,
            "combine",
            "any",
            "any|all|weighted",
            "When detectors and the verifier's verdict end a thinking: when one says that"
                + " the answer has settled, when all say so, or when their weighted mean"
                + " reaches combine-threshold."),
        new Setting(
            Setting.Group.DETECTOR,
            "combine-threshold",
            "0.5",
            "NUMBER",
            "The weighted mean, in (0, 1], from which on the answer has settled."),
        new Setting(
            Setting.Group.DETECTOR,
            "detector-weights",
            "",
            "LIST",
            "NAME=NUMBER of detectors and of verifier, joined by commas. Default: 1 each."),
        new Setting(
            Setting.Group.DETECTOR,
            "detector-thresholds",
            "",
            "LIST",
            "NAME=SCORE, joined by commas: the score, in (0, 1], from which on a detector"
                + " says that the answer has settled. Default: forced-answer=1,"
                + "confidence=0.95,entropy=0.8,margin=0.5."),
        new Setting(
            Setting.Group.DETECTOR,
            "probe-gap-tokens",
            "128",
            "TOKENS",
            "Least thinking between two checkpoints."),
        new Setting(
            Setting.Group.DETECTOR,
            "probe-patience",
            "2",
            "COUNT",
            "At how many checkpoints in a row a detector must say so, or forced answers be"
                + " equal."),
        new Setting(
            Setting.Group.DETECTOR,
            "probe-answer-tokens",
            "20",
            "TOKENS",
            "Most tokens of a forced answer."),
        new Setting(
            Setting.Group.DETECTOR,
            "probe-opener",
            "The final answer is",
            "TEXT",
            "The words that a forced answer begins with; \\n is a line end."));
  }

  /** Returns the settings that override the trimmer's policy. */
  static List<Setting> trim() {
    List<Setting> table = new ArrayList<>();
    TrimSettings.pith()
        .asMap()
        .forEach(
            (key, value) -> {
              if (!key.equals("mode")) {
                table.add(
                    new Setting(
                        Setting.Group.TRIM,
                        Setting.TRIM_PREFIX + key,
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
    return table;
  }

  private static String unit(Object value) {
    return value instanceof TriggerPattern ? "REGEX" : value instanceof Number ? "NUMBER" : "VALUE";
  }
}
