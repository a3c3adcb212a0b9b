package dev.pith.verifier.surprisal;

import dev.pith.verifier.trace.ThoughtSegmenter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The steps of a reasoning trace: its paragraphs, each with its exact place.
 *
 * <p>A step begins and ends with a character that is not white space. It is told by its index, from
 * 0: two steps may read the same.
 */
public final class TraceSteps {
  /** What stands between two steps when some have been left out. */
  public static final String SEPARATOR = "\n\n";

  private final String text;
  private final int[] startChars;
  private final int[] endChars;

  private TraceSteps(String text, List<int[]> ranges) {
    this.text = text;
    this.startChars = ranges.stream().mapToInt(range -> range[0]).toArray();
    this.endChars = ranges.stream().mapToInt(range -> range[1]).toArray();
  }

  /**
   * Returns the paragraphs of a trace. They end at blank lines, with any line ends and any blanks
   * between; a fenced block of code is never divided.
   */
  public static TraceSteps paragraphs(String thinking) {
    List<int[]> ranges = new ArrayList<>();
    ThoughtSegmenter segmenter =
        new ThoughtSegmenter(
            new ThoughtSegmenter.Settings(ThoughtSegmenter.Boundary.PARAGRAPH, List.of(), 0, 1, 2),
            step -> ranges.add(new int[] {(int) step.startChar(), (int) step.endChar()}));
    segmenter.onText(thinking);
    segmenter.onEnd();
    return new TraceSteps(thinking, ranges);
  }

  /** Returns the steps as published: what stands between two adjoining line ends, in code too. */
  public static TraceSteps published(String thinking) {
    List<int[]> ranges = new ArrayList<>();
    int from = 0;
    while (from <= thinking.length()) {
      int separator = thinking.indexOf(SEPARATOR, from);
      int end = separator < 0 ? thinking.length() : separator;
      int start = from;
      while (start < end && Character.isWhitespace(thinking.charAt(start))) {
        start++;
      }
      int last = end;
      while (last > start && Character.isWhitespace(thinking.charAt(last - 1))) {
        last--;
      }
      if (last > start) {
        ranges.add(new int[] {start, last});
      }
      from = end + SEPARATOR.length();
    }
    return new TraceSteps(thinking, ranges);
  }

  /** Returns how many steps there are; 0 only of a blank trace. */
  public int size() {
    return startChars.length;
  }

  /** Returns the whole trace. */
  public String text() {
    return text;
  }

  /** Returns the text of a step. */
  public String text(int step) {
    return text.substring(startChars[step], endChars[step]);
  }

  /** Returns where a step begins in the trace, in UTF-16 units. */
  public int startChar(int step) {
    return startChars[step];
  }

  /** Returns where a step ends in the trace, in UTF-16 units. */
  public int endChar(int step) {
    return endChars[step];
  }

  /**
   * Returns the trace with some of its steps only: as it is when all are kept, else the kept ones
   * with {@link #SEPARATOR} between.
   */
  public String join(BitSet kept) {
    if (kept.cardinality() == size()) {
      return text;
    }
    StringBuilder joined = new StringBuilder();
    for (int step = kept.nextSetBit(0); step >= 0; step = kept.nextSetBit(step + 1)) {
      joined.append(joined.isEmpty() ? "" : SEPARATOR);
      joined.append(text, startChars[step], endChars[step]);
    }
    return joined.toString();
  }

  /** Returns some of the steps, numbered anew, in the text that {@link #join} makes of them. */
  public TraceSteps only(BitSet kept) {
    if (kept.cardinality() == size()) {
      return this;
    }
    List<int[]> ranges = new ArrayList<>();
    int at = 0;
    for (int step = kept.nextSetBit(0); step >= 0; step = kept.nextSetBit(step + 1)) {
      int end = at + endChars[step] - startChars[step];
      ranges.add(new int[] {at, end});
      at = end + SEPARATOR.length();
    }
    return new TraceSteps(join(kept), ranges);
  }

  /** Returns the set of all steps. */
  public BitSet all() {
    BitSet all = new BitSet(size());
    all.set(0, size());
    return all;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TraceSteps that
        && text.equals(that.text)
        && Arrays.equals(startChars, that.startChars)
        && Arrays.equals(endChars, that.endChars);
  }

  @Override
  public int hashCode() {
    return 31 * text.hashCode() + Arrays.hashCode(startChars);
  }

  @Override
  public String toString() {
    return "TraceSteps[" + size() + " steps, " + text.length() + " characters]";
  }
}
