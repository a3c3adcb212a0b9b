package dev.pith.eval.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the {@linkplain RetrievalRecord retrieval records} of a file. */
public final class RetrievalReader {

  /** Hears of lines that cannot be read. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A line could not be read; the reading goes on after it.
     *
     * @param line from 1
     * @param reason why, without the line's text
     */
    void onBadLine(Path file, long line, String reason);
  }

  private RetrievalReader() {}

  /**
   * Returns the records of a file, plain or gzip, in the order of its lines. Records of other kinds
   * are left out: a file of another kind has none. What breaks in the middle of the file is told as
   * its last line.
   */
  public static List<RetrievalRecord> read(Path file, Listener listener) {
    List<RetrievalRecord> records = new ArrayList<>();
    long line = 1;
    try (JsonLines lines = JsonLines.open(Files.newInputStream(file), TraceReader.MAX_LINE_BYTES)) {
      for (; lines.next(); line = lines.number() + 1) {
        byte[] json = lines.bytes();
        if (TraceReader.isBlank(json)) {
          continue;
        }
        try {
          parse(lines, json).ifPresent(records::add);
        } catch (BadLineException bad) {
          listener.onBadLine(file, lines.number(), String.valueOf(bad.getMessage()));
        }
      }
    } catch (IOException broken) {
      listener.onBadLine(file, line, "cannot be read: " + TraceReader.reason(broken));
    }
    return records;
  }

  private static Optional<RetrievalRecord> parse(JsonLines lines, byte[] json)
      throws BadLineException {
    if (lines.isTooLong()) {
      throw new BadLineException("longer than " + TraceReader.MAX_LINE_BYTES + " bytes");
    }
    return RetrievalParser.parse(json);
  }
}
