package dev.pith.ragcache.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** The calls that write files, each of which may fail: where tests let a disk be full. */
class FileCalls {

  void createDirectory(Path directory) throws IOException {
    Files.createDirectories(directory, onlyFor(directory, "rwx------"));
  }

  FileChannel create(Path file) throws IOException {
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return FileChannel.open(file, options, onlyFor(file, "rw-------"));
  }

  /** Writes all bytes that remain at a byte of the file. */
  void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
    long to = at;
    while (bytes.hasRemaining()) {
      to += file.write(bytes, to);
    }
  }

  /** Waits until the disk has the file. */
  void force(FileChannel file) throws IOException {
    file.force(true);
  }

  /** Gives a file its name, in place of one that had it. */
  void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** KV tells what a chunk says: nobody else may read it where the file system knows users. */
  private static FileAttribute<?>[] onlyFor(Path path, String permissions) {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }
}
