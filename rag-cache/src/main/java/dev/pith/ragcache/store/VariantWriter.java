package dev.pith.ragcache.store;

import dev.pith.ragcache.engine.ChunkKvCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the files of variants into a directory, each as a {@link WholeFile}. */
final class VariantWriter {

  private final Path directory;
  private final String scope;
  private final FileName names;
  private final FileCalls calls;

  VariantWriter(Path directory, String scope, FileName names, FileCalls calls) {
    this.directory = directory;
    this.scope = scope;
    this.names = names;
    this.calls = calls;
  }

  /** Returns the header of a variant's file, its checksums not yet known. */
  VariantHeader header(Variant variant, ChunkKvCodec.Format format, long sequence) {
    return new VariantHeader(
        scope,
        variant.key(),
        variant.profile(),
        ChunkKvCodec.layout(variant.kv()),
        format,
        sequence,
        List.of());
  }

  /**
   * Writes a variant's file.
   *
   * @param header as {@link #header} returned it
   * @throws IOException when the disk is full, for example; no part of the file is left then
   * @throws ArithmeticException when a number does not fit the format
   */
  void write(Variant variant, VariantHeader header) throws IOException {
    WholeFile.write(
        calls,
        directory.resolve(names.of(variant.key())),
        file -> writeLayers(file, variant, header));
  }

  private void writeLayers(FileChannel file, Variant variant, VariantHeader header)
      throws IOException {
    ChunkKvCodec.Layout layout = header.layout();
    ByteBuffer layerBytes =
        ByteBuffer.allocate(layout.layerBytes(header.format())).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> checksums = new ArrayList<>();
    for (int layer = 0; layer < layout.layers(); layer++) {
      layerBytes.clear();
      ChunkKvCodec.encode(variant.kv(), layer, header.format(), layerBytes);
      checksums.add(VariantHeader.checksum(layerBytes.flip()));
      calls.write(file, layerBytes.flip(), header.layerStart(layer));
    }
    calls.write(file, header.withChecksums(checksums).encode(), 0);
  }
}
