package dev.pith.eval.replay;

/** A request that a replay server refuses, with the status and the code of its reply. */
final class ReplayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  private ReplayException(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** Returns a refusal of a request that makes no sense. */
  static ReplayException badRequest(String message) {
    return new ReplayException(400, "invalid_request", message);
  }

  /** Returns a refusal of a request for what is not there. */
  static ReplayException notFound(String code, String message) {
    return new ReplayException(404, code, message);
  }

  /** Returns the HTTP status. */
  int status() {
    return status;
  }

  /** Returns the member {@code code} of the error object. */
  String code() {
    return code;
  }
}
