package dev.pith.ragcache.engine.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads the head of a model file from front to back and refuses to read past its end. Every length
 * is compared with the bytes that are left before anything is allocated for it.
 */
final class GgufCursor {

  private final Path file;
  private final ByteBuffer head;
  private final boolean cut;
  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

  /**
   * Creates a cursor at the first byte.
   *
   * @param head the first bytes of the file; its position is not used
   * @param cut whether the file goes on behind them
   */
  GgufCursor(Path file, ByteBuffer head, boolean cut) {
    this.file = file;
    this.head = head.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(0);
    this.cut = cut;
  }

  /** Returns how many bytes have been read. */
  int offset() {
    return head.position();
  }

  /** Returns a failure at an offset. */
  ModelFileException refuse(long offset, String found, String expected) {
    return ModelFileException.atByte(file, offset, found, expected);
  }

  int i32(String what) throws ModelFileException {
    need(4, what);
    return head.getInt();
  }

  long i64(String what) throws ModelFileException {
    need(8, what);
    return head.getLong();
  }

  byte i8(String what) throws ModelFileException {
    need(1, what);
    return head.get();
  }

  void skip(long bytes, String what) throws ModelFileException {
    need(bytes, what);
    head.position(head.position() + (int) bytes);
  }

  /**
   * Reads a 64-bit count of things that follow.
   *
   * @param what the things, in the plural
   * @param thingBytes how many bytes one takes at least
   * @param most how many are accepted
   */
  int count(String what, int thingBytes, int most) throws ModelFileException {
    int at = offset();
    long count = i64("the number of " + what);
    if (count < 0 || count > most) {
      throw refuse(at, Long.toUnsignedString(count) + " " + what, "at most " + most);
    }
    long room = head.remaining() / thingBytes;
    if (count > room) {
      throw refuse(
          at, count + " " + what, "at most " + room + ", for which the file has bytes left");
    }
    return (int) count;
  }

  /** Reads a string of at most so many bytes. */
  String string(String what, int most) throws ModelFileException {
    int at = offset();
    int length = length(what, most);
    ByteBuffer bytes = head.slice(head.position(), length);
    head.position(head.position() + length);
    try {
      return utf8.reset().decode(bytes).toString();
    } catch (CharacterCodingException malformed) {
      throw refuse(at, what + " is not UTF-8", "valid UTF-8");
    }
  }

  /** Reads a string that will stand in messages and logs: without control characters. */
  String name(String what, int most) throws ModelFileException {
    int at = offset();
    String name = string(what, most);
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw refuse(at, what + " has control characters", "a name that can be printed");
    }
    return name;
  }

  private int length(String what, int most) throws ModelFileException {
    int at = offset();
    long length = i64(what);
    if (length < 0 || length > most) {
      throw refuse(
          at, what + " has " + Long.toUnsignedString(length) + " bytes", "at most " + most);
    }
    need(length, what);
    return (int) length;
  }

  private void need(long bytes, String what) throws ModelFileException {
    if (bytes <= head.remaining()) {
      return;
    }
    if (cut) {
      throw refuse(
          head.position(),
          what + " goes past the first " + head.limit() + " bytes",
          "keys and a tensor list that fit there");
    }
    throw refuse(
        head.position(),
        "the file ends inside " + what + ", at byte " + head.limit(),
        bytes + " bytes");
  }
}
