package dev.pith.ragcache.engine.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a model file and their values, which are decoded when they are asked for. Immutable
 * and thread-safe.
 *
 * <p>A getter without a default throws {@link ModelFileException} when the key is absent. Every
 * getter throws it when the value has another type or does not fit; the message names the file, the
 * key, what was found and what was expected.
 */
public final class GgufMetadata {

  /**
   * Where a value is.
   *
   * @param type its type, or its elements' type when it is an array
   * @param array whether it is an array
   * @param count how many elements the array has; 1 for a single value
   * @param offset where the value or the first element starts in the head of the file
   */
  record Slot(GgufValueType type, boolean array, int count, int offset) {
    @Override
    public String toString() {
      return array ? "an array of " + count + " " + type : "of type " + type;
    }
  }

  private final Path file;
  private final ByteBuffer head;
  private final Map<String, Slot> slots;

  /** Creates the view on a head whose slots have been validated. */
  GgufMetadata(Path file, ByteBuffer head, Map<String, Slot> slots) {
    this.file = file;
    this.head = head.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    this.slots = Collections.unmodifiableMap(slots);
  }

  /** Returns all keys, in the order of the file. */
  public Set<String> keys() {
    return slots.keySet();
  }

  /** Tells whether the file has a key. */
  public boolean has(String key) {
    return slots.containsKey(key);
  }

  /** Returns a string. */
  public String string(String key) throws ModelFileException {
    Slot slot = single(key, "a string");
    if (slot.type != GgufValueType.STRING) {
      throw refuse(key, "is " + slot, "a string");
    }
    return stringAt(slot.offset);
  }

  /** Returns a string, or the default when the key is absent. */
  public String string(String key, String defaultValue) throws ModelFileException {
    return has(key) ? string(key) : defaultValue;
  }

  /** Returns an integer, whatever its width in the file. */
  public long integer(String key) throws ModelFileException {
    return integerAt(key, single(key, "an integer"), 0);
  }

  /** Returns an integer, or the default when the key is absent. */
  public long integer(String key, long defaultValue) throws ModelFileException {
    return has(key) ? integer(key) : defaultValue;
  }

  /**
   * Returns an integer that may also be written once for each layer: as an array whose elements are
   * all equal.
   */
  public long uniformInteger(String key) throws ModelFileException {
    Slot slot = present(key, "an integer");
    if (slot.count == 0) {
      throw refuse(key, "is " + slot, "an integer");
    }
    long first = integerAt(key, slot, 0);
    for (int i = 1; i < slot.count; i++) {
      long other = integerAt(key, slot, i);
      if (other != first) {
        throw refuse(
            key, "is " + first + " in layer 0 and " + other + " in layer " + i, "equal layers");
      }
    }
    return first;
  }

  /** Returns a uniform integer, or the default when the key is absent. */
  public long uniformInteger(String key, long defaultValue) throws ModelFileException {
    return has(key) ? uniformInteger(key) : defaultValue;
  }

  /** Returns a finite floating-point number of either width. */
  public double real(String key) throws ModelFileException {
    double value = realAt(key, single(key, "a floating-point number"), 0);
    if (Double.isInfinite(value)) {
      throw refuse(key, "is " + value, "a finite number");
    }
    return value;
  }

  /** Returns a finite floating-point number, or the default when the key is absent. */
  public double real(String key, double defaultValue) throws ModelFileException {
    return has(key) ? real(key) : defaultValue;
  }

  /** Returns a truth value. */
  public boolean flag(String key) throws ModelFileException {
    Slot slot = single(key, "a bool");
    if (slot.type != GgufValueType.BOOL) {
      throw refuse(key, "is " + slot, "a bool");
    }
    return head.get(slot.offset) != 0;
  }

  /** Returns a truth value, or the default when the key is absent. */
  public boolean flag(String key, boolean defaultValue) throws ModelFileException {
    return has(key) ? flag(key) : defaultValue;
  }

