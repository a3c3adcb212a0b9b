package dev.pith.ragcache.engine.gguf;

import dev.pith.ragcache.engine.gguf.GgufMetadata.Slot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The part of a model file before the tensors' data: keys and tensor list, read and validated.
 *
 * @param metadata the keys
 * @param tensors the tensors, in the order of the list; their bytes lie inside the file and do not
 *     overlap
 */
record GgufHead(GgufMetadata metadata, List<TensorEntry> tensors) {

  /*
   * The layout is that of the GGUF specification, versions 2 and 3, which differ in nothing that is
   * read here [1]. A file may come from anywhere: nothing is allocated for a count or a length
   * before it was compared with the bytes that are left, and heap use is bounded by MAX_BYTES and
   * the limits below, which are far above what real models have.
   *
   * [1] https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
   */

  /** Keys and tensor list must end here. Vocabularies of 262,144 tokens take about 20 MB. */
  static final int MAX_BYTES = 1 << 28;

  static final String ALIGNMENT_KEY = "general.alignment";
  static final long MAX_ALIGNMENT = 1 << 20;

  private static final int MAX_KEYS = 1 << 16;
  private static final int MAX_KEY_BYTES = 65_535;
  private static final int MAX_STRING_BYTES = 1 << 24;
  private static final int MAX_ELEMENTS = 1 << 22;
  private static final int MAX_TENSORS = 1 << 16;
  private static final int MIN_KEY_BYTES = 8 + 4 + 1;
  private static final long DEFAULT_ALIGNMENT = 32;

  /**
   * Reads the head of a file.
   *
   * @param head the first {@code min(fileBytes, MAX_BYTES)} bytes of the file
   * @param fileBytes how many bytes the file has
   */
  static GgufHead read(Path file, ByteBuffer head, long fileBytes) throws ModelFileException {
    GgufCursor cursor = new GgufCursor(file, head, head.capacity() < fileBytes);
    readMagic(cursor);
    readVersion(cursor);
    int tensorCount = cursor.count("tensors", RawTensor.MIN_BYTES, MAX_TENSORS);
    int keyCount = cursor.count("keys", MIN_KEY_BYTES, MAX_KEYS);
    Map<String, Slot> slots = new LinkedHashMap<>();
    for (int i = 0; i < keyCount; i++) {
      readKey(cursor, slots);
    }
    GgufMetadata metadata = new GgufMetadata(file, head, slots);
    List<RawTensor> raw = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < tensorCount; i++) {
      raw.add(RawTensor.read(cursor, names));
    }
    long alignment = alignment(metadata);
    long dataStart = align(cursor.offset(), alignment);
    List<TensorEntry> tensors = new ArrayList<>();
    for (RawTensor tensor : raw) {
      tensors.add(tensor.place(cursor, dataStart, alignment, fileBytes));
    }
    refuseOverlap(file, tensors);
    return new GgufHead(metadata, List.copyOf(tensors));
  }

  /** Returns the first multiple of the alignment from an offset on. */
  static long align(long offset, long alignment) {
    return (offset + alignment - 1) / alignment * alignment;
  }

  /** Tells whether tensors may start at multiples of so many bytes. */
  static boolean isAlignment(long bytes) {
    return bytes >= 1 && bytes <= MAX_ALIGNMENT && Long.bitCount(bytes) == 1;
  }

  private static void readMagic(GgufCursor cursor) throws ModelFileException {
    byte[] magic = new byte[4];
    for (int i = 0; i < magic.length; i++) {
      magic[i] = cursor.i8("the magic bytes");
    }
    String text = new String(magic, StandardCharsets.ISO_8859_1);
    if (!text.equals("GGUF")) {
      throw cursor.refuse(0, "the file begins with \"" + text + "\"", "\"GGUF\"");
    }
  }

  private static void readVersion(GgufCursor cursor) throws ModelFileException {
    int at = cursor.offset();
    int version = cursor.i32("the version");
    if ((version & 0xFFFF) == 0 && version != 0) {
      throw cursor.refuse(
          at,
          "the file is big endian, version " + Integer.reverseBytes(version),
          "a little-endian file");
    }
    if (version != 2 && version != 3) {
      throw cursor.refuse(at, "version " + Integer.toUnsignedString(version), "version 2 or 3");
    }
  }

  private static void readKey(GgufCursor cursor, Map<String, Slot> slots)
      throws ModelFileException {
    int at = cursor.offset();
    String key = cursor.name("the name of a key", MAX_KEY_BYTES);
    if (key.isEmpty()) {
      throw cursor.refuse(at, "a key without a name", "a name");
    }
    String what = "key \"" + key + "\"";
    Slot slot = readSlot(cursor, what);
    if (slots.putIfAbsent(key, slot) != null) {
      throw cursor.refuse(at, what + " for the second time", "each key once");
    }
    skipValues(cursor, slot, what);
  }

  private static Slot readSlot(GgufCursor cursor, String what) throws ModelFileException {
    GgufValueType type = readType(cursor, what);
    if (type != GgufValueType.ARRAY) {
      return new Slot(type, false, 1, cursor.offset());
    }
    int at = cursor.offset();
    GgufValueType elementType = readType(cursor, what);
    if (elementType == GgufValueType.ARRAY) {
      throw cursor.refuse(at, what + " is an array of arrays", "an array of single values");
    }
    int count = cursor.count("elements of " + what, elementType.bytes, MAX_ELEMENTS);
    return new Slot(elementType, true, count, cursor.offset());
  }

  private static GgufValueType readType(GgufCursor cursor, String what) throws ModelFileException {
    int at = cursor.offset();
    int id = cursor.i32("the type of " + what);
    return GgufValueType.ofId(id)
        .orElseThrow(
            () -> cursor.refuse(at, what + " has value type " + id, "a type from 0 to 12"));
  }

  private static void skipValues(GgufCursor cursor, Slot slot, String what)
      throws ModelFileException {
    switch (slot.type()) {
      case STRING -> {
        String string = "a string of " + what;
        for (int i = 0; i < slot.count(); i++) {
          cursor.string(string, MAX_STRING_BYTES);
        }
      }
      case BOOL -> {
        for (int i = 0; i < slot.count(); i++) {
          int at = cursor.offset();
          int value = cursor.i8(what);
          if (value != 0 && value != 1) {
            throw cursor.refuse(at, what + " has the bool " + value, "0 or 1");
          }
        }
      }
      default -> cursor.skip((long) slot.count() * slot.type().bytes, what);
    }
  }

  private static long alignment(GgufMetadata metadata) throws ModelFileException {
    long alignment = metadata.integer(ALIGNMENT_KEY, DEFAULT_ALIGNMENT);
    if (!isAlignment(alignment)) {
      throw metadata.refuse(
          ALIGNMENT_KEY, "is " + alignment, "a power of two, at most " + MAX_ALIGNMENT);
    }
    return alignment;
  }

  private static void refuseOverlap(Path file, List<TensorEntry> tensors)
      throws ModelFileException {
    List<TensorEntry> ordered = new ArrayList<>(tensors);
    ordered.sort(Comparator.comparingLong(TensorEntry::start));
    for (int i = 1; i < ordered.size(); i++) {
      TensorEntry before = ordered.get(i - 1);
      TensorEntry tensor = ordered.get(i);
      if (tensor.start() < before.end()) {
        throw ModelFileException.atByte(
            file,
            tensor.start(),
            "tensor \"" + tensor.name() + "\" begins inside tensor \"" + before.name() + "\"",
            "byte " + before.end() + " or later");
      }
    }
  }
}
