package dev.pith.plugin.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods of texts, lists and maps that templates call. */
final class PythonMethods {

  private PythonMethods() {}

  /**
   * Calls a method.
   *
   * @throws PythonError when the value has no such method, or it is called with the wrong arguments
   */
  static @Nullable Object call(Object value, String method, List<@Nullable Object> arguments) {
    Arguments given = new Arguments(method, arguments);
    if (value instanceof CharSequence text) {
      return ofText(text.toString(), method, given);
    } else if (value instanceof Map<?, ?> map) {
      return ofMap(map, method, given);
    } else if (value instanceof List<?> list) {
      return ofList(list, method, given);
    }
    throw given.unknown(value == None.NONE ? "None" : "this value");
  }

  private static Object ofText(String text, String method, Arguments given) {
    return switch (method) {
      case "strip" -> Strings.strip(text, given.text(0), true, true);
      case "lstrip" -> Strings.strip(text, given.text(0), true, false);
      case "rstrip" -> Strings.strip(text, given.text(0), false, true);
      case "split" -> Strings.split(text, given.text(0), given.number(1, -1));
      case "rsplit" -> Strings.splitFromEnd(text, given.text(0), given.number(1, -1));
      case "splitlines" -> new ArrayList<Object>(text.lines().toList());
      case "startswith" -> given.texts(0).stream().anyMatch(text::startsWith);
      case "endswith" -> given.texts(0).stream().anyMatch(text::endsWith);
      case "replace" ->
          Strings.replace(text, given.needText(0), given.needText(1), given.number(2, -1));
      case "removeprefix" ->
          text.startsWith(given.needText(0)) ? text.substring(given.needText(0).length()) : text;
      case "removesuffix" ->
          text.endsWith(given.needText(0))
              ? text.substring(0, text.length() - given.needText(0).length())
              : text;
      case "find" -> Strings.characters(text, text.indexOf(given.needText(0)));
      case "rfind" -> Strings.characters(text, text.lastIndexOf(given.needText(0)));
      case "count" -> (long) Strings.split(text, given.needText(0), -1).size() - 1;
      case "join" -> Strings.join(text, PythonValues.items(given.need(0)));
      case "upper" -> text.toUpperCase(Locale.ROOT);
      case "lower" -> text.toLowerCase(Locale.ROOT);
      case "title" -> Strings.title(text);
      case "capitalize" -> Strings.capitalize(text);
      case "isdigit" -> Strings.all(text, Character::isDigit);
      case "isalpha" -> Strings.all(text, Character::isLetter);
      case "isalnum" -> Strings.all(text, Character::isLetterOrDigit);
      case "isspace" -> Strings.all(text, Strings::isSpace);
      case "isupper" ->
          text.equals(text.toUpperCase(Locale.ROOT)) && Strings.any(text, Character::isUpperCase);
      case "islower" ->
          text.equals(text.toLowerCase(Locale.ROOT)) && Strings.any(text, Character::isLowerCase);
      default -> throw given.unknown("a text");
    };
  }

  private static @Nullable Object ofMap(Map<?, ?> map, String method, Arguments given) {
    return switch (method) {
      case "get" ->
          map.containsKey(given.need(0)) ? map.get(given.need(0)) : given.orElse(1, None.NONE);
      case "keys" -> new ArrayList<Object>(map.keySet());
      case "values" -> new ArrayList<Object>(map.values());
      case "items" -> pairs(map);
      default -> throw given.unknown("a map");
    };
  }

  private static Object ofList(List<?> list, String method, Arguments given) {
    return switch (method) {
      case "count" ->
          list.stream().filter(item -> PythonValues.areEqual(item, given.need(0))).count();
      case "index" -> {
        for (int i = 0; i < list.size(); i++) {
          if (PythonValues.areEqual(list.get(i), given.need(0))) {
            yield (long) i;
          }
        }
        throw new PythonError("index: the list has no such item");
      }
      default -> throw given.unknown("a list");
    };
  }

  /** Returns the entries of a map as lists of two. */
  static List<Object> pairs(Map<?, ?> map) {
    List<Object> pairs = new ArrayList<>();
    map.forEach((key, value) -> pairs.add(List.<Object>of(key, value)));
    return pairs;
  }
}
