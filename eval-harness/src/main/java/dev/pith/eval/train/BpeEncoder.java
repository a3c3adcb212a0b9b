package dev.pith.eval.train;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns generated text into token ids, special tokens included.
 *
 * <p>It remembers every word, of which generated text has few. Thread-safe.
 */
final class BpeEncoder {
  private static final Pattern SPECIALS =
      Pattern.compile(
          Stream.concat(BpeVocabulary.CONTROL.stream(), BpeVocabulary.USER_DEFINED.stream())
              .map(Pattern::quote)
              .collect(Collectors.joining("|")));

  private final BpeVocabulary vocabulary;
  private final Map<String, int[]> known = new ConcurrentHashMap<>();

  BpeEncoder(BpeVocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** Returns the ids of a text. */
  int[] encode(String text) {
    Ids ids = new Ids(text.length());
    Matcher specials = SPECIALS.matcher(text);
    int from = 0;
    while (specials.find()) {
      encodePlain(text.substring(from, specials.start()), ids);
      ids.add(vocabulary.special(specials.group()));
      from = specials.end();
    }
    encodePlain(text.substring(from), ids);
    return ids.toArray();
  }

  private void encodePlain(String text, Ids ids) {
    Matcher pieces = BpeVocabulary.PIECES.matcher(text);
    while (pieces.find()) {
      for (int id : known.computeIfAbsent(pieces.group(), vocabulary::encodePiece)) {
        ids.add(id);
      }
    }
  }

  /** A growing list of ids. */
  private static final class Ids {
    private int[] ids;
    private int size;

    Ids(int capacity) {
      ids = new int[Math.max(16, capacity)];
    }

    void add(int id) {
      if (size == ids.length) {
        ids = Arrays.copyOf(ids, 2 * size);
      }
      ids[size++] = id;
    }

    int[] toArray() {
      return Arrays.copyOf(ids, size);
    }
  }
}
