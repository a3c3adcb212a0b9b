package dev.pith.plugin.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A state machine that turns the bytes of an {@code application/x-ndjson} stream into events, one a
 * line.
 *
 * <p>How the network cuts the bytes does not matter. Blank lines are no events; a last line without
 * a line end is delivered. It holds one unfinished line, at most {@code maxLineBytes}; a longer one
 * is handed on in {@linkplain SseEvent#oversized() oversized} pieces. Instances serve one stream
 * and are not thread-safe.
 */
public final class LineDecoder {

  private final SseDecoder.Listener listener;
  private final int maxLineBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean oversized;

  public LineDecoder(SseDecoder.Listener listener) {
    this(listener, SseDecoder.DEFAULT_MAX_EVENT_BYTES);
  }

  LineDecoder(SseDecoder.Listener listener, int maxLineBytes) {
    this.listener = listener;
    this.maxLineBytes = maxLineBytes;
  }

  /** Reads all of an array. */
  public void onBytes(byte[] bytes) {
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        hold(bytes, start, i + 1);
        complete();
        start = i + 1;
      }
    }
    hold(bytes, start, bytes.length);
  }

  /** Delivers what the stream ended in the middle of; call once, after the last bytes. */
  public void onEnd() {
    if (line.size() > 0) {
      complete();
    }
  }

  private void hold(byte[] bytes, int start, int end) {
    int from = start;
    while (line.size() + (end - from) > maxLineBytes) {
      int fits = maxLineBytes - line.size();
      line.write(bytes, from, fits);
      from += fits;
      oversized = true;
      listener.onEvent(SseEvent.oversized(take()));
    }
    line.write(bytes, from, end - from);
  }

  private void complete() {
    byte[] raw = take();
    if (oversized) {
      oversized = false;
      listener.onEvent(SseEvent.oversized(raw));
      return;
    }
    String text = new String(raw, StandardCharsets.UTF_8).strip();
    if (!text.isEmpty()) {
      listener.onEvent(SseEvent.of(null, text, raw));
    }
  }

  private byte[] take() {
    byte[] raw = line.toByteArray();
    line.reset();
    return raw;
  }
}
