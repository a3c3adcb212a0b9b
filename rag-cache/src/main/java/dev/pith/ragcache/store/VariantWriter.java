package dev.pith.ragcache.store;

import dev.pith.ragcache.engine.ChunkKvCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the files of variants into a directory, each so that it has its name only when the disk
 * has all of it. Whoever is killed at any moment leaves complete files and perhaps a temporary one.
 */
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
    String name = names.of(variant.key());
    Path temporary = directory.resolve(FileName.temporary(name));
    try (FileChannel file = calls.create(temporary)) {
      lock(file);
      writeLayers(file, variant, header);
      calls.force(file);
      calls.move(temporary, directory.resolve(name));
    } catch (IOException | RuntimeException | Error failure) {
      delete(temporary);
      throw failure;
    }
    forceDirectory();
  }

  /** Deletes what dead processes have left half written. */
  static void deleteRemains(Path directory) throws IOException {
    List<Path> temporary = new ArrayList<>();
    try (var paths = Files.newDirectoryStream(directory, FileName::isTemporary)) {
      paths.forEach(temporary::add);
    } catch (DirectoryIteratorException failure) {
      throw failure.getCause();
    }
    for (Path path : temporary) {
      if (isAbandoned(path)) {
        delete(path);
      }
    }
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

  /** While a file is locked nobody takes it for the rest of a dead process. */
  private static void lock(FileChannel file) throws IOException {
    if (file.tryLock() == null) {
      throw new IOException("a file that was just created is locked by another process");
    }
  }

  /** Lets the name of the file survive a loss of power, where the system can do that. */
  private void forceDirectory() {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException notThisSystem) {
      // Then the file may be missing after a loss of power: a miss.
    }
  }

  private static boolean isAbandoned(Path temporary) {
    try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      return file.tryLock() != null;
    } catch (IOException | OverlappingFileLockException inUseOrGone) {
      return false;
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException stays) {
      // It is tried again by the next one who opens the directory.
    }
  }
}
