package dev.pith.plugin.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A state machine that turns the bytes of a {@code text/event-stream} into events.
 *
 * <p>How the network cuts the bytes does not matter: not inside a line end, not inside a UTF-8
 * sequence. Line ends are LF, CRLF or CR. An event that the stream ends without a blank line is
 * delivered too. No input is an error; bytes that are not UTF-8 become replacement characters in
 * {@link SseEvent#data()} and stay as they are in {@link SseEvent#raw()}.
 *
 * <p>It holds one unfinished event, at most {@code maxEventBytes}. A larger event is handed on in
 * {@linkplain SseEvent#oversized() oversized} pieces of that size.
 *
 * <p>Instances serve one stream and are not thread-safe.
 */
public final class SseDecoder {
  /*
   * Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html. Two
   * departures: an unterminated last event is delivered, since several model servers end that way,
   * and an event without data is delivered, since a proxy must pass on keep-alives.
   *
   * A blank line that ends in CR may still get its LF. The decoder waits for the next byte, unless
   * the line before ended in a bare CR: then this stream does not use CRLF, and waiting would hold
   * every event back until the next one.
   */

  /** Receives the events in order, on the thread of the call that completed them. */
  public interface Listener {
    /** The event is complete. */
    void onEvent(SseEvent event);
  }

  /** Largest event that is read if the caller sets no limit: 8 MiB. */
  public static final int DEFAULT_MAX_EVENT_BYTES = 8 << 20;

  private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final Listener listener;
  private final int maxEventBytes;

  private byte[] pending = new byte[256];
  private int pendingLength;
  private boolean pendingOversized;
  private boolean firstEvent = true;

  private boolean lineIsBlank = true;
  private boolean afterCr;
  private boolean lastLineEndedInBareCr;
  private boolean eventEndsHere;

  public SseDecoder(Listener listener) {
    this(listener, DEFAULT_MAX_EVENT_BYTES);
  }

  /**
   * @param maxEventBytes largest event that is read, at least 1; it bounds the memory of the
   *     decoder
   */
  public SseDecoder(Listener listener, int maxEventBytes) {
    if (maxEventBytes < 1) {
      throw new IllegalArgumentException("maxEventBytes must be at least 1: " + maxEventBytes);
    }
    this.listener = listener;
    this.maxEventBytes = maxEventBytes;
  }

  /** Reads all of an array. */
  public void onBytes(byte[] bytes) {
    onBytes(bytes, 0, bytes.length);
  }

  /** Reads {@code length} bytes from {@code offset}; the array is not kept. */
  public void onBytes(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int start = offset;
    for (int i = offset; i < end; i++) {
      byte next = bytes[i];
      if (afterCr) {
        afterCr = false;
        lastLineEndedInBareCr = next != '\n';
        if (eventEndsHere) {
          int eventEnd = lastLineEndedInBareCr ? i : i + 1;
          complete(bytes, start, eventEnd);
          start = eventEnd;
        }
        if (next == '\n') {
          continue;
        }
      }
      if (next == '\n') {
        lastLineEndedInBareCr = false;
        if (lineIsBlank) {
          complete(bytes, start, i + 1);
          start = i + 1;
        }
        lineIsBlank = true;
      } else if (next == '\r') {
        afterCr = true;
        if (lineIsBlank && lastLineEndedInBareCr) {
          complete(bytes, start, i + 1);
          start = i + 1;
        } else {
          eventEndsHere = lineIsBlank;
        }
        lineIsBlank = true;
      } else {
        lineIsBlank = false;
      }
    }
    hold(bytes, start, end);
  }

  /** Delivers what the stream ended in the middle of; call once, after the last bytes. */
  public void onEnd() {
    if (pendingLength > 0) {
      complete(pending, 0, 0);
    }
  }

  private void complete(byte[] bytes, int start, int end) {
    eventEndsHere = false;
    hold(bytes, start, end);
    byte[] raw = Arrays.copyOf(pending, pendingLength);
    pendingLength = 0;
    SseEvent event = pendingOversized ? SseEvent.oversized(raw) : parse(raw);
    pendingOversized = false;
    firstEvent = false;
    listener.onEvent(event);
  }

  private void hold(byte[] bytes, int start, int end) {
    int from = start;
    while (pendingLength + (end - from) > maxEventBytes) {
      int fits = maxEventBytes - pendingLength;
      append(bytes, from, fits);
      from += fits;
      pendingOversized = true;
      byte[] piece = Arrays.copyOf(pending, pendingLength);
      pendingLength = 0;
      listener.onEvent(SseEvent.oversized(piece));
    }
    append(bytes, from, end - from);
  }

  private void append(byte[] bytes, int from, int length) {
    int needed = pendingLength + length;
    if (needed > pending.length) {
      pending = Arrays.copyOf(pending, (int) Math.min(maxEventBytes, 2L * needed));
    }
    System.arraycopy(bytes, from, pending, pendingLength, length);
    pendingLength = needed;
  }

  private SseEvent parse(byte[] raw) {
    String name = null;
    String data = null;
    StringBuilder lines = null;
    int lineStart = firstEvent && startsWith(raw, 0, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
    while (lineStart < raw.length) {
      int lineEnd = lineStart;
      while (lineEnd < raw.length && raw[lineEnd] != '\n' && raw[lineEnd] != '\r') {
        lineEnd++;
      }
      String value = valueOf(DATA, raw, lineStart, lineEnd);
      if (value == null) {
        String newName = valueOf(EVENT, raw, lineStart, lineEnd);
        name = newName == null ? name : newName;
      } else if (data == null) {
        data = value;
      } else {
        lines = lines == null ? new StringBuilder(data) : lines;
        lines.append('\n').append(value);
      }
      lineStart = lineEnd + 1;
    }
    return SseEvent.of(name, lines == null ? data : lines.toString(), raw);
  }

  private static @Nullable String valueOf(byte[] field, byte[] raw, int lineStart, int lineEnd) {
    int colon = lineStart + field.length;
    if (colon > lineEnd || !startsWith(raw, lineStart, field)) {
      return null;
    }
    if (colon == lineEnd) {
      return "";
    }
    if (raw[colon] != ':') {
      return null;
    }
    int valueStart = colon + 1;
    if (valueStart < lineEnd && raw[valueStart] == ' ') {
      valueStart++;
    }
    return new String(raw, valueStart, lineEnd - valueStart, StandardCharsets.UTF_8);
  }

  private static boolean startsWith(byte[] raw, int from, byte[] prefix) {
    int to = from + prefix.length;
    return to <= raw.length && Arrays.equals(raw, from, to, prefix, 0, prefix.length);
  }
}
