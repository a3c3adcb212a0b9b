package dev.pith.eval.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A cursor over the lines of one file of traces, plain or gzip, for whoever must answer for each
 * line; {@link TraceReader} reads what is a trace and reports the rest.
 *
 * <p>It holds one line at a time. Not thread-safe.
 */
public final class TraceLines implements Closeable {
  private final Path file;
  private final JsonLines lines;

  private TraceLines(Path file, JsonLines lines) {
    this.file = file;
    this.lines = lines;
  }

  /**
   * What a line holds.
   *
   * @param record the whole of it
   * @param trace empty when it is no reasoning trace
   */
  public record Line(JsonNode record, Optional<RecordedTrace> trace) {}

  /**
   * Stands before the first line of a file.
   *
   * @throws IOException when it cannot be read
   */
  public static TraceLines open(Path file) throws IOException {
    return new TraceLines(
        file, JsonLines.open(Files.newInputStream(file), TraceReader.MAX_LINE_BYTES));
  }

  /**
   * Moves to the next line that is not blank; returns false after the last.
   *
   * @throws IOException when the file breaks off, as a truncated gzip does
   */
  public boolean next() throws IOException {
    while (lines.next()) {
      if (!TraceReader.isBlank(lines.bytes())) {
        return true;
      }
    }
    return false;
  }

  /** Returns the number of the current line, from 1. */
  public long number() {
    return lines.number();
  }

  /** Returns how many bytes the current line has. */
  public int length() {
    return lines.length();
  }

  /**
   * Reads the current line.
   *
   * @throws BadLineException when it is not a JSON object, or a field has the wrong type or range
   */
  public Line read() throws BadLineException {
    if (lines.isTooLong()) {
      throw new BadLineException("longer than " + TraceReader.MAX_LINE_BYTES + " bytes");
    }
    JsonNode record = JsonFields.object(lines.bytes());
    return new Line(record, TraceParser.parse(record, file, lines.number()));
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
