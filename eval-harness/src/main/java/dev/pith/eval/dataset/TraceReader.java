package dev.pith.eval.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Streams the recorded traces of files and folders.
 *
 * <p>One record is held at a time. A bad line is reported and the reading goes on after it; what
 * breaks in the middle of a file (a truncated gzip) is reported as its last line. A reader is used
 * once, by one thread.
 */
public final class TraceReader {
  /** Receives what is found, in the order of the files (sorted by path) and of their lines. */
  public interface Listener {
    /** A trace was read. */
    void onTrace(RecordedTrace trace);

    /**
     * A line could not be read.
     *
     * @param line from 1
     * @param reason why, without the line's text
     */
    void onBadLine(Path file, long line, String reason);
  }

  private interface Source {
    InputStream open(Path file) throws IOException;
  }

  /** Longer lines are bad lines. */
  static final int MAX_LINE_BYTES = 64 << 20;

  private final Listener listener;
  private final List<Path> otherFiles = new ArrayList<>();
  private int files;
  private long traces;
  private long withoutText;
  private long withoutReasoning;
  private long badLines;

  private TraceReader(Listener listener) {
    this.listener = listener;
  }

  /**
   * Returns the files to read: those named, whatever their name, and all {@code *.jsonl} and {@code
   * *.jsonl.gz} under the folders named, each once, sorted by path.
   *
   * @throws IOException when a path does not exist or a folder cannot be listed
   */
  public static List<Path> files(Collection<Path> paths) throws IOException {
    TreeSet<Path> files = new TreeSet<>();
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new NoSuchFileException(path.toString());
      }
      Path real = path.toRealPath();
      if (!Files.isDirectory(real)) {
        files.add(real);
        continue;
      }
      try (Stream<Path> tree = Files.walk(real)) {
        tree.filter(TraceReader::isJsonLines).filter(Files::isRegularFile).forEach(files::add);
      } catch (UncheckedIOException unlisted) {
        throw unlisted.getCause();
      }
    }
    return List.copyOf(files);
  }

  /** Reads all traces of some files (see {@link #files}) and returns what was found. */
  public static ReadSummary read(List<Path> files, Listener listener) {
    TraceReader reader = new TraceReader(listener);
    files.forEach(file -> reader.read(file, Files::newInputStream));
    return reader.summary();
  }

  /**
   * Reads all traces of a stream and returns what was found.
   *
   * @param stream JSON Lines, plain or gzip; it is closed
   * @param name stands for the file in the traces and in messages
   */
  public static ReadSummary read(InputStream stream, Path name, Listener listener) {
    TraceReader reader = new TraceReader(listener);
    reader.read(name, file -> stream);
    return reader.summary();
  }

  private ReadSummary summary() {
    return new ReadSummary(files, traces, withoutText, withoutReasoning, badLines, otherFiles);
  }

  private void read(Path file, Source source) {
    long tracesHere = 0;
    long otherHere = 0;
    long line = 1;
    try (JsonLines lines = JsonLines.open(source.open(file), MAX_LINE_BYTES)) {
      for (; lines.next(); line = lines.number() + 1) {
        byte[] json = lines.bytes();
        if (isBlank(json)) {
          continue;
        }
        try {
          Optional<RecordedTrace> trace = parse(lines, json, file);
          if (trace.isPresent()) {
            tracesHere++;
            withoutText += trace.get().hasText() ? 0 : 1;
            listener.onTrace(trace.get());
          } else {
            otherHere++;
          }
        } catch (BadLineException bad) {
          report(file, lines.number(), String.valueOf(bad.getMessage()));
        }
      }
    } catch (IOException broken) {
      report(file, line, "cannot be read: " + reason(broken));
    }
    traces += tracesHere;
    if (tracesHere > 0) {
      files++;
      withoutReasoning += otherHere;
    } else if (otherHere > 0) {
      otherFiles.add(file);
    }
  }

  private static Optional<RecordedTrace> parse(JsonLines lines, byte[] json, Path file)
      throws BadLineException {
    if (lines.isTooLong()) {
      throw new BadLineException("longer than " + MAX_LINE_BYTES + " bytes");
    }
    return TraceParser.parse(json, file, lines.number());
  }

  private void report(Path file, long line, String reason) {
    badLines++;
    listener.onBadLine(file, line, reason);
  }

  private static boolean isJsonLines(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".jsonl") || name.endsWith(".jsonl.gz");
  }

  static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  static String reason(IOException broken) {
    return broken.getMessage() == null ? broken.getClass().getSimpleName() : broken.getMessage();
  }
}
