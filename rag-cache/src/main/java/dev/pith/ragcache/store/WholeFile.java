package dev.pith.ragcache.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes files that have their names only when the disk has all of them. Whoever is killed at any
 * moment leaves complete files and perhaps a temporary one.
 */
final class WholeFile {

  /** Writes what a file holds. */
  interface Content {
    void writeTo(FileChannel file) throws IOException;
  }

  private WholeFile() {}

  /**
   * Writes a file, in place of one of its name.
   *
   * @throws IOException when the disk is full, for example; no part of the file is left then
   */
  static void write(FileCalls calls, Path path, Content content) throws IOException {
    Path temporary = path.resolveSibling(FileName.temporary(path.getFileName().toString()));
    try (FileChannel file = calls.create(temporary)) {
      lock(file);
      content.writeTo(file);
      calls.force(file);
      calls.move(temporary, path);
    } catch (IOException | RuntimeException | Error failure) {
      delete(temporary);
      throw failure;
    }
    forceDirectory(path);
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

  /** While a file is locked nobody takes it for the rest of a dead process. */
  private static void lock(FileChannel file) throws IOException {
    if (file.tryLock() == null) {
      throw new IOException("a file that was just created is locked by another process");
    }
  }

  /** Lets the name of the file survive a loss of power, where the system can do that. */
  private static void forceDirectory(Path path) {
    try (FileChannel channel =
        FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
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
