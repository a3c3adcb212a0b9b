package dev.pith.ragcache.generate;

import dev.pith.ragcache.engine.token.Detokenizer;
import dev.pith.ragcache.engine.token.TextPiece;
import dev.pith.ragcache.engine.token.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

/** One letter a token: 1 is {@code a}, 2 is {@code b} and so on; 0 ends a text. */
final class ToyTokenizer implements Tokenizer {

  private final int size;

  ToyTokenizer(int size) {
    this.size = size;
  }

  static String text(int token) {
    return token == 0 ? "" : Character.toString('a' + token - 1);
  }

  /** Returns the tokens of a text of letters. */
  static int[] tokens(String letters) {
    return letters.chars().map(letter -> letter - 'a' + 1).toArray();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int[] encode(List<TextPiece> pieces, boolean addSpecial) {
    StringBuilder text = new StringBuilder();
    pieces.forEach(piece -> text.append(piece.text()));
    return tokens(text.toString());
  }

  @Override
  public byte[] bytes(int token, boolean renderSpecial) {
    return text(token).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Detokenizer detokenizer(boolean renderSpecial) {
    return new Detokenizer() {
      @Override
      public String next(int token) {
        return text(token);
      }

      @Override
      public String end() {
        return "";
      }
    };
  }

  @Override
  public Detokenizer continuation(int previous, boolean renderSpecial) {
    return detokenizer(renderSpecial);
  }

  @Override
  public OptionalInt idOf(String token) {
    return token.length() == 1 ? OptionalInt.of(token.charAt(0) - 'a' + 1) : OptionalInt.empty();
  }

  @Override
  public String nameOf(int token) {
    return text(token);
  }

  @Override
  public boolean isControl(int token) {
    return token == 0;
  }

  @Override
  public OptionalInt bos() {
    return OptionalInt.empty();
  }

  @Override
  public OptionalInt eos() {
    return OptionalInt.of(0);
  }

  @Override
  public boolean endsGeneration(int token) {
    return token == 0;
  }
}
