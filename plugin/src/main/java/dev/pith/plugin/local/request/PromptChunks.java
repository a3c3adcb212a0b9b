package dev.pith.plugin.local.request;

import dev.pith.plugin.rag.ChunkFinder;
import dev.pith.plugin.rag.ChunkSpans;
import dev.pith.ragcache.engine.token.TextPiece;
import dev.pith.ragcache.engine.token.Tokenizer;
import dev.pith.ragcache.reuse.ChunkedPrompt;
import dev.pith.ragcache.reuse.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the tokens of retrieved chunks in a prompt.
 *
 * <p>The tokens are those of the whole prompt, whether chunks are reused or not: a token that
 * reaches over the border of a chunk belongs to none. A chunk has its marker, such as the bullet
 * before it, and what follows it up to the next one, so that nothing stands between two chunks.
 */
final class PromptChunks {

  /** Shorter ones are not worth a search. */
  private static final int LEAST_TOKENS = 4;

  /** A marker at the beginning of a line is at most so long. */
  private static final int MOST_MARKER_CHARS = 8;

  /** A paragraph that is an item of a list. */
  private static final Pattern PARAGRAPH =
      Pattern.compile("(?:^|\\n\\n)((?:[-*\u2022]|\\[?\\d{1,3}[\\].)])\\s+\\S)");

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
        Optional<ChunkSpans> found = ChunkFinder.find(piece.text());
        if (found.isPresent()) {
          addBorders(found.get(), from, borders);
        } else {
          addParagraphs(piece.text(), from, borders);
        }
      }
      text.append(piece.text());
    }
    if (borders.isEmpty()) {
      return Optional.empty();
    }
    int[] starts = starts(text.toString(), tokens, tokenizer);
    List<Span> spans = new ArrayList<>();
    for (int[] border : borders) {
      int from = firstFrom(starts, bytes(text, border[0]));
      int to = Math.min(firstFrom(starts, bytes(text, border[1]) + 1) - 1, tokens.length - 1);
      if (to - from >= LEAST_TOKENS) {
        spans.add(new Span(from, to));
      }
    }
    return starts.length == 0 || spans.isEmpty()
        ? Optional.empty()
        : Optional.of(ChunkedPrompt.of(tokens, spans));
  }

  /** Adds where each chunk starts, its marker included, and where the next one does. */
  private static void addBorders(ChunkSpans found, int from, List<int[]> borders) {
    String text = found.text();
    List<ChunkSpans.Span> spans = found.spans();
    int[] starts = new int[spans.size()];
    for (int i = 0; i < starts.length; i++) {
      int line = text.lastIndexOf('\n', spans.get(i).start() - 1) + 1;
      boolean marker = spans.get(i).start() - line <= MOST_MARKER_CHARS;
      int before = i == 0 ? 0 : spans.get(i - 1).end();
      starts[i] = marker ? Math.max(line, before) : spans.get(i).start();
    }
    int end = spans.get(starts.length - 1).end();
    while (end < text.length() && text.charAt(end) == '\n') {
      end++;
    }
    for (int i = 0; i < starts.length; i++) {
      int to = i + 1 < starts.length ? starts[i + 1] : end;
      borders.add(new int[] {from + starts[i], from + to});
    }
  }

  /**
   * Adds paragraphs that begin with a bullet or a number. As nothing is moved here, this may find
   * more than what is safe to put in another order.
   */
  private static void addParagraphs(String text, int from, List<int[]> borders) {
    List<Integer> starts = new ArrayList<>();
    Matcher marker = PARAGRAPH.matcher(text);
    while (marker.find()) {
      starts.add(marker.start(1));
    }
    if (starts.size() < 2) {
      return;
    }
    int last = starts.get(starts.size() - 1);
    int blank = text.indexOf("\n\n", last);
    int end = blank < 0 ? text.length() : blank;
    while (end < text.length() && text.charAt(end) == '\n') {
      end++;
    }
    for (int i = 0; i < starts.size(); i++) {
      int to = i + 1 < starts.size() ? starts.get(i + 1) : end;
      borders.add(new int[] {from + starts.get(i), from + to});
    }
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

  private static int bytes(CharSequence text, int chars) {
    return text.subSequence(0, chars).toString().getBytes(StandardCharsets.UTF_8).length;
  }

  /** Returns the first token that starts at a byte or behind it. */
  private static int firstFrom(int[] starts, int at) {
    int found = Arrays.binarySearch(starts, at);
    return found < 0 ? -found - 1 : found;
  }
}
