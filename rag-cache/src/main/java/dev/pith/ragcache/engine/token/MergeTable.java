package dev.pith.ragcache.engine.token;

import java.util.Arrays;

/**
 * Which two adjacent symbols may be joined, how urgent that is, and into which symbol. Symbols are
 * numbers from 0 that its user gives to texts.
 *
 * <p>Thread-safe once filled.
 */
final class MergeTable {

  /** The rank of a pair that cannot be joined: later than all others. */
  static final int NEVER = Integer.MAX_VALUE;

  /** Marks a free slot; no pair has this key, since symbols are not negative. */
  private static final long FREE = -1;

  /*
   * Open addressing with linear probing over primitive arrays, at most half full: a vocabulary has
   * some 300,000 merges, and a pair is looked up for every two adjacent bytes of every text.
   */
  private long[] keys = new long[1024];
  private int[] ranks = new int[keys.length];
  private int[] joined = new int[keys.length];
  private int size;

  MergeTable() {
    Arrays.fill(keys, FREE);
  }

  /**
   * Adds a pair, unless it is there already.
   *
   * @param rank pairs of lower rank are joined first; below {@link #NEVER}
   * @param result the symbol that the two become
   */
  void add(int left, int right, int rank, int result) {
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    long key = key(left, right);
    int slot = slot(key);
    if (keys[slot] == FREE) {
      put(slot, key, rank, result);
      size++;
    }
  }

  /** Returns the rank of a pair, {@link #NEVER} when it cannot be joined. */
  int rank(int left, int right) {
    long key = key(left, right);
    int slot = slot(key);
    return keys[slot] == key ? ranks[slot] : NEVER;
  }

  /** Returns what a pair that can be joined becomes. */
  int join(int left, int right) {
    return joined[slot(key(left, right))];
  }

  private static long key(int left, int right) {
    return ((long) left << 32) | (right & 0xFFFF_FFFFL);
  }

  /** Returns where a key is, or the free slot where it belongs. */
  private int slot(long key) {
    long mixed = key * 0x9E37_79B9_7F4A_7C15L;
    int slot = (int) (mixed >>> 32) & (keys.length - 1);
    while (keys[slot] != key && keys[slot] != FREE) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  private void put(int slot, long key, int rank, int result) {
    keys[slot] = key;
    ranks[slot] = rank;
    joined[slot] = result;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldRanks = ranks;
    int[] oldJoined = joined;
    keys = new long[2 * oldKeys.length];
    ranks = new int[keys.length];
    joined = new int[keys.length];
    Arrays.fill(keys, FREE);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != FREE) {
        put(slot(oldKeys[i]), oldKeys[i], oldRanks[i], oldJoined[i]);
      }
    }
  }
}
