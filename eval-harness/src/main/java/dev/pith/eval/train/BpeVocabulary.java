package dev.pith.eval.train;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A byte-level BPE vocabulary in the form that GGUF files hold: 256 bytes, merges in order of rank,
 * then the tokens that mark turns and thinking. Immutable and thread-safe.
 */
final class BpeVocabulary {

  /** How the text is split before merging: the rules that GGUF files call qwen2. */
  static final String PRE_TOKENIZER = "qwen2";

  static final Pattern PIECES =
      Pattern.compile(
          "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
              + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+"
              + "|\\p{N}"
              + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
              + "|\\s*[\\r\\n]+"
              + "|\\s+(?!\\S)"
              + "|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  /** Mark turns; text of a user never becomes one of them. */
  static final List<String> CONTROL = List.of(ChatFormat.START, ChatFormat.END);

  /** Mark thinking. */
  static final List<String> USER_DEFINED = List.of(ChatFormat.THINK, ChatFormat.END_THINK);

  static final int BYTES = 256;

  /** Two tokens that become one. */
  record Merge(int left, int right) {}

  private final List<Merge> merges;
  private final Map<Merge, Integer> ranks = new HashMap<>();
  private final List<String> tokens = new ArrayList<>();
  private final Map<String, Integer> specials = new HashMap<>();

  BpeVocabulary(List<Merge> merges) {
    this.merges = List.copyOf(merges);
    for (int b = 0; b < BYTES; b++) {
      tokens.add(byteCharacter(b));
    }
    for (Merge merge : merges) {
      ranks.put(merge, ranks.size());
      tokens.add(tokens.get(merge.left()) + tokens.get(merge.right()));
    }
    for (List<String> group : List.of(CONTROL, USER_DEFINED)) {
      for (String special : group) {
        specials.put(special, tokens.size());
        tokens.add(special);
      }
    }
  }

  int size() {
    return tokens.size();
  }

  /** Returns the tokens as GGUF files write them: every byte as one printable character. */
  List<String> tokens() {
    return List.copyOf(tokens);
  }

  /** Returns the merges as GGUF files write them. */
  List<String> mergeTexts() {
    return merges.stream()
        .map(merge -> tokens.get(merge.left()) + " " + tokens.get(merge.right()))
        .toList();
  }

  /** Returns the id of a token that marks turns or thinking. */
  int special(String text) {
    Integer id = specials.get(text);
    if (id == null) {
      throw new IllegalArgumentException("no special token: " + text);
    }
    return id;
  }

  /** Returns the tokens of a piece that the pre-tokenizer left whole. */
  int[] encodePiece(String piece) {
    byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
    List<Integer> ids = new ArrayList<>(bytes.length);
    for (byte b : bytes) {
      ids.add(b & 0xff);
    }
    while (true) {
      int best = -1;
      int bestRank = Integer.MAX_VALUE;
      for (int i = 0; i + 1 < ids.size(); i++) {
        int rank = ranks.getOrDefault(new Merge(ids.get(i), ids.get(i + 1)), Integer.MAX_VALUE);
        if (rank < bestRank) {
          best = i;
          bestRank = rank;
        }
      }
      if (best < 0) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
      }
      ids.set(best, BYTES + bestRank);
      ids.remove(best + 1);
    }
  }

  /** Returns the character by which GGUF files write a byte. */
  private static String byteCharacter(int b) {
    if (isPrintable(b)) {
      return String.valueOf((char) b);
    }
    int unprintable = 0;
    for (int i = 0; i < b; i++) {
      unprintable += isPrintable(i) ? 0 : 1;
    }
    return String.valueOf((char) (BYTES + unprintable));
  }

  private static boolean isPrintable(int b) {
    return (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
  }
}
