package dev.pith.ragcache.engine.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Builds the head of a model file in memory: little-endian numbers and strings. */
final class GgufEncoder {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ByteBuffer number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);

  GgufEncoder i8(int value) {
    bytes.write(value);
    return this;
  }

  GgufEncoder i16(int value) {
    number.putShort(0, (short) value);
    return number(2);
  }

  GgufEncoder i32(int value) {
    number.putInt(0, value);
    return number(4);
  }

  GgufEncoder i64(long value) {
    number.putLong(0, value);
    return number(8);
  }

  GgufEncoder string(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    i64(utf8.length);
    return raw(utf8);
  }

  GgufEncoder raw(byte[] value) {
    bytes.write(value, 0, value.length);
    return this;
  }

  /**
   * Appends a value of a type.
   *
   * @param value a {@link String}, a {@link Boolean}, or any {@link Number}, cut to the width of
   *     the type
   */
  GgufEncoder value(GgufValueType type, Object value) {
    return switch (type) {
      case STRING -> string((String) value);
      case BOOL -> i8((Boolean) value ? 1 : 0);
      case U8, I8 -> i8(((Number) value).intValue());
      case U16, I16 -> i16(((Number) value).intValue());
      case U32, I32 -> i32(((Number) value).intValue());
      case U64, I64 -> i64(((Number) value).longValue());
      case F32 -> i32(Float.floatToRawIntBits(((Number) value).floatValue()));
      case F64 -> i64(Double.doubleToRawLongBits(((Number) value).doubleValue()));
      case ARRAY -> throw new IllegalArgumentException("arrays are not nested: " + value);
    };
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  private GgufEncoder number(int width) {
    bytes.write(number.array(), 0, width);
    return this;
  }
}
