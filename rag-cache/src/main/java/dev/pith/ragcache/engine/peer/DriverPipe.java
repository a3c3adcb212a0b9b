package dev.pith.ragcache.engine.peer;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The process of the driver {@code Llama.java} and the frames to and from it. */
final class DriverPipe implements AutoCloseable {
  private static final String DRIVER = "Llama.java";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int STDERR_TAIL_CHARS = 4_000;

  /** How answers begin that are no error. */
  private static final byte RESULT = 0;

  private static final byte NOT_LOADED = 2;

  private final Path folder;
  private final Path stderr;
  private final Process process;
  private final DataInputStream answers;
  private final DataOutputStream commands;

  private DriverPipe(Path folder, Path stderr, Process process) {
    this.folder = folder;
    this.stderr = stderr;
    this.process = process;
    answers = new DataInputStream(process.getInputStream());
    commands = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
  }

  /** Starts the driver and waits until it has loaded the natives and checked their structs. */
  static DriverPipe start(Path java, LlamaNatives natives) throws IOException {
    Path folder = Files.createTempDirectory("pith-llama");
    Path driver = folder.resolve(DRIVER);
    try (InputStream source = DriverPipe.class.getResourceAsStream(DRIVER)) {
      if (source == null) {
        throw new IOException("no resource " + DRIVER + " beside " + DriverPipe.class.getName());
      }
      Files.copy(source, driver);
    }
    Path stderr = folder.resolve("stderr");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ErrorFile=" + folder.resolve("crash"),
                "--enable-native-access=ALL-UNNAMED",
                driver.toString(),
                natives.build(),
                natives.library().toString())
            .redirectError(stderr.toFile())
            .start();
    DriverPipe started = new DriverPipe(folder, stderr, process);
    try {
      started.answer();
    } catch (IOException failure) {
      started.close();
      throw failure;
    }
    return started;
  }

  /** Sends a command, up to the buffer's position, and returns the answer to it. */
  ByteBuffer call(ByteBuffer command) throws IOException {
    byte[] body = new byte[command.flip().remaining()];
    command.get(body);
    try {
      commands.writeInt(Integer.reverseBytes(body.length));
      commands.write(body);
      commands.flush();
    } catch (IOException brokenPipe) {
      throw died(brokenPipe);
    }
    return answer();
  }

  /** Tells whether the process still runs. */
  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends the process and removes what was written for it. */
  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException gone) {
      process.destroyForcibly();
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot remove " + folder, failure);
    }
  }

  private ByteBuffer answer() throws IOException {
    // Unlike a delayed executor, this keeps no timer once the answer is there.
    CompletableFuture<Boolean> answered =
        new CompletableFuture<Boolean>()
            .completeOnTimeout(false, PATIENCE.toSeconds(), TimeUnit.SECONDS);
    CompletableFuture<Void> patience = answered.thenAccept(this::destroyUnless);
    byte[] frame;
    try {
      frame = new byte[Integer.reverseBytes(answers.readInt())];
      answers.readFully(frame);
    } catch (EOFException end) {
      throw died(end);
    } finally {
      answered.complete(true);
      patience.join();
    }
    if (frame[0] == RESULT) {
      return ByteBuffer.wrap(frame, 1, frame.length - 1).order(ByteOrder.LITTLE_ENDIAN);
    }
    String text = new String(frame, 1, frame.length - 1, StandardCharsets.UTF_8).strip();
    throw frame[0] == NOT_LOADED
        ? new LlamaNotLoadedException(text)
        : new IOException("llama.cpp: " + text);
  }

  private void destroyUnless(boolean answered) {
    if (!answered) {
      process.destroyForcibly();
    }
  }

  private IOException died(IOException cause) {
    String said;
    try {
      process.waitFor(5, TimeUnit.SECONDS);
      said = Files.readString(stderr, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      said = unreadable.toString();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      said = "";
    }
    String code = process.isAlive() ? "none yet" : Integer.toString(process.exitValue());
    return new IOException(
        "llama.cpp's process died, exit code %s, it wrote: %s"
            .formatted(code, said.substring(Math.max(0, said.length() - STDERR_TAIL_CHARS))),
        cause);
  }
}
