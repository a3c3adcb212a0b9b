package dev.pith.ragcache.engine.gguf;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The type of a metadata value; numbered as the file numbers it. */
enum GgufValueType {
  U8(0, 1),
  I8(1, 1),
  U16(2, 2),
  I16(3, 2),
  U32(4, 4),
  I32(5, 4),
  F32(6, 4),
  BOOL(7, 1),
  /** A u64 length, then so many bytes of UTF-8. */
  STRING(8, 8),
  /** An i32 element type, a u64 count, then the elements. */
  ARRAY(9, 12),
  U64(10, 8),
  I64(11, 8),
  F64(12, 8);

  /** Its number in the file. */
  final int id;

  /** How many bytes a value takes at least, and exactly unless it is a string or an array. */
  final int bytes;

  GgufValueType(int id, int bytes) {
    this.id = id;
    this.bytes = bytes;
  }

  static Optional<GgufValueType> ofId(int id) {
    return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
  }

  boolean isReal() {
    return this == F32 || this == F64;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
