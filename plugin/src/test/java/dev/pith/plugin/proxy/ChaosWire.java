package dev.pith.plugin.proxy;

import dev.pith.plugin.proxy.ChaosScript.Ending;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes a stream of the chaos test as its bytes go over the wire: head, chunks, end. */
final class ChaosWire {

  private static final String HEAD =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Integer> chunkStarts = new ArrayList<>();
  private final ChaosPlan plan;
  private final SplittableRandom random;
  private final ChaosEvents events;
  private int gate = -1;

  /**
   * Writes all but the end.
   *
   * @param gateBefore the event before which the writer waits; -1 for none
   */
  ChaosWire(ChaosPlan plan, SplittableRandom random, ChaosEvents events, int gateBefore) {
    this.plan = plan;
    this.random = random;
    this.events = events;
    write(HEAD);
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    for (int i = 0; i < events.events().size(); i++) {
      if (i == gateBefore) {
        flush(chunk);
        gate = out.size();
      }
      chunk.writeBytes(events.events().get(i));
      if (random.nextInt(3) == 0) {
        flush(chunk);
      }
    }
    flush(chunk);
  }

  /** Returns the whole answer. */
  ChaosScript whole(@Nullable ChaosFault fault) {
    write("0\r\n\r\n");
    return script(fault, out.size(), Ending.WHOLE);
  }

  /** Returns an answer that has all of its events, and no end. */
  ChaosScript unended(@Nullable ChaosFault fault) {
    return script(fault, out.size(), Ending.SILENCE);
  }

  /** Returns an answer that ends anywhere, its head and its last byte included. */
  ChaosScript brokenOff(@Nullable ChaosFault fault, Ending ending) {
    return script(fault, random.nextInt(out.size()), ending);
  }

  /** Returns an answer that ends before its head is whole. */
  ChaosScript inHead(@Nullable ChaosFault fault, Ending ending) {
    return script(fault, random.nextInt(HEAD.length()), ending);
  }

  ChaosScript afterHead(@Nullable ChaosFault fault, Ending ending) {
    return script(fault, HEAD.length(), ending);
  }

  ChaosScript inStream(@Nullable ChaosFault fault, Ending ending) {
    return script(fault, random.nextInt(HEAD.length() + 1, out.size()), ending);
  }

  /** Returns an answer in which something else stands where a chunk should begin. */
  ChaosScript badFraming(ChaosFault fault) {
    int at = chunkStarts.get(random.nextInt(chunkStarts.size()));
    byte[] begun = Arrays.copyOf(out.toByteArray(), at);
    out.reset();
    out.writeBytes(begun);
    write("zz\r\nwhat?\r\n");
    return script(fault, out.size(), Ending.SILENCE);
  }

  /** Returns where bytes are split: at single places, and in a row of very small pieces. */
  static Map<Integer, Integer> stops(ChaosPlan plan, SplittableRandom random, int length) {
    Map<Integer, Integer> stops = new TreeMap<>();
    if (length > 1 && plan.has(ChaosFault.SPLIT)) {
      for (int i = random.nextInt(1, 12); i > 0; i--) {
        stops.put(random.nextInt(1, length), 0);
      }
      int size = random.nextInt(1, 4);
      int from = random.nextInt(1, length);
      for (int at = from; at < Math.min(length, from + 40 * size); at += size) {
        stops.put(at, 0);
      }
    }
    if (length > 1 && plan.has(ChaosFault.DELAY)) {
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        stops.put(random.nextInt(1, length), random.nextInt(1, 6));
      }
    }
    return stops;
  }

  private ChaosScript script(@Nullable ChaosFault fault, int length, Ending ending) {
    return new ChaosScript(
        Buffer.buffer(out.toByteArray()).getBuffer(0, length),
        stops(plan, random, length),
        gate < length ? gate : -1,
        ending,
        length < HEAD.length() ? 0 : 200,
        Buffer.buffer(events.bytes()),
        fault,
        events.hasGarbage());
  }

  private void flush(ByteArrayOutputStream chunk) {
    if (chunk.size() > 0) {
      chunkStarts.add(out.size());
      write(Integer.toHexString(chunk.size()) + "\r\n");
      out.writeBytes(chunk.toByteArray());
      write("\r\n");
      chunk.reset();
    }
  }

  private void write(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
