package dev.pith.plugin.savings;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file to which every request is appended as a line of JSON.
 *
 * <p>A crash costs at most the lines that were not written yet: a torn last line is closed when the
 * file is opened again, and skipped by every reader. Writing never delays a request: lines wait in
 * a bounded queue for one thread, and those that find no room, or a full disk, are counted as lost.
 * Thread-safe.
 */
public final class Ledger implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  private static final int MAX_WAITING = 10_000;
  private static final long CLOSE_SECONDS = 10;

  private final Path file;
  private final FileChannel channel;
  private final ThreadPoolExecutor writer;
  private final LongAdder lost = new LongAdder();
  private final long unreadable;
  private boolean failing;

  private Ledger(Path file, FileChannel channel, long unreadable) {
    this.file = file;
    this.channel = channel;
    this.unreadable = unreadable;
    writer =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            task -> {
              Thread thread = new Thread(task, "pith-ledger");
              thread.setDaemon(true);
              return thread;
            },
            (task, full) -> lost.increment());
  }

  /**
   * Opens a ledger, or begins one.
   *
   * @param earlier is given every request that it already holds, in order
   * @throws IOException if it cannot be read and written, or another process has it open
   */
  public static Ledger open(Path file, Consumer<RequestRecord> earlier) throws IOException {
    FileChannel channel;
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException failure) { // some of these name a file and nothing else
      throw new IOException(file + " cannot be read and written (" + failure + ")", failure);
    }
    try {
      if (lock(channel) == null) {
        throw new IOException(file + " is the ledger of another process that is running");
      }
      long unreadable = readAll(channel, earlier);
      closeTornLine(channel);
      return new Ledger(file, channel, unreadable);
    } catch (IOException | RuntimeException failure) {
      channel.close();
      throw failure;
    }
  }

  /** Appends a request, soon. */
  public void append(RequestRecord request) {
    writer.execute(() -> write(LedgerLine.write(request)));
  }

  /** Returns how many requests could not be written. */
  public long lost() {
    return lost.sum();
  }

  /** Returns how many lines of the file were no whole line of a ledger when it was opened. */
  public long unreadable() {
    return unreadable;
  }

  /** Writes what waits, and closes the file. */
  @Override
  public void close() throws IOException {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} was closed before all of it was written", file);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    channel.close();
  }

  private void write(byte[] line) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(line);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      failing = false;
    } catch (IOException failure) {
      lost.increment();
      if (!failing) {
        failing = true;
        LOG.warn("requests are missing in {}: {}", file, failure.toString());
      }
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException ours) {
      return null;
    }
  }

  private static long readAll(FileChannel channel, Consumer<RequestRecord> earlier)
      throws IOException {
    long unreadable = 0;
    // Not closed: that would close the channel.
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      var request = LedgerLine.read(line);
      request.ifPresent(earlier);
      unreadable += request.isPresent() || line.isBlank() ? 0 : 1;
    }
    return unreadable;
  }

  private static void closeTornLine(FileChannel channel) throws IOException {
    long size = channel.size();
    ByteBuffer last = ByteBuffer.allocate(1);
    boolean torn = size > 0 && channel.read(last, size - 1) == 1 && last.get(0) != '\n';
    channel.position(size);
    if (torn) {
      channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
    }
  }
}
