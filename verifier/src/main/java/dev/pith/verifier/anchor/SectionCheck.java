package dev.pith.verifier.anchor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whether a text is another one with sections left out: each of its sections must be much
 * like a section of the original, in the same order and each used at most once.
 *
 * <p>The earliest match is taken each time, which finds an assignment whenever there is one.
 * Sections are what two adjoining line ends divide.
 *
 * @param threshold how alike, as a {@linkplain GestaltRatio gestalt ratio} in [0, 1]
 * @param autojunk whether long sections are compared more strictly, as published
 * @param emptySections whether empty sections count, as published
 * @param numbers whether each number of a section must stand in the original one too: the ratio
 *     alone lets a changed digit pass
 */
public record SectionCheck(
    double threshold, boolean autojunk, boolean emptySections, boolean numbers) {
  private static final double PUBLISHED_THRESHOLD = 0.6;
  private static final String SEPARATOR = "\n\n";
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:[.,]\\d+)*");

  /** Refuses a threshold that is no ratio. */
  public SectionCheck {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException("threshold must be in [0, 1]: " + threshold);
    }
  }

  /** Returns the published check. */
  public static SectionCheck published() {
    return new SectionCheck(PUBLISHED_THRESHOLD, true, true, false);
  }

  /** Returns our check: no autojunk, no empty sections, and all numbers must be there. */
  public static SectionCheck strict() {
    return new SectionCheck(PUBLISHED_THRESHOLD, false, false, true);
  }

  /**
   * Finds the sections of the original.
   *
   * @return for each section of the compressed text the index of its original; empty when the text
   *     is refused
   */
  public Optional<List<Integer>> match(String original, String compressed) {
    List<Section> from = sections(original);
    List<Integer> matched = new ArrayList<>();
    int next = 0;
    for (Section section : sections(compressed)) {
      while (next < from.size() && !accepts(from.get(next).text(), section.text())) {
        next++;
      }
      if (next == from.size()) {
        return Optional.empty();
      }
      matched.add(next++);
    }
    return Optional.of(List.copyOf(matched));
  }

  /**
   * A section of a text.
   *
   * @param text without white space around it
   * @param startChar where that begins in the text
   */
  record Section(String text, int startChar) {}

  /** Returns the sections that count. */
  List<Section> sections(String text) {
    List<Section> sections = new ArrayList<>();
    int last = end(text, 0, text.length());
    int from = start(text, 0, last);
    while (from <= last) {
      int separator = text.indexOf(SEPARATOR, from);
      int end = separator < 0 || separator >= last ? last : separator;
      int start = start(text, from, end);
      String section = text.substring(start, end(text, start, end));
      if (emptySections || !section.isEmpty()) {
        sections.add(new Section(section, start));
      }
      from = end + SEPARATOR.length();
    }
    return sections;
  }

  private boolean accepts(String original, String section) {
    return GestaltRatio.reaches(original, section, autojunk, threshold)
        && (!numbers || numbers(original).containsAll(numbers(section)));
  }

  private static List<String> numbers(String text) {
    List<String> numbers = new ArrayList<>();
    Matcher matcher = NUMBER.matcher(text);
    while (matcher.find()) {
      numbers.add(matcher.group());
    }
    return numbers;
  }

  private static int start(String text, int from, int to) {
    int start = from;
    while (start < to && isBlank(text.charAt(start))) {
      start++;
    }
    return start;
  }

  private static int end(String text, int from, int to) {
    int end = to;
    while (end > from && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  /** What the published check strips: four characters more than Java's strip does. */
  private static boolean isBlank(char c) {
    return Character.isWhitespace(c)
        || c == '\u0085'
        || c == '\u00a0'
        || c == '\u2007'
        || c == '\u202f';
  }
}
