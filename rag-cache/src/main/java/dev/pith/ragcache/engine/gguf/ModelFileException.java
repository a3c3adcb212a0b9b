package dev.pith.ragcache.engine.gguf;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A model file that cannot be used. The message names the file, the byte offset, key or tensor,
 * what was found there and what was expected.
 */
public final class ModelFileException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Names and texts of a hostile file must not flood a log. */
  private static final int MAX_CHARS = 500;

  private ModelFileException(String place, String found, String expected) {
    super(place + ": " + printable(found) + "; expected " + printable(expected));
  }

  /** Returns the failure of the file as a whole. */
  public static ModelFileException of(Path file, String found, String expected) {
    return new ModelFileException(file.toString(), found, expected);
  }

  /** Returns the failure at a byte offset. */
  static ModelFileException atByte(Path file, long offset, String found, String expected) {
    return new ModelFileException(file + " at byte " + offset, found, expected);
  }

  /** Returns the failure of a key's value. */
  static ModelFileException atKey(Path file, String key, String found, String expected) {
    return new ModelFileException(file + ", key \"" + printable(key) + "\"", found, expected);
  }

  /** Returns the failure of a tensor. */
  static ModelFileException atTensor(Path file, String tensor, String found, String expected) {
    return new ModelFileException(file + ", tensor \"" + printable(tensor) + "\"", found, expected);
  }

  /** Control characters would let a file forge lines of a log. */
  private static String printable(String text) {
    StringBuilder clean = new StringBuilder();
    for (int i = 0; i < text.length() && clean.length() < MAX_CHARS; i++) {
      char c = text.charAt(i);
      clean.append(Character.isISOControl(c) ? '\uFFFD' : c);
    }
    return clean.length() < text.length() ? clean + "..." : clean.toString();
  }
}
