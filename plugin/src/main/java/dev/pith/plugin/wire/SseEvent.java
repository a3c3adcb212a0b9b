package dev.pith.plugin.wire;

import org.jspecify.annotations.Nullable;

/**
 * One server-sent event, together with the exact bytes it came in.
 *
 * <p>The bytes of all events of a stream, one after the other, are the stream. Comments,
 * keep-alives and stray blank lines are events without data.
 */
public final class SseEvent {
  private final @Nullable String name;
  private final @Nullable String data;
  private final byte[] raw;
  private final boolean oversized;

  private SseEvent(@Nullable String name, @Nullable String data, byte[] raw, boolean oversized) {
    this.name = name;
    this.data = data;
    this.raw = raw;
    this.oversized = oversized;
  }

  /**
   * Returns an event.
   *
   * @param name value of the {@code event:} field, or null without one
   * @param data values of the {@code data:} fields joined by line feeds, or null without one
   * @param raw the bytes of the event with its comments and its terminator; not copied
   */
  public static SseEvent of(@Nullable String name, @Nullable String data, byte[] raw) {
    return new SseEvent(name, data, raw, false);
  }

  /** Returns a piece of an event that was too large to be read; it has neither name nor data. */
  static SseEvent oversized(byte[] raw) {
    return new SseEvent(null, null, raw, true);
  }

  /** Returns the value of the {@code event:} field, or null without one. */
  public @Nullable String name() {
    return name;
  }

  /**
   * Returns the {@code data:} values joined by line feeds, or null for comments and blank lines.
   */
  public @Nullable String data() {
    return data;
  }

  /**
   * Returns the bytes of this event as they came; the array is shared, callers do not change it.
   */
  public byte[] raw() {
    return raw;
  }

  /** Returns whether this is a piece of an event beyond the limit: pass it on, nobody read it. */
  public boolean oversized() {
    return oversized;
  }

  /** Returns sizes only: what a model said never gets into a log. */
  @Override
  public String toString() {
    return "SseEvent[name="
        + name
        + ", dataChars="
        + (data == null ? "none" : data.length())
        + ", rawBytes="
        + raw.length
        + (oversized ? ", oversized]" : "]");
  }
}
