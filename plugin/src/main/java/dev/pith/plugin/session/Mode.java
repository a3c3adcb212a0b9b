package dev.pith.plugin.session;

/** What is done with the reasoning of a request. */
public enum Mode {
  /** Nothing: the request and its answer pass as they are. */
  OFF,
  /** The reasoning is read and a cut is recorded where it would be; the answer passes as it is. */
  SHADOW,
  /** The reasoning is cut when its answer has settled. */
  AUTO
}
