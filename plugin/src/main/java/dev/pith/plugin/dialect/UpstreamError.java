package dev.pith.plugin.dialect;

import java.util.OptionalInt;

/**
 * An error that an upstream reported inside its stream.
 *
 * @param status HTTP status that belongs to it, if the upstream named one
 * @param message what the upstream says, empty if nothing
 */
public record UpstreamError(OptionalInt status, String message) {

  /** Returns whether the same request may succeed later: status 408, 429, 5xx or unknown. */
  public boolean retriable() {
    if (status.isEmpty()) {
      return true;
    }
    int code = status.getAsInt();
    return code == 408 || code == 429 || code >= 500;
  }
}
