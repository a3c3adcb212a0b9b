package dev.pith.ragcache.engine;

/** A chunk in the precision of its engine: per layer, keys and values as [token][number]. */
final class StoredChunk implements ChunkKv {

  private final KvShape shape;
  private final int length;
  private final KvArray[] keys;
  private final KvArray[] values;

  /** Creates a chunk of zeros, to be filled before it is given away. */
  StoredChunk(KvShape shape, int length) {
    this.shape = shape;
    this.length = length;
    this.keys = newArrays(shape, length);
    this.values = newArrays(shape, length);
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public long bytes() {
    return 2L * shape.layers() * length * shape.width() * shape.type().bytes();
  }

  KvShape shape() {
    return shape;
  }

  /** Writes a token's keys before rotation and its values. */
  void put(int layer, int token, float[] key, int keyOffset, float[] value, int valueOffset) {
    keys[layer].put(token * shape.width(), 1, key, keyOffset, shape.width());
    values[layer].put(token * shape.width(), 1, value, valueOffset, shape.width());
  }

  /** Reads a token's keys before rotation and its values. */
  void get(int layer, int token, float[] key, int keyOffset, float[] value, int valueOffset) {
    keys[layer].get(token * shape.width(), 1, key, keyOffset, shape.width());
    values[layer].get(token * shape.width(), 1, value, valueOffset, shape.width());
  }

  /** Returns the keys of a layer before rotation. */
  KvArray keys(int layer) {
    return keys[layer];
  }

  /** Returns the values of a layer. */
  KvArray values(int layer) {
    return values[layer];
  }

  private static KvArray[] newArrays(KvShape shape, int length) {
    KvArray[] arrays = new KvArray[shape.layers()];
    for (int layer = 0; layer < arrays.length; layer++) {
      arrays[layer] = KvArray.of(shape.type(), length * shape.width());
    }
    return arrays;
  }
}
