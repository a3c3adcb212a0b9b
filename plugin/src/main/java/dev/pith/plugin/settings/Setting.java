package dev.pith.plugin.settings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

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

  private static final List<Setting> ALL =
      Stream.of(
              ServerTable.settings(),
              DecisionTable.settings(),
              RagTable.settings(),
              HistoryTable.settings(),
              BooksTable.settings(),
              DecisionTable.trim())
          .flatMap(List::stream)
          .toList();

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
}
