package dev.pith.plugin.rag;

/** A request names chunks in a way that cannot be meant; the message says which. */
public final class BadChunksException extends Exception {
  private static final long serialVersionUID = 1L;

  BadChunksException(String message) {
    super(message);
  }
}
