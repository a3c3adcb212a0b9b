package dev.pith.ragcache.engine.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model file in the GGUF format, little endian, version 2 or 3: keys, and tensors that stay in
 * the file. Immutable and thread-safe.
 *
 * <p>The file is mapped into memory and must not be changed or cut while the model is in use. The
 * mapping ends when nothing refers to the file or its tensors any more.
 */
public final class GgufFile {

  private final Path path;
  private final GgufMetadata metadata;
  private final Map<String, GgufTensor> tensors;

  private GgufFile(Path path, GgufMetadata metadata, Map<String, GgufTensor> tensors) {
    this.path = path;
    this.metadata = metadata;
    this.tensors = tensors;
  }

  /**
   * Opens a file and validates all of it except the values of the tensors.
   *
   * @throws ModelFileException when it is not a file that can be used
   * @throws IOException when it cannot be read
   */
  public static GgufFile open(Path file) throws IOException {
    return open(file, Integer.MAX_VALUE);
  }

  /** Opens a file whose tensors are mapped in windows of at most so many bytes. */
  static GgufFile open(Path file, int windowBytes) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw ModelFileException.of(
          file, Files.exists(file) ? "is not a regular file" : "does not exist", "a GGUF file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long fileBytes = channel.size();
      ByteBuffer start = channel.map(MapMode.READ_ONLY, 0, Math.min(fileBytes, GgufHead.MAX_BYTES));
      GgufHead head = GgufHead.read(file, start, fileBytes);
      TensorWindows.Bytes bytes = (from, to) -> channel.map(MapMode.READ_ONLY, from, to - from);
      return new GgufFile(
          file, head.metadata(), TensorWindows.map(file, bytes, head.tensors(), windowBytes));
    }
  }

  /**
   * Reads a file whose bytes are in memory already, and validates it as {@link #open} does.
   *
   * @param name what complaints call it
   * @param content the whole file; used as long as the model, and must not change
   * @throws ModelFileException when it cannot be used
   */
  public static GgufFile of(Path name, ByteBuffer content) throws IOException {
    ByteBuffer whole = content.asReadOnlyBuffer().rewind();
    GgufHead head =
        GgufHead.read(
            name, whole.slice(0, Math.min(whole.limit(), GgufHead.MAX_BYTES)), whole.limit());
    TensorWindows.Bytes bytes = (from, to) -> whole.slice((int) from, (int) (to - from));
    return new GgufFile(
        name, head.metadata(), TensorWindows.map(name, bytes, head.tensors(), Integer.MAX_VALUE));
  }

  /** Returns where the file is, as it was opened. */
  public Path path() {
    return path;
  }

  /** Returns the keys. */
  public GgufMetadata metadata() {
    return metadata;
  }

  /** Returns the tensors in the order of the file's list; none when it holds a vocabulary only. */
  public List<GgufTensor> tensors() {
    return List.copyOf(tensors.values());
  }

  /** Returns a tensor, or nothing when the file does not have it. */
  public Optional<GgufTensor> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /**
   * Returns a tensor that its reader cannot do without.
   *
   * @throws ModelFileException when the file does not have it
   */
  public GgufTensor need(String name) throws ModelFileException {
    GgufTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw ModelFileException.atTensor(path, name, "is absent", "a file with this tensor");
    }
    return tensor;
  }
}
