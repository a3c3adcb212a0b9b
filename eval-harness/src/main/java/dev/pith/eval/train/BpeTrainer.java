package dev.pith.eval.train;

import dev.pith.eval.train.BpeVocabulary.Merge;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Learns the merges of a byte-level BPE vocabulary: again and again, the most frequent pair of
 * neighbours becomes a token.
 *
 * <p>Generated text has few different words, so that all of them are counted anew for every merge.
 */
final class BpeTrainer {
  private static final int MIN_COUNT = 2;

  private static final Comparator<Map.Entry<Merge, Long>> MOST_FREQUENT =
      Map.Entry.<Merge, Long>comparingByValue()
          .thenComparing(entry -> -entry.getKey().left())
          .thenComparing(entry -> -entry.getKey().right());

  /** The pieces within which tokens merge: the rules that GGUF files call qwen2. */
  private static final Pattern PIECES =
      Pattern.compile(
          "'(?i:s|t|re|ve|m|ll|d)"
              + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+"
              + "|\\p{N}"
              + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
              + "|\\s*[\\r\\n]+"
              + "|\\s+(?!\\S)"
              + "|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  private final Map<String, Long> words = new TreeMap<>();

  /** Counts the words of a text without special tokens. */
  void add(String text) {
    Matcher pieces = PIECES.matcher(text);
    while (pieces.find()) {
      words.merge(pieces.group(), 1L, Long::sum);
    }
  }

  /** Returns a vocabulary of at most so many tokens; fewer where no pair is left. */
  BpeVocabulary train(int maxTokens) {
    int specials = BpeVocabulary.SPECIALS;
    if (maxTokens < BpeVocabulary.BYTES + specials || maxTokens > Character.MAX_VALUE) {
      throw new IllegalArgumentException("maxTokens must be in [260, 65535]: " + maxTokens);
    }
    List<int[]> spelt = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    words.forEach(
        (word, count) -> {
          spelt.add(bytes(word));
          counts.add(count);
        });
    List<Merge> merges = new ArrayList<>();
    while (BpeVocabulary.BYTES + merges.size() + specials < maxTokens) {
      Map<Merge, Long> pairs = new HashMap<>();
      for (int w = 0; w < spelt.size(); w++) {
        int[] word = spelt.get(w);
        for (int i = 0; i + 1 < word.length; i++) {
          pairs.merge(new Merge(word[i], word[i + 1]), counts.get(w), Long::sum);
        }
      }
      Map.Entry<Merge, Long> best = pairs.entrySet().stream().max(MOST_FREQUENT).orElse(null);
      if (best == null || best.getValue() < MIN_COUNT) {
        break;
      }
      Merge merge = best.getKey();
      int id = BpeVocabulary.BYTES + merges.size();
      merges.add(merge);
      spelt.replaceAll(word -> merged(word, merge, id));
    }
    return new BpeVocabulary(merges);
  }

  private static int[] bytes(String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    return IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xff).toArray();
  }

  private static int[] merged(int[] word, Merge merge, int id) {
    int[] shorter = new int[word.length];
    int length = 0;
    for (int i = 0; i < word.length; i++) {
      boolean here = i + 1 < word.length && word[i] == merge.left() && word[i + 1] == merge.right();
      shorter[length++] = here ? id : word[i];
      i += here ? 1 : 0;
    }
    return length == word.length ? word : Arrays.copyOf(shorter, length);
  }
}
