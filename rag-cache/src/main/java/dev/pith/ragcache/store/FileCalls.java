package dev.pith.ragcache.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The calls that write files, each of which may fail: where tests let a disk be full. */
class FileCalls {

  void createDirectory(Path directory) throws IOException {
    Files.createDirectories(directory);
  }

  FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
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
}
