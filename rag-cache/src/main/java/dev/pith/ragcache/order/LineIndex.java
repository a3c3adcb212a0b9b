package dev.pith.ragcache.order;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where three lines in a row stand first in what was sent. */
final class LineIndex {
  static final int WINDOW = 3;

  private final Map<String, Integer> lines = new HashMap<>();
  private final Map<Three, SentPassage.Place> places = new HashMap<>();

  private record Three(int first, int second, int third) {}

  /** Adds the lines of a passage; pointers among them do no harm, as no text has such a line. */
  void add(SentPassage sent) {
    int before = -1;
    int last = -1;
    for (int place = 0; place < sent.size(); place++) {
      int line = lines.computeIfAbsent(sent.line(place), unknown -> lines.size());
      if (place >= WINDOW - 1) {
        places.putIfAbsent(
            new Three(before, last, line), new SentPassage.Place(sent, place - WINDOW + 1));
      }
      before = last;
      last = line;
    }
  }

  /** Returns where the three lines from one on stand; null when they stand nowhere. */
  SentPassage.@Nullable Place find(String[] text, int at) {
    if (at + WINDOW > text.length) {
      return null;
    }
    Integer first = lines.get(text[at]);
    Integer second = lines.get(text[at + 1]);
    Integer third = lines.get(text[at + 2]);
    return first == null || second == null || third == null
        ? null
        : places.get(new Three(first, second, third));
  }
}
