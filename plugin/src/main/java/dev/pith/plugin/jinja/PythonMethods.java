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
    String plain = Taint.plain(text);
    return switch (method) {
      case "strip" -> Strings.strip(text, given.text(0), true, true);
      case "lstrip" -> Strings.strip(text, given.text(0), true, false);
      case "rstrip" -> Strings.strip(text, given.text(0), false, true);
      case "split" -> Strings.split(text, given.text(0), given.number(1, -1));
      case "rsplit" -> Strings.splitFromEnd(text, given.text(0), given.number(1, -1));
      case "splitlines" -> new ArrayList<Object>(Strings.lines(text));
      case "startswith" -> given.plainTexts(0).stream().anyMatch(Taint.plain(text)::startsWith);
      case "endswith" -> given.plainTexts(0).stream().anyMatch(Taint.plain(text)::endsWith);
      case "replace" ->
          Strings.replace(text, given.needText(0), given.needText(1), given.number(2, -1));
      case "removeprefix" -> Strings.cut(text, given.plainText(0), "");
      case "removesuffix" -> Strings.cut(text, "", given.plainText(0));
      case "find" -> Strings.characters(plain, plain.indexOf(given.plainText(0)));
      case "rfind" -> Strings.characters(plain, plain.lastIndexOf(given.plainText(0)));
      case "count" -> (long) Strings.split(text, given.needText(0), -1).size() - 1;
      case "join" -> Strings.join(text, PythonValues.items(given.need(0)));
      case "upper" -> Strings.upper(text);
      case "lower" -> Strings.lower(text);
      case "title" -> Taint.map(text, Strings::title);
      case "capitalize" -> Taint.map(text, Strings::capitalize);
      case "isdigit" -> Strings.all(plain, Character::isDigit);
      case "isalpha" -> Strings.all(plain, Character::isLetter);
      case "isalnum" -> Strings.all(plain, Character::isLetterOrDigit);
      case "isspace" -> Strings.all(plain, Strings::isSpace);
      case "isupper" ->
          plain.equals(plain.toUpperCase(Locale.ROOT))
              && Strings.any(plain, Character::isUpperCase);
      case "islower" ->
          plain.equals(plain.toLowerCase(Locale.ROOT))
              && Strings.any(plain, Character::isLowerCase);
      default -> throw given.unknown("a text");
    };
  }

  private static @Nullable Object ofMap(Map<?, ?> map, String method, Arguments given) {
    return switch (method) {
      case "get" ->
          map.containsKey(Taint.plain(given.need(0)))
              ? map.get(Taint.plain(given.need(0)))
              : given.orElse(1, None.NONE);
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
