package dev.pith.plugin.probe;

import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.StopMethod;
import dev.pith.plugin.dialect.stop.ServerKind;
import org.jspecify.annotations.Nullable;

/**
 * What is known before a server is probed.
 *
 * @param kind what the server is; null to find out
 * @param method the only method to use, unproven; null to use what is proven
 * @param live where a question may be asked to see whether a method works
 * @param shape how the model's template writes thinking
 * @param startsInside whether the template puts the start tag into the prompt
 */
public record ProbeSettings(
    @Nullable ServerKind kind,
    @Nullable StopMethod method,
    Live live,
    ContinuationShape shape,
    boolean startsInside) {

  /** Tells whether a question of our own may be asked of a server. */
  boolean mayAsk(String host, ServerKind server) {
    return switch (live) {
      case ALWAYS -> true;
      case PRIVATE -> !server.charges() && Addresses.isPrivate(host);
      case NEVER -> false;
    };
  }

  /** Where a question of our own may be asked. */
  public enum Live {
    /** On loopback and private addresses, where it costs nothing. */
    PRIVATE,
    /** Everywhere, also where it costs money. */
    ALWAYS,
    /** Nowhere. */
    NEVER
  }
}
