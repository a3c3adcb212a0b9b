package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.math.HalfFloat;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The KV of one sequence as a table of blocks, with a bit for each position that is present. */
final class PagedSequence implements KvSequence {

  private final KvPool pool;
  private final RotaryEmbedding rotary;
  private final int maxPositions;
  private boolean movable;

  /** The block of positions 16 i to 16 i + 15; null when none of them is present. */
  private @Nullable KvBlock[] blocks = new KvBlock[0];

  /** The present slots of each block; bit s is position 16 i + s. */
  private int[] present = new int[0];

  private int size;
  private boolean closed;

  /** The last pass that asked, and what it keeps here while it runs. */
  private long pass;

  private int lastPosition;
  private long filling;
  private int group;

  /**
   * Creates an empty sequence.
   *
   * @param maxPositions positions are in [0, maxPositions)
   * @param movable whether keys are kept before rotation, too
   */
  PagedSequence(KvPool pool, RotaryEmbedding rotary, int maxPositions, boolean movable) {
    this.pool = pool;
    this.rotary = rotary;
    this.maxPositions = maxPositions;
    this.movable = movable;
  }

  @Override
  public int end() {
    requireOpen();
    for (int i = present.length - 1; i >= 0; i--) {
      if (present[i] != 0) {
        return i * KvBlock.SLOTS + Integer.SIZE - Integer.numberOfLeadingZeros(present[i]);
      }
    }
    return 0;
  }

  @Override
  public int size() {
    requireOpen();
    return size;
  }

  @Override
  public boolean contains(int position) {
    requireOpen();
    int index = position / KvBlock.SLOTS;
    return position >= 0 && index < present.length && (present[index] & bit(position)) != 0;
  }

  @Override
  public KvSequence fork() {
    requireOpen();
    PagedSequence fork = new PagedSequence(pool, rotary, maxPositions, movable);
    fork.blocks = blocks.clone();
    fork.present = present.clone();
    fork.size = size;
    pool.retain(fork.blocks);
    return fork;
  }

  @Override
  public void truncate(int position) {
    drop(position, Math.max(position, end()));
  }

  @Override
  public void drop(int from, int to) {
    requireOpen();
    if (from < 0 || from > to) {
      throw new IllegalArgumentException(
          "positions must be 0 <= from <= to: %d, %d".formatted(from, to));
    }
    int last = Math.min(to, present.length * KvBlock.SLOTS);
    for (int position = from; position < last; position++) {
      int index = position / KvBlock.SLOTS;
      if ((present[index] & bit(position)) == 0) {
        continue;
      }
      size--;
      present[index] &= ~bit(position);
      if (present[index] == 0) {
        release(index);
      }
    }
  }

  @Override
  public void place(ChunkKv chunk, int position) {
    StoredChunk stored = placeable(chunk, position);
    for (int layer = 0; layer < pool.shape().layers(); layer++) {
      placeLayer(stored, layer, position);
    }
  }

  @Override
  public void placeLayer(ChunkKv chunk, int layer, int position) {
    StoredChunk stored = placeable(chunk, position);
    requireLayer(layer);
    int width = pool.shape().width();
    float[] key = new float[width];
    float[] value = new float[width];
    for (int token = 0; token < stored.length(); token++) {
      open(position + token);
      stored.get(layer, token, key, 0, value, 0);
      write(layer, position + token, key, 0, value, 0);
    }
  }

  @Override
  public double valueDistance(int layer, int position, ChunkKv chunk, int token) {
    StoredChunk stored = ofThisEngine(chunk);
    requireLayer(layer);
    if (!contains(position)) {
      throw new IllegalArgumentException("position " + position + " is absent");
    }
    int width = pool.shape().width();
    float[] key = new float[width];
    float[] other = new float[width];
    float[] own = new float[width];
    stored.get(layer, token, key, 0, other, 0);
    blockOf(position).getValues(layer, position % KvBlock.SLOTS, own, 0);
    double sum = 0;
    for (int i = 0; i < width; i++) {
      double difference = (double) own[i] - other[i];
      sum += difference * difference;
    }
    return sum;
  }

  @Override
  public ChunkKv export(int from, int to) {
    requireOpen();
    if (from < 0 || from >= to) {
      throw new IllegalArgumentException(
          "positions must be 0 <= from < to: %d, %d".formatted(from, to));
    }
    for (int position = from; position < to; position++) {
      if (!contains(position)) {
        throw new IllegalArgumentException("position " + position + " is absent");
      }
    }
    StoredChunk chunk = new StoredChunk(pool.shape(), to - from);
    int width = pool.shape().width();
    float[] key = new float[width];
    float[] value = new float[width];
    for (int position = from; position < to; position++) {
      KvBlock block = blockOf(position);
      int slot = position % KvBlock.SLOTS;
      for (int layer = 0; layer < pool.shape().layers(); layer++) {
        if (!block.getRawKeys(layer, slot, key, 0)) {
          block.getKeys(layer, slot, key, 0);
          rotary.rotateBack(key, 0, pool.shape().kvHeads(), position);
        }
        block.getValues(layer, slot, value, 0);
        chunk.put(layer, position - from, key, 0, value, 0);
      }
    }
    return chunk;
  }

