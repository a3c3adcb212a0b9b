package dev.pith.plugin.dialect;

/** How far a stream has come, and how it ended. */
public enum StreamEnd {
  /** It goes on. */
  RUNNING,
  /** A finish reason came, and after it the terminator or the end of the connection. */
  COMPLETE,
  /** The terminator or the end of the connection came without a finish reason. */
  BROKEN,
  /** The upstream reported an error, or a finish reason that means failure. */
  FAILED
}
