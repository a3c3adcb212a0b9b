package dev.pith.eval.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server that runs as a process of its own and listens on a port of the loopback address. */
final class PeerProcess implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int CONNECT_MILLIS = 500;
  private static final int LOG_CHARS = 2_000;
  private static final String PEAK = "VmHWM:";
  private static final long BYTES_OF_KIB = 1024;

  private final String name;
  private final Process process;
  private final int port;
  private final Path log;

  private PeerProcess(String name, Process process, int port, Path log) {
    this.name = name;
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /**
   * Starts it and waits until its port is open.
   *
   * @param name what messages call it
   * @param command the program and its arguments
   * @param environment what it finds in its environment besides ours
   * @param port where it is told to listen
   * @param log receives what it prints
   * @throws IOException when it cannot be run, ends, or does not listen in time; says what it said
   */
  static PeerProcess start(
      String name, List<String> command, Map<String, String> environment, int port, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    PeerProcess peer = new PeerProcess(name, builder.start(), port, log);
    try {
      peer.awaitPort();
    } catch (IOException failure) {
      peer.close();
      throw failure;
    }
    return peer;
  }

  /** Returns a port that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Returns a program on the PATH. */
  static @Nullable Path find(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    Predicate<Path> runs = Files::isExecutable;
    return Stream.concat(Stream.of(path.split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, program))
        .filter(runs.and(Files::isRegularFile))
        .findFirst()
        .orElse(null);
  }

  String url() {
    return "http://" + HOST + ":" + port;
  }

  /** Returns the most memory that it has held, in bytes; absent where the system does not say. */
  OptionalLong peakBytes() {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.isReadable(status)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith(PEAK))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * BYTES_OF_KIB)
          .findFirst();
    } catch (IOException | UncheckedIOException gone) {
      return OptionalLong.empty();
    }
  }

  /** Stops it, by force when it does not stop by itself. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitPort() throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isOpen()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        String said = Files.readString(log);
        String state = process.isAlive() ? "does not listen" : "ended";
        throw new IOException(
            name
                + " "
                + state
                + "; it said: "
                + said.substring(0, Math.min(LOG_CHARS, said.length())));
      }
      pause();
    }
  }

  private boolean isOpen() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }
}
