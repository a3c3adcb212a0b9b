package dev.pith.ragcache.engine.token;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes the UTF-8 of tokens as it comes. All its texts together are what {@code new String(bytes,
 * UTF_8)} makes of all bytes. Holds less than one character.
 */
final class Utf8Detokenizer implements Detokenizer {

  /** At most this many bytes of a character can be waiting for its last one. */
  private static final int MAX_PENDING = 3;

  private final VocabularyTokenizer tokenizer;
  private final boolean renderSpecial;

  /** Whether a space that comes now is the one that was put before the text. */
  private boolean opens;

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  private final ByteBuffer pending = ByteBuffer.allocate(MAX_PENDING).flip();

  Utf8Detokenizer(VocabularyTokenizer tokenizer, boolean renderSpecial, boolean opens) {
    this.tokenizer = tokenizer;
    this.renderSpecial = renderSpecial;
    this.opens = opens;
  }

  @Override
  public String next(int token) {
    byte[] bytes = tokenizer.bytes(token, renderSpecial);
    boolean special = tokenizer.isSpecial(token);
    int from = opens && !special && bytes.length > 0 && bytes[0] == ' ' ? 1 : 0;
    opens = tokenizer.opensAfter(token);
    return decode(bytes, from, false);
  }

  @Override
  public String end() {
    return decode(new byte[0], 0, true);
  }

  private String decode(byte[] bytes, int from, boolean last) {
    int length = bytes.length - from;
    ByteBuffer in = ByteBuffer.allocate(pending.remaining() + length);
    in.put(pending).put(bytes, from, length).flip();
    // No byte makes more than one char.
    CharBuffer out = CharBuffer.allocate(in.remaining());
    decoder.decode(in, out, last);
    if (last) {
      decoder.flush(out);
    }
    pending.clear().put(in).flip();
    return out.flip().toString();
  }
}
