package dev.pith.verifier.anchor;

import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a list of section numbers that a model has written. */
final class DropList {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:\\s*[-–]\\s*(\\d{1,9}))?");
  private static final Pattern LIST =
      Pattern.compile(
          "\\[?\\s*"
              + RANGE.pattern()
              + "(?:(?:\\s*,\\s*|\\s+)"
              + RANGE.pattern()
              + ")*\\s*,?\\s*]?\\.?");
  private static final Pattern BRACKETS = Pattern.compile("\\[(\\d{1,9})]");

  private DropList() {}

  /**
   * Reads a list.
   *
   * @param sections how many there are; they are numbered from 1
   * @return the sections counted from 0; empty when the reply is no list, or names one that is not
   *     there
   */
  static Optional<BitSet> read(String reply, int sections) {
    String list = BRACKETS.matcher(Fences.strip(reply)).replaceAll("$1").strip();
    String word = list.toLowerCase(Locale.ROOT).replaceAll("[.\\[\\]\\s]", "");
    if (word.equals("none") || (word.isEmpty() && list.startsWith("["))) {
      return Optional.of(new BitSet());
    }
    if (!LIST.matcher(list).matches()) {
      return Optional.empty();
    }
    BitSet dropped = new BitSet(sections);
    Matcher ranges = RANGE.matcher(list);
    while (ranges.find()) {
      int first = Integer.parseInt(ranges.group(1));
      int last = ranges.group(2) == null ? first : Integer.parseInt(ranges.group(2));
      if (first < 1 || last < first || last > sections) {
        return Optional.empty();
      }
      dropped.set(first - 1, last);
    }
    return Optional.of(dropped);
  }
}
