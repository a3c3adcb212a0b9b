package dev.pith.ragcache.store;

/** Why a file is not the KV that its name promises. */
public enum Rejection {
  /** Cut off, or not the bytes that were written: it is deleted. */
  TORN,
  /** Not written by this program, or under another name. */
  FOREIGN,
  /** Written by a later version of this program. */
  NEWER,
  /** Written for another scope: another model, for example. */
  WRONG_SCOPE
}
