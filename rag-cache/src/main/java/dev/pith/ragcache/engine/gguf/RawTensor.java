package dev.pith.ragcache.engine.gguf;

import dev.pith.ragcache.engine.math.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A line of a model file's tensor list before its place in the file is known.
 *
 * @param at where the line starts
 * @param rows the product of all dims but the first
 * @param bytes how many bytes all rows take
 * @param offset where they start in the data, an unsigned number
 */
record RawTensor(
    int at, String name, TensorType type, List<Long> dims, int rows, long bytes, long offset) {

  /** How many bytes a line takes at least. */
  static final int MIN_BYTES = 8 + 4 + 8 + 4 + 8;

  /** Longer names do not fit ggml's own tensors. */
  static final int MAX_NAME_BYTES = 63;

  private static final int MAX_DIMS = 4;

  /** Reads a line; its name must be new. */
  static RawTensor read(GgufCursor cursor, Set<String> names) throws ModelFileException {
    int at = cursor.offset();
    String name = cursor.name("the name of a tensor", MAX_NAME_BYTES);
    String what = "tensor \"" + name + "\"";
    if (!names.add(name)) {
      throw cursor.refuse(at, what + " for the second time", "each tensor once");
    }
    List<Long> dims = readDims(cursor, what);
    TensorType type = readTensorType(cursor, what);
    long columns = dims.get(0);
    if (columns % type.blockValues() != 0) {
      throw cursor.refuse(
          at,
          what + " has rows of " + columns + " values",
          "a multiple of " + type.blockValues() + " for " + type);
    }
    if (columns / type.blockValues() > Integer.MAX_VALUE / type.blockBytes()) {
      throw cursor.refuse(
          at,
          what + " has rows of " + columns + " values of type " + type,
          "rows below " + Integer.MAX_VALUE + " bytes");
    }
    int rows = rows(cursor, at, what, dims);
    long offset = cursor.i64("the offset of " + what);
    return new RawTensor(at, name, type, dims, rows, type.bytes(columns) * rows, offset);
  }

  /** Returns the line with its place in a file of so many bytes. */
  TensorEntry place(GgufCursor cursor, long dataStart, long alignment, long fileBytes)
      throws ModelFileException {
    String what = "tensor \"" + name + "\"";
    String begins = " begins at byte " + Long.toUnsignedString(offset) + " of the data";
    if (Long.remainderUnsigned(offset, alignment) != 0) {
      throw cursor.refuse(at, what + begins, "a multiple of the alignment " + alignment);
    }
    long room = fileBytes - dataStart;
    if (offset < 0 || offset > room || bytes > room - offset) {
      throw cursor.refuse(
          at,
          what + begins + " and takes " + bytes,
          "an end within the " + Math.max(0, room) + " bytes of data in the file");
    }
    long start = dataStart + offset;
    return new TensorEntry(name, type, dims, rows, start, start + bytes);
  }

  private static List<Long> readDims(GgufCursor cursor, String what) throws ModelFileException {
    int at = cursor.offset();
    int count = cursor.i32("the number of dims of " + what);
    if (count < 1 || count > MAX_DIMS) {
      throw cursor.refuse(
          at, what + " has " + Integer.toUnsignedString(count) + " dims", "1 to " + MAX_DIMS);
    }
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int dimAt = cursor.offset();
      long dim = cursor.i64("the dims of " + what);
      if (dim < 1) {
        throw cursor.refuse(dimAt, what + " has a dim of " + dim, "at least 1");
      }
      dims.add(dim);
    }
    return List.copyOf(dims);
  }

  private static TensorType readTensorType(GgufCursor cursor, String what)
      throws ModelFileException {
    int at = cursor.offset();
    int id = cursor.i32("the type of " + what);
    return TensorType.ofGgmlId(id)
        .orElseThrow(
            () ->
                cursor.refuse(
                    at,
                    what + " has type " + GgmlTypeNames.describe(id),
                    Arrays.stream(TensorType.values())
                        .map(TensorType::name)
                        .collect(Collectors.joining(", ", "one of ", ""))));
  }

  private static int rows(GgufCursor cursor, int at, String what, List<Long> dims)
      throws ModelFileException {
    long rows = 1;
    for (long dim : dims.subList(1, dims.size())) {
      if (dim > Integer.MAX_VALUE / rows) {
        throw cursor.refuse(
            at, what + " has dims " + dims, "at most " + Integer.MAX_VALUE + " rows");
      }
      rows *= dim;
    }
    return (int) rows;
  }
}
