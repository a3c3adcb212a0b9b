package dev.pith.plugin.settings;

import dev.pith.verifier.detect.DetectorSettings;
import dev.pith.verifier.trim.TrimSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The values of the settings, read as what they stand for.
 *
 * <p>Every method takes the key of a setting and throws {@link SettingException} when its text is
 * not of the type asked for.
 */
public final class SettingValues {

  private final Map<String, String> texts;

  /**
   * Takes the texts by key; a key that is missing has its default.
   *
   * @param texts text of each setting that is set, by key
   */
  public SettingValues(Map<String, String> texts) {
    this.texts = texts;
  }

  /** Returns the text, without white space around it. */
  public String text(String key) {
    Setting setting = Setting.named(key).orElseThrow();
    return texts.getOrDefault(key, setting.defaultText()).strip();
  }

  /** Returns these values, and for a setting that they do not name this text. */
  public SettingValues orElse(String key, String text) {
    Map<String, String> all = new HashMap<>(texts);
    all.putIfAbsent(key, text);
    return new SettingValues(all);
  }

  /** Returns a URL; null when the text is empty. */
  public @Nullable URI url(String key) {
    String text = text(key);
    if (text.isEmpty()) {
      return null;
    }
    try {
      return new URI(text);
    } catch (URISyntaxException bad) {
      throw new SettingException(
          key, key + " must be a URL: " + text + " (" + bad.getReason() + ")");
    }
  }

  /** Returns the path of a file; null when the text is empty. */
  public @Nullable Path path(String key) {
    String text = text(key);
    try {
      return text.isEmpty() ? null : Path.of(text);
    } catch (InvalidPathException bad) {
      throw new SettingException(key, key + " must be a path: " + text);
    }
  }

  /** Returns a whole number in [1, most]; the fallback when the text is empty. */
  public long count(String key, long most, long fallback) {
    String text = text(key);
    if (text.isEmpty()) {
      return fallback;
    }
    if (!text.matches("0*[0-9]{1,18}") || Long.parseLong(text) < 1 || Long.parseLong(text) > most) {
      throw new SettingException(
          key, key + " must be a whole number in [1, " + most + "]: " + text);
    }
    return Long.parseLong(text);
  }

  /** Returns a whole number. */
  public int number(String key) {
    try {
      return Integer.parseInt(text(key));
    } catch (NumberFormatException bad) {
      throw new SettingException(
          key, key + " must be a whole number up to " + Integer.MAX_VALUE + ": " + text(key));
    }
  }

  /** Returns a number in [0, most]; empty when the text is. */
  public OptionalDouble decimal(String key, double most) {
    String text = text(key);
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (!text.matches("[0-9]{1,9}([.][0-9]{0,12})?") || Double.parseDouble(text) > most) {
      throw new SettingException(key, key + " must be a number in [0, " + most + "]: " + text);
    }
    return OptionalDouble.of(Double.parseDouble(text));
  }

  /** Returns a number of milliseconds. */
  public Duration millis(String key) {
    return Duration.ofMillis(number(key));
  }

  /** Returns true or false. */
  public boolean flag(String key) {
    return Boolean.parseBoolean(choice(key));
  }

  /** Returns one of the values that the setting names as its unit. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    return Enum.valueOf(type, choice(key).toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Returns a text in which white space counts and line ends are written as {@code \\n}. */
  public String escaped(String key) {
    String text = texts.getOrDefault(key, Setting.named(key).orElseThrow().defaultText());
    try {
      return text.translateEscapes();
    } catch (IllegalArgumentException bad) {
      throw new SettingException(key, key + " has an unknown escape: " + text);
    }
  }

  /** Returns when to cut: the policy with what overrides it. */
  public TrimSettings trim() {
    TrimSettings trim =
        switch (choice("policy")) {
          case "faithful" -> TrimSettings.faithful();
          case "short" -> TrimSettings.forShortTraces();
          default -> TrimSettings.pith();
        };
    Map<String, String> open = new LinkedHashMap<>();
    for (Setting setting : Setting.all()) {
      String text = texts.get(setting.key());
      if (text != null && setting.trimKey().isPresent()) {
        open.put(setting.key(), text.strip());
      }
    }
    /* Two values may be right together and wrong one by one: go on until no further one fits. */
    while (!open.isEmpty()) {
      SettingException refused = null;
      Map<String, String> left = new LinkedHashMap<>();
      for (Map.Entry<String, String> entry : open.entrySet()) {
        String trimKey = Setting.named(entry.getKey()).flatMap(Setting::trimKey).orElseThrow();
        try {
          trim = trim.with(trimKey, entry.getValue());
        } catch (IllegalArgumentException bad) {
          refused = new SettingException(entry.getKey(), String.valueOf(bad.getMessage()));
          left.put(entry.getKey(), entry.getValue());
        }
      }
      if (refused != null && left.size() == open.size()) {
        throw refused;
      }
      open = left;
    }
    return trim;
  }

  /** Returns which detectors are asked, and how they are combined. */
  public DetectorSettings detectors() {
    return new DetectorValues(this).read();
  }

  private String choice(String key) {
    List<String> choices = Arrays.asList(Setting.named(key).orElseThrow().unit().split("\\|", -1));
    String text = text(key).toLowerCase(Locale.ROOT);
    if (!choices.contains(text)) {
      throw new SettingException(key, key + " must be one of " + choices + ": " + text(key));
    }
    return text;
  }
}
