package dev.pith.plugin.local.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.DoublePredicate;

/**
 * The members of a request, each read as what it must be. A member that is null is absent; one of
 * another type or out of its range is refused by name.
 */
final class Fields {

  /** Values are quoted in complaints up to here. */
  private static final int MAX_QUOTED_CHARS = 60;

  private final JsonNode root;

  Fields(JsonNode root) {
    this.root = root;
  }

  /** Returns a member, missing when it is absent. */
  JsonNode node(String name) {
    JsonNode member = root.path(name);
    return member.isNull() ? root.path("") : member;
  }

  boolean has(String name) {
    return !node(name).isMissingNode();
  }

  boolean flag(String name, boolean fallback) throws BadParameterException {
    JsonNode value = node(name);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isBoolean()) {
      throw bad(name, "true or false", value);
    }
    return value.booleanValue();
  }

  OptionalInt whole(String name, int least, int most) throws BadParameterException {
    OptionalLong value = whole(name, (long) least, most);
    return value.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) value.getAsLong());
  }

  OptionalLong whole(String name, long least, long most) throws BadParameterException {
    JsonNode value = node(name);
    if (value.isMissingNode()) {
      return OptionalLong.empty();
    }
    if (!value.isNumber()
        || !value.canConvertToExactIntegral()
        || !value.canConvertToLong()
        || value.longValue() < least
        || value.longValue() > most) {
      throw bad(name, "a whole number " + range(least, most), value);
    }
    return OptionalLong.of(value.longValue());
  }

  /**
   * Returns a number.
   *
   * @param rule what {@code holds} tests, in words: {@code in [0, 2]}
   */
  double real(String name, double fallback, DoublePredicate holds, String rule)
      throws BadParameterException {
    JsonNode value = node(name);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isNumber() || !holds.test(value.doubleValue())) {
      throw bad(name, "a number " + rule, value);
    }
    return value.doubleValue();
  }

  Optional<String> text(String name) throws BadParameterException {
    JsonNode value = node(name);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw bad(name, "a string", value);
    }
    return Optional.of(value.textValue());
  }

  /** Returns a list of non-empty strings; a single one may stand without a list. */
  List<String> texts(String name, int most) throws BadParameterException {
    JsonNode value = node(name);
    if (value.isMissingNode()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode each : value.isArray() ? value : List.of(value)) {
      if (!each.isTextual() || each.textValue().isEmpty() || texts.size() == most) {
        throw bad(name, "a non-empty string or a list of at most " + most + " of them", value);
      }
      texts.add(each.textValue());
    }
    return texts;
  }

  /** Returns the complaint about a value. */
  static BadParameterException bad(String name, String expected, JsonNode found) {
    if (found.isMissingNode()) {
      return BadParameterException.value(name, name + " is missing; it must be " + expected);
    }
    String value = found.toString();
    if (value.length() > MAX_QUOTED_CHARS) {
      value = value.substring(0, MAX_QUOTED_CHARS) + "...";
    }
    return BadParameterException.value(name, name + " must be " + expected + ": " + value);
  }

  private static String range(long least, long most) {
    if (least == Long.MIN_VALUE && most == Long.MAX_VALUE) {
      return "of 64 bits";
    }
    return most == Integer.MAX_VALUE ? "of at least " + least : "in [" + least + ", " + most + "]";
  }
}
