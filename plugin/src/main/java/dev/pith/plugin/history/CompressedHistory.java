package dev.pith.plugin.history;

/** A request whose history has been looked at. Immutable. */
public final class CompressedHistory {
  private final byte[] body;
  private final int pruned;
  private final long tokensLeftOut;

  CompressedHistory(byte[] body, int pruned, long tokensLeftOut) {
    this.body = body;
    this.pruned = pruned;
    this.tokensLeftOut = tokensLeftOut;
  }

  static CompressedHistory untouched(byte[] body) {
    return new CompressedHistory(body, 0, 0);
  }

  /**
   * Returns what is sent: the client's own bytes, the same array, where nothing was changed;
   * shared, callers do not change it.
   */
  public byte[] body() {
    return body;
  }

  /** Returns how many thoughts are sent in short. */
  public int pruned() {
    return pruned;
  }

  /** Returns about how many tokens that leaves out. */
  public long tokensLeftOut() {
    return tokensLeftOut;
  }
}
