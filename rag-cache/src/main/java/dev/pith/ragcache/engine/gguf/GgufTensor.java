package dev.pith.ragcache.engine.gguf;

import dev.pith.ragcache.engine.math.BlockCodec;
import dev.pith.ragcache.engine.math.TensorType;
import dev.pith.ragcache.engine.math.WeightMatrix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor where the model file has it. Immutable and thread-safe.
 *
 * <p>Dims are fastest first: the weight of y = W x is {@code [length of x, length of y]}, a row for
 * each value of y.
 */
public final class GgufTensor {

  private final Path file;
  private final TensorEntry entry;
  private final int rowsPerWindow;
  private final List<ByteBuffer> windows;

  /** Creates the tensor whose rows are in these windows, {@code rowsPerWindow} in each. */
  GgufTensor(Path file, TensorEntry entry, int rowsPerWindow, List<ByteBuffer> windows) {
    this.file = file;
    this.entry = entry;
    this.rowsPerWindow = rowsPerWindow;
    this.windows = List.copyOf(windows);
  }

  /** Returns its name, such as {@code blk.0.attn_q.weight}. */
  public String name() {
    return entry.name();
  }

  /** Returns how its values are stored. */
  public TensorType type() {
    return entry.type();
  }

  /** Returns 1 to 4 lengths, fastest first. */
  public List<Long> dims() {
    return entry.dims();
  }

  /** Returns how many bytes it takes in the file. */
  public long bytes() {
    return entry.bytes();
  }

  /**
   * Returns it as a matrix of {@code dims[1]} rows with {@code dims[0]} values each, in the mapped
   * file.
   *
   * @throws ModelFileException when it does not have two dims
   */
  public WeightMatrix matrix() throws ModelFileException {
    if (dims().size() != 2) {
      throw refuse("has dims " + dims(), "two dims");
    }
    return WeightMatrix.of(type(), entry.rows(), entry.columns(), rowsPerWindow, windows);
  }

  /**
   * Returns a copy of its values, decoded: for norms and biases.
   *
   * @throws ModelFileException when it does not have one dim
   */
  public float[] floats() throws ModelFileException {
    if (dims().size() != 1) {
      throw refuse("has dims " + dims(), "one dim");
    }
    float[] floats = new float[entry.columns()];
    ByteBuffer row = windows.get(0).duplicate().order(ByteOrder.LITTLE_ENDIAN);
    BlockCodec.decode(type(), row, 0, floats.length, floats, 0);
    return floats;
  }

  /** Returns the bytes of its rows, window by window. */
  List<ByteBuffer> windows() {
    return windows;
  }

  /**
   * Returns this tensor when it has the dims that its reader wants.
   *
   * @throws ModelFileException when it has others
   */
  public GgufTensor withDims(long... expected) throws ModelFileException {
    List<Long> wanted = Arrays.stream(expected).boxed().toList();
    if (!dims().equals(wanted)) {
      throw refuse("has dims " + dims(), wanted.toString());
    }
    return this;
  }

  /**
   * Returns the failure that the tensor is not what its reader can use.
   *
   * @param found what it is, as in {@code has type F16}
   * @param expected what it should be, as in {@code F32}
   */
  public ModelFileException refuse(String found, String expected) {
    return ModelFileException.atTensor(file, name(), found, expected);
  }

  @Override
  public String toString() {
    return name() + " " + type() + " " + dims();
  }
}
