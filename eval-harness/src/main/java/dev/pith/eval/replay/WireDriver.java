package dev.pith.eval.replay;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.policy.InProcessDriver;
import dev.pith.eval.policy.TraceDriver;
import dev.pith.plugin.session.Mode;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.Guidance;
import dev.pith.verifier.trim.RuleVerifier;
import dev.pith.verifier.trim.TrimSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sends traces through a real proxy, over loopback connections, and holds its cuts against those of
 * the trimmer in this process.
 *
 * <p>The position of a cut is read twice: from the thinking that the client got, without the guide
 * after it, and from the object {@code pith}. Both must be the trimmer's own. A drive keeps one
 * connection busy, so that its callers bound the concurrency.
 */
public final class WireDriver implements TraceDriver, AutoCloseable {

  /** A trace that the proxy cut elsewhere than the trimmer. */
  public static final class MismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private MismatchException(RecordedTrace trace, String wire, String inProcess) {
      super(
          trace + " (" + trace.source() + "): over the wire " + wire + ", in process " + inProcess);
    }
  }

  private static final int TOKENS_PER_CHUNK = 2;

  private final TraceLibrary library = new TraceLibrary();
  private final TraceDriver inProcess;
  private final LoopbackPair servers;
  private final ChatClient client;
  private final LongAdder drives = new LongAdder();

  /**
   * Starts a replay server and a proxy.
   *
   * @param settings when to cut; the verifier is the rules
   * @throws IOException when a port cannot be opened
   */
  public WireDriver(TrimSettings settings) throws IOException {
    this(settings, new InProcessDriver(settings, RuleVerifier.of(settings)));
  }

  /** Creates a driver that holds the cuts of a proxy against those of any other driver. */
  WireDriver(TrimSettings settings, TraceDriver inProcess) throws IOException {
    this.inProcess = inProcess;
    servers =
        LoopbackPair.start(
            library,
            ReplaySettings.defaults().withTokensPerChunk(TOKENS_PER_CHUNK),
            settings,
            reply -> {});
    client = new ChatClient(servers.proxyUrl());
  }

  /**
   * Drives one trace both ways.
   *
   * @throws MismatchException if the two ways differ
   * @throws UncheckedIOException if the stream breaks
   */
  @Override
  public Drive drive(RecordedTrace trace) {
    Drive expected = inProcess.drive(trace);
    String key = library.add(trace);
    try {
      ChatReply reply =
          client.stream(
              trace.model(), trace.prompt(), key, Mode.AUTO, ChatClient.Listener.silent());
      check(trace, reply, expected.cut());
      drives.increment();
    } catch (IOException broken) {
      throw new UncheckedIOException(trace + ": " + broken.getMessage(), broken);
    } finally {
      library.remove(key);
    }
    return expected;
  }

  /** Returns how many traces went over the wire and were cut where they should be. */
  public long drives() {
    return drives.sum();
  }

  @Override
  public void close() {
    client.close();
    servers.close();
  }

  private static void check(RecordedTrace trace, ChatReply reply, Optional<Cut> expected) {
    String wire = position(reply.pithNumber("/at_chars"), reply);
    String inProcess =
        expected.map(cut -> "cut at " + cut.atChar() + " (" + cut.reason() + ")").orElse("no cut");
    boolean sameText = isSameText(trace.thinking(), reply.reasoning(), expected);
    if (!wire.equals(inProcess) || !sameText) {
      long read = commonPrefix(trace.thinking(), reply.reasoning());
      throw new MismatchException(
          trace,
          wire + (sameText ? "" : ", and the client read " + read + " characters of the trace"),
          inProcess);
    }
  }

  /** Returns whether a client got the kept thinking, the guide after it, and nothing else. */
  private static boolean isSameText(String thinking, String read, Optional<Cut> expected) {
    if (expected.isEmpty()) {
      return read.equals(thinking);
    }
    String kept = thinking.substring(0, Math.toIntExact(expected.get().atChar()));
    String guide = Guidance.inLanguageOf(kept).after(kept, expected.get().ending());
    return read.equals(kept + guide);
  }

  private static String position(OptionalLong atChars, ChatReply reply) {
    if (reply.pith().isEmpty()) {
      return "no cut";
    }
    String at = atChars.isPresent() ? Long.toString(atChars.getAsLong()) : "an unknown position";
    return "cut at " + at + " (" + reply.pith().get().path("reason").asText() + ")";
  }

  private static long commonPrefix(String one, String other) {
    int length = Math.min(one.length(), other.length());
    int at = 0;
    while (at < length && one.charAt(at) == other.charAt(at)) {
      at++;
    }
    return at;
  }
}