  /** Returns how many elements an array has, whatever their type. */
  public int count(String key) throws ModelFileException {
    return array(key, "an array").count;
  }

  /** Returns an array of strings. */
  public List<String> strings(String key) throws ModelFileException {
    Slot slot = array(key, "an array of strings");
    if (slot.type != GgufValueType.STRING) {
      throw refuse(key, "is " + slot, "an array of strings");
    }
    List<String> strings = new ArrayList<>(slot.count);
    int offset = slot.offset;
    for (int i = 0; i < slot.count; i++) {
      strings.add(stringAt(offset));
      offset += 8 + Math.toIntExact(head.getLong(offset));
    }
    return Collections.unmodifiableList(strings);
  }

  /** Returns an array of integers of any width that fit 32 bits. */
  public int[] integers(String key) throws ModelFileException {
    Slot slot = array(key, "an array of integers");
    int[] integers = new int[slot.count];
    for (int i = 0; i < integers.length; i++) {
      long value = integerAt(key, slot, i);
      if (value != (int) value) {
        throw refuse(key, "element " + i + " is " + value, "integers of 32 bits");
      }
      integers[i] = (int) value;
    }
    return integers;
  }

  /** Returns an array of floating-point numbers, rounded to 32 bits; none is NaN. */
  public float[] reals(String key) throws ModelFileException {
    Slot slot = array(key, "an array of floating-point numbers");
    float[] reals = new float[slot.count];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = (float) realAt(key, slot, i);
    }
    return reals;
  }

  /**
   * Returns the failure that a key's value is not what its reader can use.
   *
   * @param found what the value is, as in {@code is "mamba"}
   * @param expected what it should be, as in {@code one of llama, qwen2}
   */
  public ModelFileException refuse(String key, String found, String expected) {
    return ModelFileException.atKey(file, key, found, expected);
  }

  private Slot present(String key, String expected) throws ModelFileException {
    @Nullable Slot slot = slots.get(key);
    if (slot == null) {
      throw refuse(key, "is absent", expected);
    }
    return slot;
  }

  private Slot single(String key, String expected) throws ModelFileException {
    Slot slot = present(key, expected);
    if (slot.array) {
      throw refuse(key, "is " + slot, expected);
    }
    return slot;
  }

  private Slot array(String key, String expected) throws ModelFileException {
    Slot slot = present(key, expected);
    if (!slot.array) {
      throw refuse(key, "is " + slot, expected);
    }
    return slot;
  }

  private long integerAt(String key, Slot slot, int index) throws ModelFileException {
    int at = slot.offset + index * slot.type.bytes;
    long value =
        switch (slot.type) {
          case U8 -> head.get(at) & 0xFF;
          case I8 -> head.get(at);
          case U16 -> head.getShort(at) & 0xFFFF;
          case I16 -> head.getShort(at);
          case U32 -> head.getInt(at) & 0xFFFF_FFFFL;
          case I32 -> head.getInt(at);
          case U64, I64 -> head.getLong(at);
          case F32, F64, BOOL, STRING, ARRAY -> throw refuse(key, "is " + slot, "an integer");
        };
    if (slot.type == GgufValueType.U64 && value < 0) {
      throw refuse(key, "is " + Long.toUnsignedString(value), "at most " + Long.MAX_VALUE);
    }
    return value;
  }

  private double realAt(String key, Slot slot, int index) throws ModelFileException {
    if (!slot.type.isReal()) {
      throw refuse(key, "is " + slot, "a floating-point number");
    }
    int at = slot.offset + index * slot.type.bytes;
    double value = slot.type == GgufValueType.F32 ? head.getFloat(at) : head.getDouble(at);
    if (Double.isNaN(value)) {
      throw refuse(key, "is NaN", "a number");
    }
    return value;
  }

  private String stringAt(int offset) {
    byte[] bytes = new byte[Math.toIntExact(head.getLong(offset))];
    head.get(offset + 8, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
