package dev.pith.eval.dataset;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * A cursor over the lines of a stream, plain or gzip (told by its first bytes).
 *
 * <p>It holds one line at a time. Of a line over the limit only the first bytes are held.
 */
final class JsonLines implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final int maxLineBytes;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int position;
  private int limit;
  private long number;
  private boolean tooLong;

  private JsonLines(InputStream in, int maxLineBytes) {
    this.in = in;
    this.maxLineBytes = maxLineBytes;
  }

  /**
   * Stands before the first line of a stream, which it closes with itself.
   *
   * @throws IOException when it cannot be read, or begins like gzip and is not
   */
  static JsonLines open(InputStream stream, int maxLineBytes) throws IOException {
    InputStream raw = new BufferedInputStream(stream, BUFFER_BYTES);
    try {
      raw.mark(2);
      boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
      raw.reset();
      return new JsonLines(gzip ? new GZIPInputStream(raw, BUFFER_BYTES) : raw, maxLineBytes);
    } catch (IOException | RuntimeException failure) {
      raw.close();
      throw failure;
    }
  }

  /** Moves to the next line; returns false after the last. */
  boolean next() throws IOException {
    line.reset();
    tooLong = false;
    number++;
    boolean any = false;
    while (fill()) {
      any = true;
      int start = position;
      while (position < limit && buffer[position] != '\n') {
        position++;
      }
      append(start, position - start);
      if (position < limit) {
        position++;
        return true;
      }
    }
    return any;
  }

  /** Returns the number of the current line, from 1. */
  long number() {
    return number;
  }

  /** Returns the bytes of the current line without its end. */
  byte[] bytes() {
    return line.toByteArray();
  }

  /** Returns how many bytes the current line has, those that are held. */
  int length() {
    return line.size();
  }

  /** Returns whether the current line is longer than the limit. */
  boolean isTooLong() {
    return tooLong;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean fill() throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(0, in.read(buffer));
    }
    return position < limit;
  }

  private void append(int start, int length) {
    if (length > maxLineBytes - line.size()) {
      tooLong = true;
    } else if (!tooLong) {
      line.write(buffer, start, length);
    }
  }
}