  @Override
  public void settle() {
    requireOpen();
    movable = false;
    for (int i = 0; i < blocks.length; i++) {
      KvBlock block = blocks[i];
      blocks[i] = block == null ? null : pool.settled(block);
    }
  }

  @Override
  public long ownBytes() {
    requireOpen();
    return pool.bytes(blocks, false);
  }

  @Override
  public long sharedBytes() {
    requireOpen();
    return pool.bytes(blocks, true);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (int i = 0; i < blocks.length; i++) {
      release(i);
    }
    blocks = new KvBlock[0];
    present = new int[0];
    size = 0;
  }

  /**
   * Makes a position present, in a block that this sequence alone holds, and tells whether it was
   * present before. Its KV in each layer is what {@link #write} puts there, or what was there.
   */
  boolean open(int position) {
    requirePosition(position);
    int index = position / KvBlock.SLOTS;
    if (index >= blocks.length) {
      int length = Math.max(index + 1, blocks.length * 2);
      blocks = Arrays.copyOf(blocks, length);
      present = Arrays.copyOf(present, length);
    }
    KvBlock block = blocks[index];
    blocks[index] = block == null ? pool.acquire(movable) : pool.writable(block);
    boolean before = (present[index] & bit(position)) != 0;
    if (!before) {
      present[index] |= bit(position);
      size++;
    }
    return before;
  }

  /**
   * Writes the KV of an open position in a layer.
   *
   * @param key all heads before rotation; rotated on return
   */
  void write(int layer, int position, float[] key, int keyOffset, float[] value, int valueOffset) {
    KvShape shape = pool.shape();
    KvBlock block = blockOf(position);
    int slot = position % KvBlock.SLOTS;
    if (shape.type() == KvType.F16) {
      // What is rotated is what an export would give, so that placing it repeats this exactly.
      roundToHalf(key, keyOffset, shape.width());
    }
    block.putRawKeys(layer, slot, key, keyOffset);
    rotary.rotate(key, keyOffset, shape.kvHeads(), position);
    block.putKeys(layer, slot, key, keyOffset);
    block.putValues(layer, slot, value, valueOffset);
  }

  /** Returns the table of blocks, which is not copied; null where no position is present. */
  @Nullable KvBlock[] blocks() {
    requireOpen();
    return blocks;
  }

  /** Returns the present slots of a block as bits. */
  int presentSlots(int index) {
    return present[index];
  }

  boolean belongsTo(KvPool other) {
    return pool == other;
  }

  /**
   * Notes the next position of a pass.
   *
   * @return the position that the same pass noted before; -1 when there is none
   */
  int note(long pass, int position) {
    int before = this.pass == pass ? lastPosition : -1;
    this.pass = pass;
    lastPosition = position;
    return before;
  }

  /**
   * Returns the number that it has among the sequences of a micro-batch.
   *
   * @param next the number that it gets when it has none in this filling of the micro-batch
   */
  int groupIn(long filling, int next) {
    if (this.filling != filling) {
      this.filling = filling;
      group = next;
    }
    return group;
  }

  int group() {
    return group;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the sequence is closed");
    }
  }

  private StoredChunk ofThisEngine(ChunkKv chunk) {
    if (!(chunk instanceof StoredChunk stored) || !stored.shape().equals(pool.shape())) {
      throw new IllegalArgumentException("the chunk comes from another kind of engine: " + chunk);
    }
    return stored;
  }

  private StoredChunk placeable(ChunkKv chunk, int position) {
    requireOpen();
    StoredChunk stored = ofThisEngine(chunk);
    requirePosition(position);
    if (stored.length() > maxPositions - position) {
      throw new IllegalArgumentException(
          "a chunk of %d tokens at %d does not fit %d positions"
              .formatted(stored.length(), position, maxPositions));
    }
    return stored;
  }

  private void requireLayer(int layer) {
    if (layer < 0 || layer >= pool.shape().layers()) {
      throw new IllegalArgumentException(
          "layer must be in [0, " + pool.shape().layers() + "): " + layer);
    }
  }

  private void requirePosition(int position) {
    if (position < 0 || position >= maxPositions) {
      throw new IllegalArgumentException(
          "position must be in [0, " + maxPositions + "): " + position);
    }
  }

  private KvBlock blockOf(int position) {
    KvBlock block = blocks[position / KvBlock.SLOTS];
    if (block == null) {
      throw new IllegalStateException("position " + position + " is not open");
    }
    return block;
  }

  private void release(int index) {
    KvBlock block = blocks[index];
    blocks[index] = null;
    if (block != null) {
      pool.release(block);
    }
  }

  private static int bit(int position) {
    return 1 << position % KvBlock.SLOTS;
  }

  private static void roundToHalf(float[] x, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      x[i] = HalfFloat.toFloat(HalfFloat.ofFloat(x[i]));
    }
  }
}
