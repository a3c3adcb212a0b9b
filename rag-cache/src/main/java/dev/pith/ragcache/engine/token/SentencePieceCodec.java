package dev.pith.ragcache.engine.token;

import dev.pith.ragcache.engine.gguf.GgufMetadata;
import dev.pith.ragcache.engine.gguf.ModelFileException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The byte-pair encoding of SentencePiece [1]: spaces become U+2581, and adjacent symbols, at first
 * the characters, are joined as long as a token comes out, that of the highest score first.
 *
 * <p>A character that is no token becomes the tokens of its bytes or, when the vocabulary has none,
 * the unknown token. U+2581 in a text is read as a space.
 */
final class SentencePieceCodec implements TextCodec {

  /*
   * [1] SentencePiece: A simple and language independent subword tokenizer and detokenizer for
   * Neural Text Processing
   * https://arxiv.org/abs/1808.06226
   *
   * Symbols are numbered so that a token is its own symbol and a character c that is no token is
   * size + c. Which pairs make a token is worked out once, from all ways to cut each token in two.
   */

  private static final String SCORES_KEY = "tokenizer.ggml.scores";
  private static final String SPACE_KEY = "tokenizer.ggml.add_space_prefix";
  private static final String UNKNOWN_KEY = "tokenizer.ggml.unknown_token_id";
  private static final char SPACE = '\u2581';
  private static final Pattern BYTE = Pattern.compile("<0x([0-9A-Fa-f]{2})>");

  private final Vocabulary vocabulary;
  private final boolean addsSpace;
  private final MergeTable merges = new MergeTable();
  private final Map<Integer, Integer> tokenOfCodePoint = new HashMap<>();

  /** The token of each byte, or the unknown token. */
  private final int[] byteTokens = new int[256];

  private final boolean hasBytes;

  /** Reads and validates the scores of a file. */
  SentencePieceCodec(GgufMetadata metadata, Vocabulary vocabulary) throws ModelFileException {
    this.vocabulary = vocabulary;
    this.addsSpace = metadata.flag(SPACE_KEY, true);
    this.hasBytes = readBytes(metadata);
    if (!hasBytes) {
      long unknown = metadata.integer(UNKNOWN_KEY, 0);
      if (unknown < 0 || unknown >= vocabulary.size()) {
        throw metadata.refuse(UNKNOWN_KEY, "is " + unknown, "a token, as not all bytes are tokens");
      }
      Arrays.fill(byteTokens, (int) unknown);
    }
    fillMerges(ranks(metadata));
  }

  @Override
  public void encode(String text, boolean opens, IntConsumer out) {
    SymbolMerger merger = new SymbolMerger(merges);
    if (opens && addsSpace) {
      merger.add(symbol(SPACE));
    }
    text.replace(' ', SPACE).codePoints().forEach(c -> merger.add(symbol(c)));
    merger.merge(symbol -> emit(symbol, out));
  }

  @Override
  public byte[] bytes(int token) {
    String text = vocabulary.text(token);
    return vocabulary.type(token) == TokenType.BYTE
        ? new byte[] {(byte) Integer.parseInt(text.substring(3, 5), 16)}
        : text.replace(SPACE, ' ').getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean addsSpace() {
    return addsSpace;
  }

  private int symbol(int codePoint) {
    Integer token = tokenOfCodePoint.get(codePoint);
    return token != null ? token : vocabulary.size() + codePoint;
  }

  private void emit(int symbol, IntConsumer out) {
    if (symbol < vocabulary.size()) {
      out.accept(symbol);
      return;
    }
    byte[] bytes = Character.toString(symbol - vocabulary.size()).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < (hasBytes ? bytes.length : 1); i++) {
      out.accept(byteTokens[bytes[i] & 0xFF]);
    }
  }

  /** Finds the tokens of the bytes and tells whether there are all of them. */
  private boolean readBytes(GgufMetadata metadata) throws ModelFileException {
    Arrays.fill(byteTokens, -1);
    for (int token = 0; token < vocabulary.size(); token++) {
      if (vocabulary.type(token) == TokenType.BYTE) {
        Matcher match = BYTE.matcher(vocabulary.text(token));
        if (!match.matches()) {
          throw metadata.refuse(
              Vocabulary.TOKENS_KEY,
              "has byte token " + token + ": " + vocabulary.text(token),
              "byte tokens like <0x0A>");
        }
        byteTokens[Integer.parseInt(match.group(1), 16)] = token;
      }
    }
    return Arrays.stream(byteTokens).allMatch(token -> token >= 0);
  }

  /** Returns how many scores are higher than each token's. */
  private int[] ranks(GgufMetadata metadata) throws ModelFileException {
    float[] scores = metadata.reals(SCORES_KEY);
    if (scores.length != vocabulary.size()) {
      throw metadata.refuse(
          SCORES_KEY, "has " + scores.length + " elements", vocabulary.size() + " elements");
    }
    // Ascending means highest first; adding zero makes one zero of both.
    double[] ascending = new double[scores.length];
    Arrays.setAll(ascending, i -> 0.0 - scores[i]);
    double[] distinct = Arrays.stream(ascending).sorted().distinct().toArray();
    return Arrays.stream(ascending).mapToInt(x -> Arrays.binarySearch(distinct, x)).toArray();
  }

  private void fillMerges(int[] ranks) {
    for (int token = 0; token < vocabulary.size(); token++) {
      String text = vocabulary.text(token);
      if (vocabulary.ordinary(text) == token && text.codePointCount(0, text.length()) == 1) {
        tokenOfCodePoint.put(text.codePointAt(0), token);
      }
    }
    for (int token = 0; token < vocabulary.size(); token++) {
      String text = vocabulary.text(token);
      if (vocabulary.ordinary(text) == token) {
        for (int cut = text.offsetByCodePoints(0, 1);
            cut < text.length();
            cut = text.offsetByCodePoints(cut, 1)) {
          int left = symbol(text.substring(0, cut));
          int right = symbol(text.substring(cut));
          if (left >= 0 && right >= 0) {
            merges.add(left, right, ranks[token], token);
          }
        }
      }
    }
  }

  /** Returns the symbol of a part of a token, or -1 when the part cannot come about. */
  private int symbol(String part) {
    return part.codePointCount(0, part.length()) == 1
        ? symbol(part.codePointAt(0))
        : vocabulary.ordinary(part);
  }
}
