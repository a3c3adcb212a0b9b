package dev.pith.ragcache.order;

import java.util.ArrayList;
import java.util.List;

/** A passage as it is sent: some of its lines are its own, others are pointers. */
final class SentPassage {
  private final Passage passage;
  private final String[] lines;

  private SentPassage(Passage passage, String[] lines) {
    this.passage = passage;
    this.lines = lines;
  }

  /** Lines of a passage, and where the same ones stand. */
  record Run(int first, int end, Place source) {
    int lines() {
      return end - first;
    }

    Pointer pointer() {
      return Pointer.to(source.passage.passage.name(), source.passage.lines, source.line, lines());
    }
  }

  /** A line of a passage as it is sent. */
  record Place(SentPassage passage, int line) {}

  /**
   * Puts pointers into a passage.
   *
   * @param lines its lines
   * @param runs the lines that pointers replace, in order
   */
  static SentPassage of(Passage passage, String[] lines, List<Run> runs) {
    List<String> all = List.of(lines);
    List<String> sent = new ArrayList<>(lines.length);
    int line = 0;
    for (Run run : runs) {
      sent.addAll(all.subList(line, run.first));
      sent.add(run.pointer().toString());
      line = run.end;
    }
    sent.addAll(all.subList(line, lines.length));
    return new SentPassage(passage, sent.toArray(new String[0]));
  }

  int message() {
    return passage.message();
  }

  int size() {
    return lines.length;
  }

  /** Tells whether a line stands at a place. */
  boolean holds(int place, String line) {
    return place >= 0 && place < lines.length && lines[place].equals(line);
  }

  String line(int place) {
    return lines[place];
  }

  Passage toPassage() {
    return passage.withText(String.join("\n", lines));
  }
}
