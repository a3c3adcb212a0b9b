package dev.pith.ragcache.engine.gguf;

import dev.pith.ragcache.engine.math.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * Builds a model file: keys and tensors, written in the order in which they were added. Not
 * thread-safe.
 *
 * <p>A key or a tensor that was added before is an {@link IllegalArgumentException}.
 */
public final class GgufWriter {

  /** The values of a tensor, made when they are written. */
  @FunctionalInterface
  public interface TensorData {
    /** Writes all bytes of the tensor, as its type lays them out, little endian. */
    void writeTo(WritableByteChannel out) throws IOException;
  }

  private record Tensor(TensorType type, List<Long> dims, TensorData data) {
    long bytes() {
      return type.bytes(dims.stream().reduce(1L, Math::multiplyExact));
    }
  }

  private static final int VERSION = 3;
  private static final int DEFAULT_ALIGNMENT = 32;

  private final Map<String, byte[]> keys = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private int alignment = DEFAULT_ALIGNMENT;

  /** Creates a writer without keys and tensors. */
  public GgufWriter() {}

  /** Adds a string. */
  public GgufWriter string(String key, String value) {
    return single(key, GgufValueType.STRING, value);
  }

  /** Adds an integer of 32 bits without sign, the width of counts and token ids. */
  public GgufWriter u32(String key, long value) {
    if (value < 0 || value > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException(key + " must be in [0, 2^32): " + value);
    }
    return single(key, GgufValueType.U32, value);
  }

  /** Adds a floating-point number of 32 bits. */
  public GgufWriter f32(String key, float value) {
    return single(key, GgufValueType.F32, value);
  }

  /** Adds a truth value. */
  public GgufWriter flag(String key, boolean value) {
    return single(key, GgufValueType.BOOL, value);
  }

  /** Adds an array of strings. */
  public GgufWriter strings(String key, List<String> values) {
    return array(key, GgufValueType.STRING, values);
  }

  /** Adds an array of integers of 32 bits. */
  public GgufWriter i32s(String key, int... values) {
    return array(key, GgufValueType.I32, Arrays.stream(values).boxed().toList());
  }

  /** Adds an array of floating-point numbers of 32 bits. */
  public GgufWriter f32s(String key, float... values) {
    List<Float> boxed = new ArrayList<>(values.length);
    for (float value : values) {
      boxed.add(value);
    }
    return array(key, GgufValueType.F32, boxed);
  }

  /**
   * Sets, and adds as a key, of what power of two tensors' offsets are multiples; 32 unless set.
   */
  public GgufWriter alignment(int bytes) {
    if (!GgufHead.isAlignment(bytes)) {
      throw new IllegalArgumentException(
          "alignment must be a power of two, at most " + GgufHead.MAX_ALIGNMENT + ": " + bytes);
    }
    alignment = bytes;
    return u32(GgufHead.ALIGNMENT_KEY, bytes);
  }

  /**
   * Adds a tensor.
   *
   * @param name at most 63 bytes of UTF-8
   * @param data called once by each {@link #write}
   * @param dims 1 to 4 lengths, fastest first; the first is a multiple of the type's block
   */
  public GgufWriter tensor(String name, TensorType type, TensorData data, long... dims) {
    if (name.getBytes(StandardCharsets.UTF_8).length > RawTensor.MAX_NAME_BYTES) {
      throw new IllegalArgumentException("name must have at most 63 bytes: " + name);
    }
    if (dims.length < 1 || dims.length > 4 || LongStream.of(dims).anyMatch(dim -> dim < 1)) {
      throw new IllegalArgumentException(
          name + " must have 1 to 4 positive dims: " + Arrays.toString(dims));
    }
    if (dims[0] % type.blockValues() != 0) {
      throw new IllegalArgumentException(
          name + " must have rows of whole blocks of " + type + ": " + dims[0]);
    }
    Tensor tensor = new Tensor(type, LongStream.of(dims).boxed().toList(), data);
    if (tensors.putIfAbsent(name, tensor) != null) {
      throw new IllegalArgumentException("tensor was added before: " + name);
    }
    return this;
  }

  /** Adds a tensor whose bytes are the buffer's, from position to limit. */
  public GgufWriter tensor(String name, TensorType type, ByteBuffer data, long... dims) {
    return tensor(name, type, out -> writeFully(out, data.duplicate()), dims);
  }

  /** Adds a vector of F32: a norm or a bias. */
  public GgufWriter vector(String name, float... values) {
    ByteBuffer data = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return tensor(name, TensorType.F32, data, values.length);
  }

  /**
   * Writes the file. It is written beside the target under another name and then moved over it, so
   * that the target is never half a file.
   *
   * @throws IOException when it cannot be written, or when a tensor's data has not as many bytes as
   *     its type and dims say
   */
  public void write(Path target) throws IOException {
    Path absolute = target.toAbsolutePath();
    Path partial =
        absolute.resolveSibling(absolute.getFileName() + "." + UUID.randomUUID() + ".partial");
    try {
      try (FileChannel channel =
          FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        writeAll(channel);
      }
      move(partial, absolute);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /** Takes a key or a tensor back, if it was added. */
  void remove(String keyOrTensor) {
    keys.remove(keyOrTensor);
    tensors.remove(keyOrTensor);
  }

  /** Writes all that remains in a buffer. */
  static void writeFully(WritableByteChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /** Adds a value of any type but an array. */
  GgufWriter single(String key, GgufValueType type, Object value) {
    return add(key, new GgufEncoder().i32(type.id).value(type, value));
  }

  /** Adds an array of values of any type but arrays. */
  GgufWriter array(String key, GgufValueType type, List<?> values) {
    GgufEncoder encoder = new GgufEncoder().i32(GgufValueType.ARRAY.id);
    encoder.i32(type.id).i64(values.size());
    values.forEach(value -> encoder.value(type, value));
    return add(key, encoder);
  }

  private GgufWriter add(String key, GgufEncoder value) {
    if (keys.putIfAbsent(key, value.toBytes()) != null) {
      throw new IllegalArgumentException("key was added before: " + key);
    }
    return this;
  }

  private void writeAll(FileChannel channel) throws IOException {
    writeFully(channel, ByteBuffer.wrap(head()));
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      pad(channel);
      long start = channel.position();
      tensor.data.writeTo(channel);
      long written = channel.position() - start;
      if (written != tensor.bytes()) {
        throw new IOException(
            "tensor %s needs %d bytes and was given %d"
                .formatted(entry.getKey(), tensor.bytes(), written));
      }
    }
    pad(channel);
  }

  private byte[] head() {
    GgufEncoder head = new GgufEncoder();
    head.i8('G').i8('G').i8('U').i8('F').i32(VERSION).i64(tensors.size()).i64(keys.size());
    keys.forEach((key, value) -> head.string(key).raw(value));
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      head.string(entry.getKey()).i32(tensor.dims.size());
      for (long dim : tensor.dims) {
        head.i64(dim);
      }
      head.i32(tensor.type.ggmlId()).i64(offset);
      offset = GgufHead.align(offset + tensor.bytes(), alignment);
    }
    return head.toBytes();
  }

  private void pad(FileChannel channel) throws IOException {
    long end = channel.position();
    writeFully(channel, ByteBuffer.allocate((int) (GgufHead.align(end, alignment) - end)));
  }

  private static void move(Path partial, Path target) throws IOException {
    try {
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException unsupported) {
      Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
