package dev.pith.ragcache.order;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replaces lines of a conversation that stand in an earlier message by a line that says where. What
 * stands first is never touched, so that every pointer leads to the text itself; {@link #unfold}
 * gives back what was folded.
 *
 * <p>What becomes of a passage depends on itself and those before it alone. So a conversation that
 * grows keeps the beginning that the server has cached. Takes time and memory in proportion to the
 * text. Immutable.
 *
 * @param minLines the fewest lines that are replaced, at least 3
 * @param minChars the fewest characters that are replaced, at least 1
 */
public record RepeatFolder(int minLines, int minChars) {

  /*
   * Any three lines in a row that stand in an earlier message are the seed of a repeat; it is grown
   * line by line in both directions as far as the texts are equal. ContextPilot [1] finds repeats by
   * blocks instead, which lets it forget most of the places; a conversation is short enough for all.
   * Only equal text is folded: a line number before each line makes another text.
   *
   * [1] ContextPilot: Fast Long-Context Inference via Context Reuse
   * https://arxiv.org/abs/2511.03475
   */

  /** Refuses sizes that are too small. */
  public RepeatFolder {
    if (minLines < LineIndex.WINDOW) {
      throw new IllegalArgumentException("minLines must be at least 3: " + minLines);
    }
    if (minChars < 1) {
      throw new IllegalArgumentException("minChars must be at least 1: " + minChars);
    }
  }

  /** Returns a folder that replaces three lines or more of 200 characters or more. */
  public static RepeatFolder defaults() {
    return new RepeatFolder(3, 200);
  }

  /**
   * Folds a conversation. From a passage on that holds a line in the form of a pointer nothing is
   * folded.
   *
   * @param passages in the order in which they are sent
   */
  public List<Passage> fold(List<Passage> passages) {
    LineIndex index = new LineIndex();
    List<Passage> folded = new ArrayList<>(passages.size());
    boolean folds = true;
    for (Passage passage : passages) {
      String[] lines = lines(passage.text());
      folds = folds && !holdsPointer(lines);
      if (!folds) {
        folded.add(passage);
        continue;
      }
      List<SentPassage.Run> runs = passage.foldable() ? runs(passage, lines, index) : List.of();
      SentPassage sent = SentPassage.of(passage, lines, runs);
      index.add(sent);
      folded.add(runs.isEmpty() ? passage : sent.toPassage());
    }
    return folded;
  }

  /**
   * Returns a folded conversation as it was, if it held no line in the form of a pointer.
   *
   * @throws IllegalArgumentException if a pointer leads nowhere
   */
  public static List<Passage> unfold(List<Passage> folded) {
    Map<String, String[]> known = new HashMap<>();
    List<Passage> passages = new ArrayList<>(folded.size());
    for (Passage passage : folded) {
      String[] lines = lines(passage.text());
      List<String> whole = new ArrayList<>();
      for (String line : lines) {
        Optional<Pointer> pointer = Pointer.parse(line);
        if (pointer.isPresent()) {
          whole.addAll(target(pointer.get(), known));
        } else {
          whole.add(line);
        }
      }
      known.put(passage.name(), lines);
      passages.add(passage.withText(String.join("\n", whole)));
    }
    return passages;
  }

  private static List<String> target(Pointer pointer, Map<String, String[]> known) {
    String[] source = known.get(pointer.source());
    int first = pointer.firstLine() - 1;
    if (source == null || first < 0 || first + pointer.lines() > source.length) {
      throw new IllegalArgumentException("a pointer leads nowhere: " + pointer);
    }
    return List.of(source).subList(first, first + pointer.lines());
  }

  private List<SentPassage.Run> runs(Passage passage, String[] lines, LineIndex index) {
    List<SentPassage.Run> runs = new ArrayList<>();
    int done = 0;
    int line = 0;
    while (line < lines.length) {
      SentPassage.Place source = index.find(lines, line);
      line++;
      if (source != null && source.passage().message() < passage.message()) {
        SentPassage.Run run = grow(lines, done, line - 1, source);
        if (isWorthIt(run, lines)) {
          runs.add(run);
          done = run.end();
          line = done;
        }
      }
    }
    return runs;
  }

  /** Returns the longest equal lines around one. */
  private static SentPassage.Run grow(String[] lines, int from, int line, SentPassage.Place place) {
    SentPassage source = place.passage();
    int first = line;
    int there = place.line();
    while (first > from && source.holds(there - 1, lines[first - 1])) {
      first--;
      there--;
    }
    int end = line;
    while (end < lines.length && source.holds(there + end - first, lines[end])) {
      end++;
    }
    return new SentPassage.Run(first, end, new SentPassage.Place(source, there));
  }

  private boolean isWorthIt(SentPassage.Run run, String[] lines) {
    long chars = run.lines() - 1L;
    for (int line = run.first(); line < run.end(); line++) {
      chars += lines[line].length();
    }
    return run.lines() >= minLines
        && chars >= minChars
        && chars > run.pointer().toString().length();
  }

  private static boolean holdsPointer(String[] lines) {
    for (String line : lines) {
      if (Pointer.parse(line).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static String[] lines(String text) {
    return text.split("\n", -1);
  }
}
