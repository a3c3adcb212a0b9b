package dev.pith.plugin.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the settings from a file, the environment and flags. A flag wins over the environment,
 * the environment over the file, the file over the default. What is unknown or unusable is refused
 * by the place where it stands.
 */
public final class SettingsReader {

  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, String> places = new HashMap<>();

  /**
   * Reads a properties file of {@code pith.KEY=VALUE} lines.
   *
   * @throws IllegalArgumentException if it cannot be read, or names a setting that is unknown or
   *     already set in it
   */
  public SettingsReader file(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("cannot read the settings file " + file, unreadable);
    }
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      int number = i + 1;
      StringBuilder logical = new StringBuilder(lines.get(i));
      while (isContinued(logical) && i + 1 < lines.size()) {
        i++;
        logical.append('\n').append(lines.get(i));
      }
      String place = file + ":" + number;
      parse(place, logical.toString())
          .forEach(
              (name, value) -> {
                Integer first = seen.putIfAbsent(name, number);
                if (first != null) {
                  throw new IllegalArgumentException(
                      place + ": " + name + " is already set in line " + first);
                }
                set(place, name, keyInFile(name), Setting.FILE_PREFIX, value);
              });
    }
    return this;
  }

  /** Reads every variable that begins with {@code PITH_}, except {@code PITH_CONFIG}. */
  public SettingsReader environment(Map<String, String> environment) {
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(Setting.ENVIRONMENT_PREFIX) && !name.equals("PITH_CONFIG")) {
            String key =
                name.substring(Setting.ENVIRONMENT_PREFIX.length())
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '-');
            set(name, name, key, Setting.ENVIRONMENT_PREFIX, value);
          }
        });
    return this;
  }

  /** Takes the values of flags, by key. */
  public SettingsReader flags(Map<String, String> flags) {
    flags.forEach((key, value) -> set("--" + key, "--" + key, key, "--", value));
    return this;
  }

  /**
   * Returns what is made of the values.
   *
   * @param use makes it; what it says about a setting is told with the place where that stands
   * @throws IllegalArgumentException if a value is not of its type or out of its range
   */
  public <T> T read(Function<SettingValues, T> use) {
    try {
      return use.apply(new SettingValues(texts));
    } catch (SettingException bad) {
      String place = places.get(bad.key());
      throw new IllegalArgumentException(
          place == null ? bad.getMessage() : place + ": " + bad.getMessage(), bad);
    }
  }

  private static boolean isContinued(CharSequence line) {
    String text = line.toString();
    String body = text.substring(text.lastIndexOf('\n') + 1).stripLeading();
    if (body.startsWith("#") || body.startsWith("!")) {
      return false;
    }
    int backslashes = body.length() - body.replaceFirst("\\\\+$", "").length();
    return backslashes % 2 == 1;
  }

  private static Map<String, String> parse(String place, String line) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(line));
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(place + ": " + malformed.getMessage(), malformed);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    Map<String, String> parsed = new HashMap<>();
    properties.stringPropertyNames().forEach(n -> parsed.put(n, properties.getProperty(n)));
    return parsed;
  }

  private static @Nullable String keyInFile(String name) {
    return name.startsWith(Setting.FILE_PREFIX)
        ? name.substring(Setting.FILE_PREFIX.length())
        : null;
  }

  private void set(String place, String name, @Nullable String key, String prefix, String value) {
    if (key == null || Setting.named(key).isEmpty()) {
      Setting nearest = Setting.nearest(key == null ? name : key);
      String suggestion =
          prefix.equals(Setting.ENVIRONMENT_PREFIX) ? nearest.variable() : prefix + nearest.key();
      throw new IllegalArgumentException(
          (place.equals(name) ? "" : place + ": ")
              + "unknown setting "
              + name
              + "; did you mean "
              + suggestion
              + "?");
    }
    texts.put(key, value);
    places.put(key, place);
  }
}
