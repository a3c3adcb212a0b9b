package dev.pith.ragcache.store;

import java.io.IOException;

/** A file is not the KV that its name promises. */
final class RejectedFileException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Rejection reason;

  RejectedFileException(Rejection reason, String message) {
    super(message);
    this.reason = reason;
  }

  Rejection reason() {
    return reason;
  }
}
