package dev.pith.plugin.jinja;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.filter.FloatFilter;
import com.hubspot.jinjava.lib.filter.MapFilter;
import com.hubspot.jinjava.lib.filter.RejectAttrFilter;
import com.hubspot.jinjava.lib.filter.RejectFilter;
import com.hubspot.jinjava.lib.filter.SelectAttrFilter;
import com.hubspot.jinjava.lib.filter.SelectFilter;
import com.hubspot.jinjava.lib.filter.SumFilter;
import com.hubspot.jinjava.lib.filter.WordCountFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The filters that templates may use: Jinja's own, as Python has them. */
final class Filters {

  /** What a filter makes of a value. */
  @FunctionalInterface
  private interface Rule {
    @Nullable Object apply(@Nullable Object value, Arguments arguments);
  }

  private record PythonFilter(String name, Rule rule) implements Filter {

    @Override
    public String getName() {
      return name;
    }

    @Override
    public @Nullable Object filter(
        @Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
      return rule.apply(value, new Arguments(name, Arrays.asList((Object[]) arguments)));
    }

    @Override
    public @Nullable Object filter(
        @Nullable Object value,
        JinjavaInterpreter interpreter,
        @Nullable Object[] arguments,
        Map<String, Object> named) {
      return rule.apply(value, new Arguments(name, Arrays.asList(arguments), named));
    }
  }

  /** A filter of Jinjava over items, of which for Jinjava a text has one, itself. */
  private record OverItems(Filter filter) implements Filter {

    @Override
    public String getName() {
      return filter.getName();
    }

    @Override
    public Object filter(
        @Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
      return filter.filter(PythonValues.items(value), interpreter, arguments);
    }

    @Override
    public Object filter(
        @Nullable Object value,
        JinjavaInterpreter interpreter,
        @Nullable Object[] arguments,
        Map<String, Object> named) {
      return filter.filter(PythonValues.items(value), interpreter, arguments, named);
    }
  }

  /** A filter of Jinjava that makes a number of a text. */
  private record OverPlain(Filter filter) implements Filter {

    @Override
    public String getName() {
      return filter.getName();
    }

    @Override
    public Object filter(
        @Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
      return filter.filter(Taint.plain(value), interpreter, arguments);
    }
  }

  /** Jinjava's filters that do what Jinja's do. */
  static final Set<String> OF_JINJAVA = Set.of("abs");

  private Filters() {}

  /** Returns those that replace Jinjava's. */
  static List<Filter> all() {
    return List.of(
        new OverItems(new MapFilter()),
        new OverItems(new RejectFilter()),
        new OverItems(new RejectAttrFilter()),
        new OverItems(new SelectFilter()),
        new OverItems(new SelectAttrFilter()),
        new OverItems(new SumFilter()),
        new OverPlain(new FloatFilter()),
        new OverPlain(new WordCountFilter()),
        of("sort", Ordering::sort),
        of("dictsort", Ordering::sortEntries),
        of("unique", Ordering::unique),
        of("tojson", Filters::toJson),
        of("items", (value, args) -> items(value)),
        of("list", (value, args) -> PythonValues.items(value)),
        of("string", (value, args) -> PythonText.str(value)),
        of("safe", (value, args) -> value),
        of("length", (value, args) -> (long) PythonValues.length(value)),
        of("count", (value, args) -> (long) PythonValues.length(value)),
        of("first", (value, args) -> value == null ? null : PythonValues.item(value, 0)),
        of("last", (value, args) -> value == null ? null : PythonValues.item(value, -1)),
        of("reverse", (value, args) -> reversed(value)),
        of("min", (value, args) -> Ordering.extreme(value, args, false)),
        of("max", (value, args) -> Ordering.extreme(value, args, true)),
        of("default", Filters::orDefault),
        of("d", Filters::orDefault),
        of("trim", (value, args) -> Strings.strip(PythonText.str(value), args.text(0), true, true)),
        of("upper", (value, args) -> Strings.upper(PythonText.str(value))),
        of("lower", (value, args) -> Strings.lower(PythonText.str(value))),
        of("capitalize", (value, args) -> Taint.map(PythonText.str(value), Strings::capitalize)),
        of("title", (value, args) -> Taint.map(PythonText.str(value), Strings::titleWords)),
        of("int", Filters::toInt),
        of(
            "replace",
            (value, args) ->
                Strings.replace(
                    PythonText.str(value), args.needText(0), args.needText(1), args.number(2, -1))),
        of("join", Filters::join),
        of("indent", Filters::indent));
  }

