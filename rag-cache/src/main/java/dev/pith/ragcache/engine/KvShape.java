package dev.pith.ragcache.engine;

/**
 * What the KV of one position is made of.
 *
 * @param layers how many layers
 * @param kvHeads key-value heads of a layer
 * @param headDim the length of a head's key, and of its value
 * @param type how the numbers are stored
 */
record KvShape(int layers, int kvHeads, int headDim, KvType type) {

  /** Returns how many numbers the keys of a position have in one layer. */
  int width() {
    return kvHeads * headDim;
  }
}
