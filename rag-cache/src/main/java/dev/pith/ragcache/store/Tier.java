package dev.pith.ragcache.store;

/** Where KV is kept, the fastest first. */
public enum Tier {
  MEMORY,
  DISK
}