  private static Filter of(String name, Rule rule) {
    return new PythonFilter(name, rule);
  }

  private static Object items(@Nullable Object value) {
    if (value == null) {
      return List.of();
    } else if (value instanceof Map<?, ?> map) {
      return PythonMethods.pairs(map);
    }
    throw new PythonError("items needs a map");
  }

  private static @Nullable Object orDefault(@Nullable Object value, Arguments arguments) {
    Object otherwise = arguments.at(0, "default_value");
    boolean alsoWhenFalse = PythonValues.isTrue(arguments.at(1, "boolean"));
    boolean taken = alsoWhenFalse ? PythonValues.isTrue(value) : value != null;
    return taken ? value : otherwise == null ? "" : otherwise;
  }

  private static @Nullable Object reversed(@Nullable Object value) {
    Object sequence = value instanceof CharSequence ? value : PythonValues.items(value);
    return PythonValues.slice(sequence, null, null, -1L);
  }

  private static Object toInt(@Nullable Object value, Arguments arguments) {
    if (value instanceof Number number) {
      return number.longValue();
    } else if (value instanceof Boolean truth) {
      return truth ? 1L : 0L;
    }
    try {
      return Long.parseLong(Taint.plain(PythonText.str(value)).strip());
    } catch (NumberFormatException noNumber) {
      Object otherwise = arguments.at(0, "default");
      return otherwise == null ? 0L : otherwise;
    }
  }

  private static String join(@Nullable Object value, Arguments arguments) {
    Object separator = arguments.at(0, "d");
    Object attribute = arguments.at(1, "attribute");
    List<String> texts = new ArrayList<>();
    for (Object item : PythonValues.items(value)) {
      Object part =
          attribute != null && item instanceof Map<?, ?> map
              ? map.get(Taint.plain(attribute))
              : item;
      texts.add(PythonText.str(part));
    }
    return Strings.join(PythonText.str(separator), texts);
  }

  private static String indent(@Nullable Object value, Arguments arguments) {
    Object width = arguments.at(0, "width");
    String space =
        width instanceof CharSequence text
            ? text.toString()
            : " ".repeat(width instanceof Number number ? number.intValue() : 4);
    boolean first = PythonValues.isTrue(arguments.at(1, "first"));
    boolean blank = PythonValues.isTrue(arguments.at(2, "blank"));
    String given = PythonText.str(value);
    String lineEnd = Taint.isIn(given) ? Taint.of("\n") : "\n";
    StringBuilder out = new StringBuilder();
    int line = 0;
    for (Object part : Strings.split(given, "\n", -1)) {
      String text = (String) part;
      boolean indented = line == 0 ? first : blank || !text.isEmpty();
      out.append(line++ == 0 ? "" : lineEnd).append(indented ? space : "").append(text);
    }
    return out.toString();
  }

  private static String toJson(@Nullable Object value, Arguments arguments) {
    Object indent = arguments.at(1, "indent");
    String space =
        indent instanceof Number number
            ? " ".repeat(number.intValue())
            : indent instanceof CharSequence text ? text.toString() : null;
    List<String> separators =
        arguments.at(2, "separators") instanceof List<?> given
            ? given.stream().map(PythonText::str).toList()
            : List.of(space == null ? ", " : ",", ": ");
    return new PythonJson(
            PythonValues.isTrue(arguments.at(0, "ensure_ascii")),
            PythonValues.isTrue(arguments.at(3, "sort_keys")),
            space,
            separators.get(0),
            separators.get(1))
        .write(value);
  }
}
