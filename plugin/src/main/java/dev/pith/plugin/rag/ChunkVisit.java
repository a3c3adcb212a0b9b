package dev.pith.plugin.rag;

import java.util.OptionalLong;

/** A request that has been looked at. Immutable. */
public final class ChunkVisit {
  private final byte[] body;
  private final boolean hasChunks;
  private final RequestPin pin;
  private final ChunkDesk desk;

  ChunkVisit(byte[] body, boolean hasChunks, RequestPin pin, ChunkDesk desk) {
    this.body = body;
    this.hasChunks = hasChunks;
    this.pin = pin;
    this.desk = desk;
  }

  /**
   * Returns what is sent: the client's own bytes, the same array, where nothing was changed;
   * shared, callers do not change it.
   */
  public byte[] body() {
    return body;
  }

  /** Returns what is added to the body when it goes out, and to nothing else. */
  public RequestPin pin() {
    return pin;
  }

  /**
   * The answer has told how many tokens the prompt had, and how many of them came from the server's
   * cache or went into it.
   */
  public void answered(OptionalLong prompt, OptionalLong cacheRead, OptionalLong cacheWritten) {
    if (hasChunks) {
      desk.answered(prompt, cacheRead, cacheWritten);
    }
  }
}
