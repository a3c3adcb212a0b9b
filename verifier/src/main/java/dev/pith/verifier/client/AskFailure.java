package dev.pith.verifier.client;

import java.util.Locale;

/** Why a question was not answered. It holds no text of the question, and no stack. */
final class AskFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** The causes, as {@code status} counts them. */
  enum Cause {
    /** There was no answer within the deadline. */
    LATE,
    /** Too many questions wait for a place already. */
    BUSY,
    /** Several calls failed in a row: none is made for a while. */
    BREAKER_OPEN,
    /** The server answered with an error. */
    HTTP_STATUS,
    /** The server could not be reached, or broke off. */
    TRANSPORT,
    /** The answer is not what such a server answers. */
    UNREADABLE,
    /** The server gives no log-probabilities on any route. */
    NO_LOG_PROBS,
    /** The verifier has been closed. */
    CLOSED;

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Cause reason;
  private final boolean routeRefused;

  private AskFailure(Cause reason, String message, boolean routeRefused) {
    super(message, null, false, false);
    this.reason = reason;
    this.routeRefused = routeRefused;
  }

  static AskFailure of(Cause reason) {
    return new AskFailure(reason, reason.label(), false);
  }

  static AskFailure ofStatus(int status) {
    boolean refused =
        switch (status) {
          case 400, 404, 405, 415, 422, 501 -> true;
          default -> false;
        };
    return new AskFailure(Cause.HTTP_STATUS, "status " + status, refused);
  }

  static AskFailure noLogProbs() {
    return new AskFailure(Cause.NO_LOG_PROBS, Cause.NO_LOG_PROBS.label(), true);
  }

  Cause reason() {
    return reason;
  }

  /** Returns whether it may be the route, and not the server or the question, that is at fault. */
  boolean routeRefused() {
    return routeRefused;
  }

  /** Returns whether a call was made, which may have cost something. */
  boolean hasPrice() {
    return switch (reason) {
      case BUSY, BREAKER_OPEN, CLOSED -> false;
      default -> true;
    };
  }
}
