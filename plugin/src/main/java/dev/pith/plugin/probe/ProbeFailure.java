package dev.pith.plugin.probe;

import dev.pith.plugin.upstream.UpstreamException;

/** Why a probe has told nothing; it holds no text of the trace, and no stack. */
final class ProbeFailure extends Exception {
  private static final long serialVersionUID = 1L;

  static final String NO_LOG_PROBS = "no-log-probs";
  private static final String CANCELLED = "cancelled";

  private ProbeFailure(String reason) {
    super(reason, null, false, false);
  }

  static ProbeFailure of(String reason) {
    return new ProbeFailure(reason);
  }

  static ProbeFailure ofStatus(int status) {
    return new ProbeFailure("status-" + status);
  }

  /** Tells that we broke the call off. */
  static ProbeFailure cancelled() {
    return new ProbeFailure(CANCELLED);
  }

  boolean isCancelled() {
    return reason().equals(CANCELLED);
  }

  /** Names any failure by a short stable word. */
  static ProbeFailure known(Throwable failure) {
    if (failure instanceof ProbeFailure known) {
      return known;
    }
    return failure instanceof UpstreamException upstream
        ? new ProbeFailure(upstream.code().replace('_', '-'))
        : new ProbeFailure("unreadable");
  }

  /** Returns it in a short stable word. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
