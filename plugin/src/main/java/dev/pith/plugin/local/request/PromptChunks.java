package dev.pith.plugin.local.request;

import dev.pith.ragcache.engine.token.TextPiece;
import dev.pith.ragcache.engine.token.Tokenizer;
import dev.pith.ragcache.reuse.ChunkedPrompt;
import dev.pith.ragcache.reuse.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the tokens of retrieved chunks in a prompt.
 *
 * <p>The tokens are those of the whole prompt, whether chunks are reused or not: a token that
 * reaches over the border of a chunk belongs to none. White space behind a chunk is part of it,
 * unless that does not have the same tokens behind every one, as behind a last one that an empty
 * line follows: a chunk has the same tokens wherever it stands.
 */
final class PromptChunks {

  /** Shorter ones are not worth a search. */
  private static final int LEAST_TOKENS = 4;

  private PromptChunks() {}

  /**
   * Returns the prompt with its chunks.
   *
   * @return empty when there are none, or when the tokens do not spell the text, as those of
   *     vocabularies that change white space
   */
  static Optional<ChunkedPrompt> find(List<TextPiece> pieces, int[] tokens, Tokenizer tokenizer) {
    StringBuilder text = new StringBuilder();
    List<int[]> borders = new ArrayList<>();
    for (TextPiece piece : pieces) {
      if (!piece.parseSpecial()) {
        int from = text.length();
        for (int[] border : ChunkBorders.in(piece.text())) {
          borders.add(new int[] {from + border[0], from + border[1]});
        }
      }
      text.append(piece.text());
    }
    if (borders.isEmpty()) {
      return Optional.empty();
    }
    int[] starts = starts(text.toString(), tokens, tokenizer);
    if (starts.length == 0) {
      return Optional.empty();
    }
    List<Span> spans = spans(text, borders, starts, tokens);
    return spans.isEmpty() ? Optional.empty() : Optional.of(ChunkedPrompt.of(tokens, spans));
  }

  private static List<Span> spans(
      CharSequence text, List<int[]> borders, int[] starts, int[] tokens) {
    List<int[]> ranges = new ArrayList<>();
    Set<List<Integer>> tails = new HashSet<>();
    for (int[] border : borders) {
      int from = firstFrom(starts, bytes(text, border[0]));
      int to = Math.min(endBefore(starts, bytes(text, border[1])), tokens.length - 1);
      int bare = Math.min(endBefore(starts, bytes(text, endOfWords(text, border))), to);
      if (bare - from >= LEAST_TOKENS) {
        ranges.add(new int[] {from, bare, to});
        tails.add(Arrays.stream(tokens, bare, to).boxed().toList());
      }
    }
    int end = tails.size() == 1 ? 2 : 1;
    return ranges.stream().map(range -> new Span(range[0], range[end])).toList();
  }

  /**
   * Returns the byte of the text where each token starts, and where the last one ends; nothing when
   * the tokens spell something else.
   */
  private static int[] starts(String text, int[] tokens, Tokenizer tokenizer) {
    byte[] expected = text.getBytes(StandardCharsets.UTF_8);
    int[] starts = new int[tokens.length + 1];
    int at = 0;
    for (int i = 0; i < tokens.length; i++) {
      byte[] bytes = tokenizer.bytes(tokens[i], true);
      starts[i] = at;
      boolean begins =
          i == 0 && tokenizer.bos().isPresent() && tokenizer.bos().getAsInt() == tokens[0];
      if (Arrays.mismatch(
              expected, at, Math.min(expected.length, at + bytes.length), bytes, 0, bytes.length)
          < 0) {
        at += bytes.length;
      } else if (!begins) {
        return new int[0];
      }
    }
    starts[tokens.length] = at;
    return at == expected.length ? starts : new int[0];
  }

  /** Returns where the white space at the end of a chunk begins. */
  private static int endOfWords(CharSequence text, int[] border) {
    int end = border[1];
    while (end > border[0] && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private static int bytes(CharSequence text, int chars) {
    return text.subSequence(0, chars).toString().getBytes(StandardCharsets.UTF_8).length;
  }

  /** Returns the first token that starts at a byte or behind it. */
  private static int firstFrom(int[] starts, int at) {
    int found = Arrays.binarySearch(starts, at);
    return found < 0 ? -found - 1 : found;
  }

  /** Returns the end of the last token that ends at a byte or before it. */
  private static int endBefore(int[] starts, int at) {
    return firstFrom(starts, at + 1) - 1;
  }
}
