package dev.pith.ragcache.store;

import static dev.pith.ragcache.store.TestKv.key;
import static dev.pith.ragcache.store.TestKv.variant;
import static dev.pith.ragcache.store.TestKv.variantKey;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A process of its own that shares a directory: it writes what it is told on standard input, and
 * says on standard output what it did.
 */
final class WriterProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;

  private WriterProcess(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  static WriterProcess start(Path directory) throws IOException {
    return start(directory, Integer.MAX_VALUE);
  }

  /**
   * Starts a process.
   *
   * @param step it says {@code stopped} and goes no further in the middle of the step with this
   *     number: a file is created, written in {@code LAYERS + 1} parts, forced and moved
   */
  static WriterProcess start(Path directory, int step) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new WriterProcess(
        new ProcessBuilder(
                java,
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                WriterProcess.class.getName(),
                directory.toString(),
                Integer.toString(step))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /**
   * Tells it what to do: {@code loop}, {@code put CHUNK}, {@code use CHUNK}, or {@code load CHUNK}.
   */
  void tell(String line) throws IOException {
    process.outputWriter().write(line + "\n");
    process.outputWriter().flush();
  }

  String hear() throws IOException {
    return output.readLine();
  }

  /** Kills it and waits until it is dead. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  public static void main(String[] args) throws IOException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    DiskBed bed = new DiskBed(Path.of(args[0]));
    bed.calls = new StoppingCalls(Integer.parseInt(args[1]));
    try (ChunkStore store = bed.open()) {
      System.out.println("open");
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        String[] words = line.split(" ", 2);
        switch (words[0]) {
          case "loop" -> loop(store);
          case "put" -> {
            store.put(variant(Integer.parseInt(words[1]), 7));
            System.out.println("written " + DiskBed.stats(store).written());
          }
          case "use" -> {
            store.used(variantKey(Integer.parseInt(words[1]), 7), 1);
            System.out.println("used");
          }
          default -> System.out.println(load(store, Integer.parseInt(words[1])));
        }
      }
    }
  }

  /** Stops in the middle of a step. */
  private static final class StoppingCalls extends FileCalls {
    private final int stop;
    private int steps;

    StoppingCalls(int stop) {
      this.stop = stop;
    }

    @Override
    FileChannel create(Path file) throws IOException {
      FileChannel created = super.create(file);
      step();
      return created;
    }

    @Override
    void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
      int half = bytes.remaining() / 2;
      super.write(file, bytes.slice(bytes.position(), half), at);
      step();
      super.write(file, bytes.position(bytes.position() + half), at + half);
    }

    @Override
    void force(FileChannel file) throws IOException {
      super.force(file);
      step();
    }

    @Override
    void move(Path from, Path to) throws IOException {
      step();
      super.move(from, to);
    }

    private void step() {
      if (steps++ == stop) {
        System.out.println("stopped");
        while (true) {
          LockSupport.park();
        }
      }
    }
  }

  private static void loop(ChunkStore store) {
    for (int count = 0; ; count++) {
      store.put(variant(count % 20, count % 3));
      System.out.println(count);
    }
  }

  private static String load(ChunkStore store, int chunk) {
    if (store.variants(key(chunk)).isEmpty()) {
      return "miss";
    }
    store.load(store.variants(key(chunk)).get(0).key()).ifPresent(TestKv::assertRight);
    return "right";
  }
}
