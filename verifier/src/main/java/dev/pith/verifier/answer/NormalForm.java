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

  private static final int MAX_FRAMES = 12;
  private static final int MAX_NAME = 24;
  private static final Set<String> APPROXIMATELY =
      Set.of("approximately", "about", "roughly", "around", "exactly");

  private NormalForm() {}

  /** Returns the normal form; blank when the answer holds nothing but frames. */
  static String of(String answer) {
    String bare = unframed(answer);
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
    return unframed(LatexSpelling.of(withoutMathMarks(unframed(answer))));
  }

  /** Strips frames and closing punctuation. */
  private static String unframed(String answer) {
    String text = answer.strip();
    for (int i = 0; i < MAX_FRAMES; i++) {
      String inner = withoutFrame(text).strip();
      if (inner.length() == text.length()) {
        return text;
      }
      text = inner;
    }
    return text;
  }

  private static String withoutFrame(String text) {
    if (text.startsWith("```")) {
      int firstEnd = text.indexOf('\n');
      int close = text.lastIndexOf("```");
      return firstEnd < 0 || close <= firstEnd ? text : text.substring(firstEnd, close);
    }
    for (String mark : new String[] {"$$", "$", "**", "*", "__", "`", "\"", "“", "'"}) {
      String close = mark.equals("“") ? "”" : mark;
      if (framedBy(text, mark, close)) {
        return text.substring(mark.length(), text.length() - close.length());
      }
    }
    if (framedBy(text, "\\(", "\\)") || framedBy(text, "\\[", "\\]")) {
      return text.substring(2, text.length() - 2);
    }
    if ((text.endsWith(".") && !text.endsWith("..")) || text.endsWith(",") || text.endsWith(";")) {
      return text.substring(0, text.length() - 1);
    }
    return text;
  }

  private static boolean framedBy(String text, String open, String close) {
    return text.length() > open.length() + close.length()
        && text.startsWith(open)
        && text.indexOf(close, open.length()) == text.length() - close.length()
        && !text.endsWith("\\" + close);
  }

  /** Removes dollar signs that mark mathematics; one that stands before an amount stays. */
  private static String withoutMathMarks(String text) {
    int marks = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '$' && (i == 0 || text.charAt(i - 1) != '\\')) {
        marks++;
      }
    }
    if (marks == 0 || marks % 2 == 1) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '$' || (i > 0 && text.charAt(i - 1) == '\\')) {
        out.append(c);
      }
    }
    return out.toString();
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
      brackets += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
      int end = brackets <= 0 && isDigit(c) ? groupsEnd(text, i) : i;
      if (end > i) {
        out.append(text.substring(i, end).replace(",", ""));
        i = end;
      } else if (isDigit(c)) {
        int digitsEnd = digitsEnd(text, i);
        out.append(text, i, digitsEnd);
        i = digitsEnd;
      } else {
        out.append(c);
        i++;
      }
    }
    return out.toString();
  }

  /** Returns the end of a number in groups of three that starts here, or the start if none does. */
  private static int groupsEnd(String text, int start) {
    int end = digitsEnd(text, start);
    if (end - start > 3 || text.charAt(start) == '0') {
      return start;
    }
    int groups = 0;
    while (end < text.length() && text.charAt(end) == ',' && digitsEnd(text, end + 1) == end + 4) {
      end += 4;
      groups++;
    }
    boolean listGoesOn =
        end < text.length()
            && text.charAt(end) == ','
            && end + 1 < text.length()
            && isDigit(text.charAt(end + 1));
    return groups == 0 || listGoesOn ? start : end;
  }

  /** Drops white space beside anything that is not a letter or digit. */
  private static String tight(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != ' ') {
        out.append(c);
      } else if (out.length() > 0
          && i + 1 < text.length()
          && Character.isLetterOrDigit(out.charAt(out.length() - 1))
          && Character.isLetterOrDigit(text.charAt(i + 1))) {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Drops {@code x=}, {@code f(x)=}, {@code x\in} and words of approximation before a value. */
  private static String withoutNames(String text) {
    String value = text;
    while (true) {
      int start = valueStart(value);
      if (start == 0 || start >= value.length()) {
        return value;
      }
      value = value.substring(start).strip();
    }
  }

  /** Returns where the value starts after one name or word, or 0 when there is none. */
  private static int valueStart(String text) {
    int limit = Math.min(text.length(), MAX_NAME);
    int end = 0;
    while (end < limit && (Character.isLetter(text.charAt(end)) || text.charAt(end) == '\\')) {
      end++;
    }
    String word = text.substring(0, end).toLowerCase(Locale.ROOT);
    if (word.equals("final") && text.startsWith(" ", end)) {
      return end;
    }
    if (word.equals("answer") && text.startsWith(":", end)) {
      return end + 1;
    }
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

  private static boolean isProse(String text) {
    if (text.indexOf('\\') >= 0) {
      return false;
    }
    int run = 0;
    for (int i = 0; i < text.length() && run < 3; i++) {
      run = Character.isLetter(text.charAt(i)) ? run + 1 : 0;
    }
    return run >= 3 || text.equalsIgnoreCase("no");
  }

  private static String prose(String text) {
    String words = text.toLowerCase(Locale.ROOT);
    for (String article : new String[] {"the ", "an ", "a "}) {
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
