package dev.pith.plugin.upstream;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The model server could not be reached, fell silent, or broke off. */
public final class UpstreamException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  private UpstreamException(int status, String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
    this.code = code;
  }

  /** Names what went wrong, for the client of the proxy. */
  static UpstreamException of(Throwable cause, String authority) {
    if (cause instanceof ConnectTimeoutException) {
      return new UpstreamException(
          504,
          "upstream_timeout",
          "cannot connect to the upstream " + authority + " in time",
          cause);
    }
    if (cause instanceof UnknownHostException) {
      return new UpstreamException(
          502, "upstream_unreachable", "the upstream host of " + authority + " is unknown", cause);
    }
    if (cause instanceof ConnectException) {
      return new UpstreamException(
          502, "upstream_unreachable", "cannot connect to the upstream " + authority, cause);
    }
    if (cause instanceof SSLException) {
      return new UpstreamException(
          502,
          "upstream_tls",
          "no secure connection to the upstream " + authority + ": " + cause.getMessage(),
          cause);
    }
    return new UpstreamException(
        502, "upstream_broken", "the upstream " + authority + " broke off the connection", cause);
  }

  /** The server has sent nothing for longer than allowed. */
  static UpstreamException silent(Duration silence, String authority) {
    return new UpstreamException(
        504,
        "upstream_timeout",
        "the upstream " + authority + " has been silent for " + silence.toMillis() + " ms",
        null);
  }

  /** The server has not answered one call within its deadline. */
  static UpstreamException tooLate(Duration deadline) {
    return new UpstreamException(
        504,
        "upstream_timeout",
        "the upstream has not answered within " + deadline.toMillis() + " ms",
        null);
  }

  /** The server's answer is longer than any that is expected. */
  static UpstreamException tooLong(long maxBytes) {
    return new UpstreamException(
        502,
        "upstream_broken",
        "the upstream's answer is longer than " + maxBytes + " bytes",
        null);
  }

  /** Returns a failure as one of the upstream, which it is unless it is our own. */
  static UpstreamException known(Throwable failure) {
    return failure instanceof UpstreamException known ? known : unhandled(failure);
  }

  /** The server's answer broke something of ours. */
  public static UpstreamException unhandled(Throwable cause) {
    return new UpstreamException(
        502, "unhandled_answer", "the upstream's answer could not be handled", cause);
  }

  /** Returns the HTTP status that tells a client about it: 502, or 504 when time ran out. */
  public int status() {
    return status;
  }

  /** Returns the machine-readable name of the failure, for the {@code code} of an error reply. */
  public String code() {
    return code;
  }
}
