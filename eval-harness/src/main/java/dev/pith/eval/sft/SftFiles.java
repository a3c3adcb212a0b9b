package dev.pith.eval.sft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.eval.sft.RunState.Output;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;

/**
 * The outputs of a run: written under the names of parts, and given their own at the end, so that
 * nobody reads half of them.
 *
 * <p>What was written behind the last {@link #commit} is cut off when the run goes on. Not
 * thread-safe.
 */
final class SftFiles implements Closeable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int BUFFER_BYTES = 1 << 16;

  private final Map<Output, Path> names;
  private final Map<Output, Part> parts = new EnumMap<>(Output.class);
  private final Journal journal;
  private final RunState begin;

  private SftFiles(Map<Output, Path> names, Journal journal, RunState begin) {
    this.names = names;
    this.journal = journal;
    this.begin = begin;
  }

  private static final class Part implements Closeable {
    private final FileChannel channel;
    private final OutputStream out;
    private long bytes;

    Part(FileChannel channel, long bytes) throws IOException {
      this.channel = channel;
      this.bytes = bytes;
      channel.truncate(bytes);
      channel.position(bytes);
      out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
    }

    void write(byte[] line) throws IOException {
      out.write(line);
      out.write('\n');
      bytes += line.length + 1L;
    }

    void flush() throws IOException {
      out.flush();
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /**
   * Opens the outputs of a run, where it was broken off if it was.
   *
   * @param restart whether what an unfinished run has left is thrown away
   * @throws IOException when it cannot go on, see {@link Journal#read}
   */
  static SftFiles open(SftPlan plan, String scorer, boolean restart) throws IOException {
    Map<Output, Path> names = new EnumMap<>(Output.class);
    names.put(Output.ROWS, plan.out());
    names.put(Output.CONTROL, plan.control());
    names.put(Output.REJECTS, plan.rejects());
    Journal journal =
        new Journal(
            plan.out().resolveSibling(plan.out().getFileName() + ".journal"),
            plan.fingerprint(scorer));
    if (restart) {
      journal.delete();
    }
    SftFiles files = new SftFiles(names, journal, journal.read().orElse(RunState.start()));
    try {
      for (Output output : Output.values()) {
        files.parts.put(output, files.open(output));
      }
      return files;
    } catch (IOException | RuntimeException failure) {
      files.close();
      throw failure;
    }
  }

  private Part open(Output output) throws IOException {
    Path part = part(output);
    Path name = name(output);
    if (begin.line() > 0 && !Files.exists(part) && Files.exists(name)) {
      // The run was killed while it gave the files their names.
      Files.move(name, part);
    }
    long bytes = begin.bytes(output);
    FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.size() < bytes) {
      channel.close();
      throw new IOException(
          part + " is shorter than its run has left it; start anew with --restart");
    }
    return new Part(channel, bytes);
  }

  /** Returns where this run begins. */
  RunState begin() {
    return begin;
  }

  /** Writes one line. */
  void write(Output output, JsonNode row) throws IOException {
    opened(output).write(JSON.writeValueAsBytes(row));
  }

  /** Returns the state after a line, with what was written so far. */
  RunState state(long line, Map<Count, Long> counts) {
    Map<Output, Long> bytes = new EnumMap<>(Output.class);
    parts.forEach((output, part) -> bytes.put(output, part.bytes));
    return new RunState(line, bytes, counts);
  }

  /** Makes sure that a later run can go on from a state, and not before it. */
  void commit(RunState state) throws IOException {
    for (Part part : parts.values()) {
      part.flush();
    }
    journal.write(state);
  }

  /** Gives the files their names; one that is empty is left out, but the rows. */
  void finish(RunState last) throws IOException {
    commit(last);
    close();
    for (Output output : Output.values()) {
      if (last.bytes(output) == 0 && output != Output.ROWS) {
        Files.delete(part(output));
        Files.deleteIfExists(name(output));
      } else {
        Files.move(part(output), name(output), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    journal.delete();
  }

  @Override
  public void close() throws IOException {
    for (Part part : parts.values()) {
      part.close();
    }
  }

  private Part opened(Output output) {
    Part part = parts.get(output);
    if (part == null) {
      throw new IllegalStateException("not open: " + output);
    }
    return part;
  }

  private Path name(Output output) {
    Path name = names.get(output);
    if (name == null) {
      throw new IllegalStateException("no name: " + output);
    }
    return name;
  }

  private Path part(Output output) {
    Path name = name(output);
    return name.resolveSibling(name.getFileName() + ".part");
  }
}
