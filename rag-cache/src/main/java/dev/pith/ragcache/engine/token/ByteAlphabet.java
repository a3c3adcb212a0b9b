package dev.pith.ragcache.engine.token;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The characters in which a byte-level vocabulary writes bytes: those that print stand for
 * themselves, the other 68 are U+0100 and following, in order.
 */
final class ByteAlphabet {

  /** How many characters one must look at to find all of the alphabet. */
  static final int CHARS = 256 + 68;

  private static final char[] CHAR_OF_BYTE = new char[256];

  /** The byte of a character, -1 for characters below {@link #CHARS} that are not in it. */
  private static final short[] BYTE_OF_CHAR = new short[CHARS];

  static {
    Arrays.fill(BYTE_OF_CHAR, (short) -1);
    char unprintable = 256;
    for (int b = 0; b < 256; b++) {
      boolean prints = (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
      CHAR_OF_BYTE[b] = prints ? (char) b : unprintable++;
      BYTE_OF_CHAR[CHAR_OF_BYTE[b]] = (short) b;
    }
  }

  private ByteAlphabet() {}

  /** Returns the character that stands for a byte in [0, 256). */
  static char charOf(int b) {
    return CHAR_OF_BYTE[b];
  }

  /** Returns the byte, in [0, 256), that a character stands for, or -1. */
  static int byteOf(char c) {
    return c < CHARS ? BYTE_OF_CHAR[c] : -1;
  }

  /** Writes each byte of a text's UTF-8 as its character. The text is well-formed. */
  static String write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    char[] written = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      written[i] = CHAR_OF_BYTE[bytes[i] & 0xFF];
    }
    return new String(written);
  }

  /** Returns the bytes that a token's characters stand for; others are taken as UTF-8. */
  static byte[] read(String written) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(written.length());
    written
        .codePoints()
        .forEach(
            c -> {
              int b = c < CHARS ? BYTE_OF_CHAR[c] : -1;
              if (b >= 0) {
                bytes.write(b);
              } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
              }
            });
    return bytes.toByteArray();
  }
}
