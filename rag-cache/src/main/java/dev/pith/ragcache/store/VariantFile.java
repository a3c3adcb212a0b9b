package dev.pith.ragcache.store;

import dev.pith.ragcache.engine.ChunkKvCodec;
import dev.pith.ragcache.plan.ContextProfile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A variant's file, mapped into memory to be read once. Not thread-safe. */
final class VariantFile implements PackedLayers {

  /*
   * A layer is copied out of the mapping before it is checked and decoded: what was checked is what
   * is decoded, and a file that someone cuts off meanwhile fails in the copy, where the JVM turns
   * the fault into an error. The mapping lives on when the file is deleted or replaced.
   */

  private static final int WINDOW_BYTES = 1 << 30;

  private final VariantHeader header;
  private final List<MappedByteBuffer> windows;
  private final int layersPerWindow;
  private final Consumer<RejectedFileException> onDamage;
  private byte @Nullable [] copy;

  private VariantFile(
      VariantHeader header, FileChannel file, Consumer<RejectedFileException> onDamage)
      throws IOException {
    this.header = header;
    this.onDamage = onDamage;
    int layers = header.layout().layers();
    this.layersPerWindow = Math.max(1, WINDOW_BYTES / layerBytes());
    this.windows = new ArrayList<>();
    for (int layer = 0; layer < layers; layer += layersPerWindow) {
      int count = Math.min(layersPerWindow, layers - layer);
      windows.add(
          file.map(
              FileChannel.MapMode.READ_ONLY,
              header.layerStart(layer),
              (long) count * layerBytes()));
    }
  }

  /** Reads the header of a file. */
  static VariantHeader readHeader(Path path, String scope) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      return readHeader(file, scope);
    }
  }

  /**
   * Opens a file.
   *
   * @param onDamage is told, by the thread that reads layers, when one is not what was written
   */
  static VariantFile open(Path path, String scope, Consumer<RejectedFileException> onDamage)
      throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      return new VariantFile(readHeader(file, scope), file, onDamage);
    }
  }

  private static VariantHeader readHeader(FileChannel file, String scope) throws IOException {
    return VariantHeader.read((to, from) -> read(file, to, from), file.size(), scope);
  }

  private static void read(FileChannel file, ByteBuffer to, long from) throws IOException {
    long at = from;
    while (to.hasRemaining()) {
      int count = file.read(to, at);
      if (count < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
      at += count;
    }
  }

  VariantHeader header() {
    return header;
  }

  @Override
  public ContextProfile profile() {
    return header.profile();
  }

  @Override
  public ChunkKvCodec.Layout layout() {
    return header.layout();
  }

  @Override
  public ChunkKvCodec.Format format() {
    return header.format();
  }

  @Override
  public Tier tier() {
    return Tier.DISK;
  }

  @Override
  public ByteBuffer layer(int layer) throws IOException {
    try {
      ByteBuffer bytes = copy(layer);
      if (VariantHeader.checksum(bytes) != header.checksums().get(layer)) {
        throw damaged("the checksum of layer " + layer + " does not fit");
      }
      return bytes.flip();
    } catch (InternalError fault) {
      // It comes some time after the copy, at the latest when an exception is made.
      throw damaged("layer " + layer + " cannot be read: " + fault.getMessage());
    }
  }

  private ByteBuffer copy(int layer) {
    byte[] bytes = copy;
    if (bytes == null) {
      bytes = new byte[layerBytes()];
      copy = bytes;
    }
    int start = layer % layersPerWindow * layerBytes();
    windows.get(layer / layersPerWindow).get(start, bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private RejectedFileException damaged(String message) {
    RejectedFileException damage = new RejectedFileException(Rejection.TORN, message);
    onDamage.accept(damage);
    return damage;
  }

  private int layerBytes() {
    return header.layout().layerBytes(header.format());
  }
}
