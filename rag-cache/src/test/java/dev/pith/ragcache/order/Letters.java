package dev.pith.ragcache.order;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Chunks that are named by letters, for short tests. */
final class Letters {
  private static final Map<String, Integer> TOKENS =
      Map.of("A", 200, "B", 300, "C", 120, "D", 512, "E", 50);

  private Letters() {}

  /** Returns the chunks of a text such as "A B C". */
  static List<SizedChunk<String>> chunks(String letters) {
    return Arrays.stream(letters.split(" "))
        .map(letter -> new SizedChunk<>(letter, TOKENS.getOrDefault(letter, 10)))
        .toList();
  }

  static String letters(List<SizedChunk<String>> chunks) {
    return chunks.stream().map(SizedChunk::key).collect(Collectors.joining(" "));
  }

  /** Returns a trie of these sequences that forgets nothing. */
  static ServedTrie<String> served(String... sequences) {
    ServedTrie<String> trie = new ServedTrie<>(0, Duration.ofDays(1), 1_000, new ManualNanos());
    for (String sequence : sequences) {
      trie.serve(chunks(sequence));
    }
    return trie;
  }
}
