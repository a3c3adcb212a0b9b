package dev.pith.ragcache.engine.token;

import dev.pith.ragcache.engine.gguf.GgufMetadata;
import dev.pith.ragcache.engine.gguf.ModelFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Byte-level byte-pair encoding [1]: a text is split into pieces, and in each piece adjacent
 * symbols, at first its bytes, are joined in the order in which training learned to join them.
 *
 * <p>A symbol that is no token falls back to its bytes. A byte without a token is left out; which
 * ones the vocabulary lacks is logged when it is read.
 */
final class BytePairCodec implements TextCodec {

  /*
   * [1] Language Models are Unsupervised Multitask Learners
   * https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf
   *
   * Most pieces of a text are tokens as a whole, and merging them nearly always ends there. A token
   * for which it has ended there once is looked up from then on, with the same result. Threads may
   * find that out twice, which does no harm.
   */

  private static final String MERGES_KEY = "tokenizer.ggml.merges";
  private static final System.Logger LOG = System.getLogger(BytePairCodec.class.getName());

  private final Vocabulary vocabulary;
  private final PreTokenizer preTokenizer;
  private final MergeTable merges = new MergeTable();

  /** The tokens of each symbol: its own, or those of its bytes. A byte is its own symbol. */
  private final int[][] tokensOfSymbol;

  /** Whether a piece that is written like a token becomes this token, as far as that is known. */
  private final boolean[] whole;

  /** Reads and validates the merges of a file. */
  BytePairCodec(GgufMetadata metadata, Vocabulary vocabulary, PreTokenizer preTokenizer)
      throws ModelFileException {
    this.vocabulary = vocabulary;
    this.preTokenizer = preTokenizer;
    List<String> symbols = readMerges(metadata);
    tokensOfSymbol = symbols.stream().map(this::tokensOf).toArray(int[][]::new);
    whole = new boolean[vocabulary.size()];
    Arrays.fill(whole, preTokenizer.ignoresMerges());
    logMissingBytes();
  }

  @Override
  public void encode(String text, boolean opens, IntConsumer out) {
    SymbolMerger merger = new SymbolMerger(merges);
    preTokenizer.split(text, piece -> encodePiece(ByteAlphabet.write(piece), merger, out));
  }

  @Override
  public byte[] bytes(int token) {
    return ByteAlphabet.read(vocabulary.text(token));
  }

  @Override
  public boolean addsSpace() {
    return false;
  }

  private void encodePiece(String written, SymbolMerger merger, IntConsumer out) {
    int token = vocabulary.ordinary(written);
    if (token >= 0 && whole[token]) {
      out.accept(token);
      return;
    }
    for (int i = 0; i < written.length(); i++) {
      merger.add(ByteAlphabet.byteOf(written.charAt(i)));
    }
    int symbols =
        merger.merge(
            symbol -> {
              for (int part : tokensOfSymbol[symbol]) {
                out.accept(part);
              }
            });
    if (token >= 0 && symbols == 1) {
      whole[token] = true;
    }
  }

  /** Fills the table of merges and returns the texts of all symbols, the bytes first. */
  private List<String> readMerges(GgufMetadata metadata) throws ModelFileException {
    List<String> symbols = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    for (int b = 0; b < 256; b++) {
      number(String.valueOf(ByteAlphabet.charOf(b)), numbers, symbols);
    }
    List<String> lines = metadata.strings(MERGES_KEY);
    for (int rank = 0; rank < lines.size(); rank++) {
      String line = lines.get(rank);
      int space = line.indexOf(' ', 1);
      if (space < 0 || space + 1 == line.length()) {
        throw metadata.refuse(
            MERGES_KEY, "has element " + rank + ": " + line, "two symbols with a space between");
      }
      String left = line.substring(0, space);
      String right = line.substring(space + 1);
      merges.add(
          number(left, numbers, symbols),
          number(right, numbers, symbols),
          rank,
          number(left + right, numbers, symbols));
    }
    return symbols;
  }

  private static int number(String symbol, Map<String, Integer> numbers, List<String> symbols) {
    return numbers.computeIfAbsent(
        symbol,
        added -> {
          symbols.add(added);
          return symbols.size() - 1;
        });
  }

  private int[] tokensOf(String symbol) {
    int own = vocabulary.ordinary(symbol);
    return own >= 0
        ? new int[] {own}
        : symbol
            .chars()
            .map(c -> vocabulary.ordinary(Character.toString(c)))
            .filter(token -> token >= 0)
            .toArray();
  }

  private void logMissingBytes() {
    List<String> missing =
        IntStream.range(0, 256)
            .filter(b -> tokensOfSymbol[b].length == 0 && occursInUtf8(b))
            .mapToObj("%02X"::formatted)
            .toList();
    if (!missing.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the vocabulary has no tokens for these bytes, which will be left out: {0}",
          missing);
    }
  }

  private static boolean occursInUtf8(int b) {
    return b != 0xC0 && b != 0xC1 && b < 0xF5;
  }
}
