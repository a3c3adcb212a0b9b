package dev.pith.ragcache.engine;

import org.jspecify.annotations.Nullable;

/**
 * The KV of {@value #SLOTS} consecutive positions in all layers.
 *
 * <p>Not thread-safe: it is written by the one sequence that holds it alone, and may be read by all
 * that share it.
 */
final class KvBlock {

  /*
   * Keys stand transposed, [number of the key][slot], so that the scores of all slots are sums of
   * products of whole vectors, with no sum across a vector. Values stand as [head][slot][number].
   * What no position has written is zero, and a weight of zero times it adds nothing.
   */

  /** How many positions share a block. */
  static final int SLOTS = 16;

  private final KvShape shape;
  private final KvArray[] keys;
  private final KvArray[] values;
  private final KvArray @Nullable [] rawKeys;

  /** How many sequences hold it; guarded by the pool. */
  int references = 1;

  /**
   * Creates an empty block.
   *
   * @param movable whether keys are kept before rotation, too
   */
  KvBlock(KvShape shape, boolean movable) {
    this(shape, newArrays(shape), newArrays(shape), movable ? newArrays(shape) : null);
  }

  private KvBlock(KvShape shape, KvArray[] keys, KvArray[] values, KvArray @Nullable [] rawKeys) {
    this.shape = shape;
    this.keys = keys;
    this.values = values;
    this.rawKeys = rawKeys;
  }

  /** Returns a block with what this one holds, which is used no more; keys only after rotation. */
  KvBlock settled() {
    return new KvBlock(shape, keys, values, null);
  }

  /**
   * Returns a block with what this one holds, which is used no more; room for raw keys is empty.
   */
  KvBlock movable() {
    return new KvBlock(shape, keys, values, newArrays(shape));
  }

  /** Returns the bytes of the numbers in a block. */
  static long bytes(KvShape shape, boolean movable) {
    return (movable ? 3L : 2L) * shape.layers() * shape.width() * SLOTS * shape.type().bytes();
  }

  boolean isMovable() {
    return rawKeys != null;
  }

  void putKeys(int layer, int slot, float[] from, int offset) {
    keys[layer].put(slot, SLOTS, from, offset, shape.width());
  }

  void getKeys(int layer, int slot, float[] to, int offset) {
    keys[layer].get(slot, SLOTS, to, offset, shape.width());
  }

  /** Writes keys before rotation when the block keeps them. */
  void putRawKeys(int layer, int slot, float[] from, int offset) {
    if (rawKeys != null) {
      rawKeys[layer].put(slot * shape.width(), 1, from, offset, shape.width());
    }
  }

  /** Reads keys before rotation and tells whether the block keeps them. */
  boolean getRawKeys(int layer, int slot, float[] to, int offset) {
    if (rawKeys == null) {
      return false;
    }
    rawKeys[layer].get(slot * shape.width(), 1, to, offset, shape.width());
    return true;
  }

  void putValues(int layer, int slot, float[] from, int offset) {
    for (int head = 0; head < shape.kvHeads(); head++) {
      values[layer].put(
          valuesAt(head, slot), 1, from, offset + head * shape.headDim(), shape.headDim());
    }
  }

  void getValues(int layer, int slot, float[] to, int offset) {
    for (int head = 0; head < shape.kvHeads(); head++) {
      values[layer].get(
          valuesAt(head, slot), 1, to, offset + head * shape.headDim(), shape.headDim());
    }
  }

  /** Returns the keys of a layer; those of a head are {@code headDim x SLOTS} numbers. */
  KvArray keys(int layer) {
    return keys[layer];
  }

  /** Returns the values of a layer; those of a head are {@code SLOTS x headDim} numbers. */
  KvArray values(int layer) {
    return values[layer];
  }

  /** Takes over everything that a block of the same kind holds. */
  void copyFrom(KvBlock other) {
    for (int layer = 0; layer < shape.layers(); layer++) {
      keys[layer].copyFrom(other.keys[layer]);
      values[layer].copyFrom(other.values[layer]);
      if (rawKeys != null && other.rawKeys != null) {
        rawKeys[layer].copyFrom(other.rawKeys[layer]);
      }
    }
  }

  void clear() {
    for (int layer = 0; layer < shape.layers(); layer++) {
      keys[layer].clear();
      values[layer].clear();
      if (rawKeys != null) {
        rawKeys[layer].clear();
      }
    }
  }

  private int valuesAt(int head, int slot) {
    return (head * SLOTS + slot) * shape.headDim();
  }

  private static KvArray[] newArrays(KvShape shape) {
    KvArray[] arrays = new KvArray[shape.layers()];
    for (int layer = 0; layer < arrays.length; layer++) {
      arrays[layer] = KvArray.of(shape.type(), shape.width() * SLOTS);
    }
    return arrays;
  }
}
