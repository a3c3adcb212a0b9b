package dev.pith.plugin.dialect;

/**
 * The last event of a thinking that is cut.
 *
 * <p>Made by {@link ChatStreamReader#cutAt}.
 */
public final class CutEvent {
  private final byte[] bytes;
  private final long atChars;
  private final TokenCount kept;

  CutEvent(byte[] bytes, long atChars, TokenCount kept) {
    this.bytes = bytes;
    this.atChars = atChars;
    this.kept = kept;
  }

  /** Returns what the client gets in place of the event; empty if nothing of its text is kept. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the characters of thinking that are kept, counted from the start of the thinking. */
  public long atChars() {
    return atChars;
  }

  /** Returns the tokens that were generated for what is kept; a chunk kept in part counts whole. */
  public TokenCount kept() {
    return kept;
  }
}
