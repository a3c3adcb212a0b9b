package dev.pith.verifier.answer;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a number counts, in one spelling: {@code cm}, {@code km/h}, {@code apple}. */
final class Unit {

  private static final int MAX_WORDS = 5;

  private static final Map<String, String> SPELLINGS =
      Map.ofEntries(
          entry("millimeter", "mm"),
          entry("millimetre", "mm"),
          entry("centimeter", "cm"),
          entry("centimetre", "cm"),
          entry("meter", "m"),
          entry("metre", "m"),
          entry("kilometer", "km"),
          entry("kilometre", "km"),
          entry("inche", "in"),
          entry("inch", "in"),
          entry("foot", "ft"),
          entry("feet", "ft"),
          entry("yard", "yd"),
          entry("mile", "mi"),
          entry("gram", "g"),
          entry("kilogram", "kg"),
          entry("pound", "lb"),
          entry("ounce", "oz"),
          entry("liter", "l"),
          entry("litre", "l"),
          entry("milliliter", "ml"),
          entry("millilitre", "ml"),
          entry("second", "s"),
          entry("sec", "s"),
          entry("minute", "min"),
          entry("hour", "h"),
          entry("hr", "h"),
          entry("degree", "°"),
          entry("deg", "°"),
          entry("dollar", "$"),
          entry("usd", "$"),
          entry("euro", "€"),
          entry("eur", "€"),
          entry("cent", "¢"),
          entry("sq", "square"),
          entry("per", "/"),
          entry("unit", ""));

  /** Units that may follow a number without a space. */
  private static final Set<String> SHORT =
      Words.of("mm cm km in ft yd mi mg kg lb oz ml min kw mph hz kj mol kmh usd eur");

  /** Units of one letter, which after a space are no variables. */
  private static final Set<String> SINGLE = Words.of("m g l s h w j n v k");

  private Unit() {}

  static boolean isSign(char c) {
    return c == '$' || c == '€' || c == '£' || c == '¥' || c == '¢' || c == '₹';
  }

  /**
   * Returns the unit in one spelling: empty for no words, null when the words are no unit.
   *
   * @param words what follows the number
   * @param apart whether a space or bracket stands between the number and the words
   */
  static @Nullable String of(String words, boolean apart) {
    if (words.length() == 1 && isSign(words.charAt(0))) {
      return words;
    }
    StringBuilder unit = new StringBuilder();
    String power = "";
    int count = 0;
    String spaced = words.replace("°", " degree ").replace("/", " per ").strip();
    for (String part : spaced.isEmpty() ? new String[0] : spaced.split(" +")) {
      int mark = part.indexOf('^');
      String name = (mark < 0 ? part : part.substring(0, mark)).toLowerCase(Locale.ROOT);
      if (++count > MAX_WORDS || !isName(name, apart || words.startsWith("°"))) {
        return null;
      }
      String spelling = spelling(name);
      switch (spelling) {
        case "square" -> power = "^2";
        case "cubic" -> power = "^3";
        default -> {
          boolean separate =
              unit.length() > 0 && !spelling.equals("/") && unit.charAt(unit.length() - 1) != '/';
          unit.append(separate && !spelling.isEmpty() ? " " : "").append(spelling);
          unit.append(spelling.isEmpty() ? "" : mark < 0 ? power : part.substring(mark));
          power = "";
        }
      }
    }
    return unit.toString();
  }

  private static boolean isName(String name, boolean apart) {
    if (name.isEmpty()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (!Character.isLetter(name.charAt(i)) && "'-.".indexOf(name.charAt(i)) < 0) {
        return false;
      }
    }
    return name.length() == 1 ? apart && SINGLE.contains(name) : apart || SHORT.contains(name);
  }

  private static String spelling(String name) {
    String word = name;
    if (word.length() > 3 && word.endsWith("s") && !word.endsWith("ss")) {
      word = word.substring(0, word.length() - 1);
    }
    return SPELLINGS.getOrDefault(word, word);
  }
}
