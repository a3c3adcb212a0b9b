package dev.pith.verifier.answer;

import java.util.Locale;
import java.util.Set;

/**
 * The one notation in which equal answers are most often equal text.
 *
 * <p>Frames ({@code $..$}, {@code \boxed}, emphasis, quotes), a name before the value ({@code x
 * =}), groups of thousands, leading zeros, needless white space and the case of words are gone;
 * units and the percent sign stay.
 */
final class NormalForm {

  private static final int MAX_NAME_CHARS = 24;
  private static final String ANSWER_LABEL = "answer:";
  private static final String FINAL = "final ";
  private static final Set<String> APPROXIMATELY =
      Words.of("approximately about roughly around exactly");
  private static final String[] ARTICLES = {"the ", "an ", "a "};

  private NormalForm() {}

  /** Returns the normal form; blank when the answer holds nothing but frames. */
  static String of(String answer) {
    String bare = Frames.strip(answer);
    if (bare.indexOf('\n') >= 0 && bare.indexOf('\\') < 0) {
      return code(bare);
    }
    String spelt = spelt(bare);
    OptionLetter option = OptionLetter.parse(spelt);
    if (option != null && option.text().isEmpty()) {
      return option.toString();
    }
    String value = withoutNames(tight(withoutGroups(spelt)));
    return isProse(value) ? prose(value) : withoutLeadingZeros(value);
  }

  /** Returns the answer without frames and in one spelling, its white space still in place. */
  static String spelt(String answer) {
    return Frames.strip(LatexSpelling.of(Frames.withoutDollarPairs(Frames.strip(answer))));
  }

  private static String code(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.lines()
        .filter(line -> !line.isBlank())
        .forEach(line -> out.append(line.stripTrailing()).append('\n'));
    return out.toString().stripTrailing();
  }

  /** Removes the commas of {@code 1,234,567}, outside brackets, where a comma separates. */
  private static String withoutGroups(String text) {
    if (text.indexOf(',') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int brackets = 0;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      brackets += opensList(text, i) ? 1 : brackets > 0 && ")]}".indexOf(c) >= 0 ? -1 : 0;
      int end = !isDigit(c) ? i + 1 : brackets > 0 ? digitsEnd(text, i) : numberEnd(text, i);
      out.append(isDigit(c) ? text.substring(i, end).replace(",", "") : String.valueOf(c));
      i = end;
    }
    return out.toString();
  }

  /** Tells whether a bracket opens in which commas separate: not the argument of a command. */
  private static boolean opensList(String text, int i) {
    char c = text.charAt(i);
    boolean set = c == '{' && (i == 0 || text.charAt(i - 1) == '\\');
    return c == '(' || c == '[' || set;
  }

  /** Returns the end of the number that starts here, with its groups of three if it has any. */
  private static int numberEnd(String text, int start) {
    int first = digitsEnd(text, start);
    int end = first;
    while (end < text.length() && text.charAt(end) == ',' && digitsEnd(text, end + 1) == end + 4) {
      end += 4;
    }
    boolean listGoesOn =
        end + 1 < text.length() && text.charAt(end) == ',' && isDigit(text.charAt(end + 1));
    boolean grouped = first - start <= 3 && text.charAt(start) != '0' && !listGoesOn;
    return grouped ? end : first;
  }

  /** Drops white space beside anything that is not a letter or digit. */
  private static String tight(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean between =
          out.length() > 0
              && i + 1 < text.length()
              && Character.isLetterOrDigit(out.charAt(out.length() - 1))
              && Character.isLetterOrDigit(text.charAt(i + 1));
      if (c != ' ' || between) {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Drops {@code x=}, {@code f(x)=}, {@code x\in} and words of approximation before a value. */
  private static String withoutNames(String text) {
    String value = text;
    int start = valueStart(value);
    while (start > 0 && start < value.length()) {
      value = value.substring(start).strip();
      start = valueStart(value);
    }
    return value;
  }

  /** Returns where the value starts after one name or word, or 0 when there is none. */
  private static int valueStart(String text) {
    int label = text.regionMatches(true, 0, FINAL, 0, FINAL.length()) ? FINAL.length() : 0;
    if (text.regionMatches(true, label, ANSWER_LABEL, 0, ANSWER_LABEL.length())) {
      return label + ANSWER_LABEL.length();
    }
    int limit = Math.min(text.length(), MAX_NAME_CHARS);
    int end = 0;
    while (end < limit && (Character.isLetter(text.charAt(end)) || text.charAt(end) == '\\')) {
      end++;
    }
    String word = text.substring(0, end).toLowerCase(Locale.ROOT);
    if (APPROXIMATELY.contains(word) || word.endsWith("\\approx") || word.endsWith("\\in")) {
      return end;
    }
    while (end > 0 && end < limit && isNamePart(text.charAt(end))) {
      end++;
    }
    return end > 0 && end < text.length() && text.charAt(end) == '=' ? end + 1 : 0;
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || "_'(){},".indexOf(c) >= 0;
  }

  /** Tells whether there is a word of three letters, outside commands. */
  private static boolean isProse(String text) {
    int run = 0;
    for (int i = 0; i < text.length() && run < 3; i++) {
      run = Character.isLetter(text.charAt(i)) ? run + 1 : 0;
    }
    return text.indexOf('\\') < 0 && (run >= 3 || text.equalsIgnoreCase("no"));
  }

  private static String prose(String text) {
    String words = text.toLowerCase(Locale.ROOT);
    for (String article : ARTICLES) {
      if (words.startsWith(article)) {
        return words.substring(article.length());
      }
    }
    return words;
  }

  private static String withoutLeadingZeros(String text) {
    boolean minus = text.startsWith("-");
    int start = minus || text.startsWith("+") ? 1 : 0;
    if (start == text.length() || digitsEnd(text, start) != text.length()) {
      return text;
    }
    int first = start;
    while (first < text.length() - 1 && text.charAt(first) == '0') {
      first++;
    }
    String digits = text.substring(first);
    return minus && !digits.equals("0") ? "-" + digits : digits;
  }

  private static int digitsEnd(String text, int start) {
    int end = start;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
