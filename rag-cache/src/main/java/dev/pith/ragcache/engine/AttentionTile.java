package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.math.AttentionMath;
import dev.pith.ragcache.engine.math.Kernels;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Computes attention for a few rows of one sequence and the query heads that read one key-value
 * head. Keeps its memory; one per thread.
 */
final class AttentionTile {

  /*
   * All present blocks up to the highest position are listed. The queries ascend by position, so
   * each of them sees a beginning of the list, with holes where positions are absent and, in its
   * last block, where they lie behind it: there scores become -Infinity, weights 0, and nothing is
   * added. The weights of a query that are needed at all thus depend on what is present, not on the
   * rows that run with it.
   *
   * The list is worked off in groups of blocks, which stay in the cache for all queries.
   */

  private static final int SLOTS = KvBlock.SLOTS;
  private static final int GROUP = AttentionMath.GROUP;
  private static final int ALL_SLOTS = (1 << SLOTS) - 1;

  private final Kernels kernels;
  private final KvShape shape;
  private final int headsPerKvHead;
  private final float scale;
  private final float[][] widened = new float[GROUP][];
  private final float[][] group = new float[GROUP][];
  private float[] queries = new float[0];
  private float[] outputs = new float[0];
  private float[] scores = new float[0];
  private @Nullable KvBlock[] blocks = new KvBlock[0];
  private int[] blockIndices = new int[0];
  private int[] presentSlots = new int[0];
  private int[] blocksOfRow = new int[0];
  private int listed;
  private int stride;

  AttentionTile(ModelConfig config, KvShape shape, Kernels kernels) {
    this.kernels = kernels;
    this.shape = shape;
    this.headsPerKvHead = config.heads() / config.kvHeads();
    this.scale = (float) (1 / Math.sqrt(config.headDim()));
    if (shape.type() != KvType.F32) {
      for (int i = 0; i < GROUP; i++) {
        widened[i] = new float[SLOTS * shape.headDim()];
      }
    }
  }

  /**
   * Writes what some rows of a workspace attend to.
   *
   * @param from the first row, in the order of {@link MicroBatch#ordered}; all are of one sequence
   * @param to behind the last row
   */
  void attend(int layer, int kvHead, Workspace work, int from, int to) {
    MicroBatch rows = work.rows;
    reserve(to - from);
    listBlocks(rows, from, to);
    int width = headsPerKvHead * shape.headDim();
    int queryStride = work.projectedWidth();
    for (int i = from; i < to; i++) {
      int source = rows.ordered(i) * queryStride + kvHead * width;
      int target = (i - from) * width;
      for (int j = 0; j < width; j++) {
        queries[target + j] = work.projected[source + j] * scale;
      }
    }
    score(layer, kvHead, to - from);
    weigh(rows, from, to);
    addValues(layer, kvHead, to - from);
    int outStride = width * shape.kvHeads();
    for (int i = from; i < to; i++) {
      int target = rows.ordered(i) * outStride + kvHead * width;
      System.arraycopy(outputs, (i - from) * width, work.attended, target, width);
    }
    Arrays.fill(blocks, 0, listed, null);
    Arrays.fill(group, null);
  }

  /**
   * Sums the weights of the last call's rows by segment, over the query heads.
   *
   * @param masses {@code segments} numbers for each row and key-value head
   */
  void observe(
      int kvHead, MicroBatch rows, int from, int to, AttentionMass observer, float[] masses) {
    for (int i = from; i < to; i++) {
      int at = (rows.ordered(i) * shape.kvHeads() + kvHead) * observer.segments();
      Arrays.fill(masses, at, at + observer.segments(), 0);
      for (int entry = 0; entry < blocksOfRow[i - from]; entry++) {
        for (int head = 0; head < headsPerKvHead; head++) {
          int weights = weightsAt(i - from, head) + entry * SLOTS;
          observer.sum(blockIndices[entry], scores, weights, masses, at);
        }
      }
    }
  }

  private void reserve(int rows) {
    int numbers = rows * headsPerKvHead * shape.headDim();
    if (queries.length < numbers) {
      queries = new float[numbers];
      outputs = new float[numbers];
      blocksOfRow = new int[rows];
    }
    Arrays.fill(outputs, 0, numbers, 0);
  }

  /** Lists the present blocks up to the last row's position, and how many of them each row sees. */
  private void listBlocks(MicroBatch rows, int from, int to) {
    PagedSequence sequence = rows.sequence(rows.ordered(from));
    @Nullable KvBlock[] table = sequence.blocks();
    int last = rows.position(rows.ordered(to - 1)) / SLOTS;
    if (blocks.length <= last) {
      blocks = new KvBlock[table.length];
      blockIndices = new int[table.length];
      presentSlots = new int[table.length];
    }
    listed = 0;
    int row = from;
    for (int index = 0; index <= last; index++) {
      for (; rows.position(rows.ordered(row)) / SLOTS < index; row++) {
        blocksOfRow[row - from] = listed;
      }
      if (table[index] != null) {
        blocks[listed] = table[index];
        blockIndices[listed] = index;
        presentSlots[listed++] = sequence.presentSlots(index);
      }
    }
    for (; row < to; row++) {
      blocksOfRow[row - from] = listed;
    }
    stride = (listed + GROUP - 1) / GROUP * GROUP * SLOTS;
    int length = (to - from) * headsPerKvHead * stride;
    if (scores.length < length) {
      scores = new float[length];
    }
  }

  private void score(int layer, int kvHead, int rows) {
    int headDim = shape.headDim();
    int at = kvHead * headDim * SLOTS;
    int offset = shape.type() == KvType.F32 ? at : 0;
    for (int first = 0; first < listed; first += GROUP) {
      for (int i = 0; i < GROUP; i++) {
        // The group is filled up with a block whose scores are not read.
        KvBlock block = listed(Math.min(first + i, listed - 1));
        group[i] = block.keys(layer).floats(at, headDim * SLOTS, widened[i], kernels.attention());
      }
      int row = firstRowBeyond(first, rows);
      int query = row * headsPerKvHead;
      kernels
          .attention()
          .scores(
              group,
              offset,
              headDim,
              queries,
              query * headDim,
              rows * headsPerKvHead - query,
              scores,
              query * stride + first * SLOTS,
              stride);
    }
  }

  /** Turns scores into weights. */
  private void weigh(MicroBatch rows, int from, int to) {
    for (int i = from; i < to; i++) {
      int entries = blocksOfRow[i - from];
      int lastSlot = rows.position(rows.ordered(i)) % SLOTS;
      for (int head = 0; head < headsPerKvHead; head++) {
        int at = weightsAt(i - from, head);
        for (int entry = 0; entry < entries; entry++) {
          int seen = presentSlots[entry];
          if (entry == entries - 1) {
            seen &= (2 << lastSlot) - 1;
          }
          if (seen != ALL_SLOTS) {
            hide(~seen, at + entry * SLOTS);
          }
        }
        kernels.row().softmax(scores, at, entries * SLOTS);
        Arrays.fill(scores, at + entries * SLOTS, at + stride, 0);
      }
    }
  }

  private void hide(int slots, int at) {
    for (int slot = 0; slot < SLOTS; slot++) {
      if ((slots & 1 << slot) != 0) {
        scores[at + slot] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  private void addValues(int layer, int kvHead, int rows) {
    int headDim = shape.headDim();
    int at = kvHead * headDim * SLOTS;
    int offset = shape.type() == KvType.F32 ? at : 0;
    for (int first = 0; first < listed; first += GROUP) {
      int count = Math.min(GROUP, listed - first);
      for (int i = 0; i < count; i++) {
        KvBlock block = listed(first + i);
        group[i] = block.values(layer).floats(at, headDim * SLOTS, widened[i], kernels.attention());
      }
      int query = firstRowBeyond(first, rows) * headsPerKvHead;
      kernels
          .attention()
          .addValues(
              group,
              count,
              offset,
              headDim,
              scores,
              query * stride + first * SLOTS,
              stride,
              rows * headsPerKvHead - query,
              outputs,
              query * headDim);
    }
  }

  /** Returns the first row that sees more than so many of the listed blocks. */
  private int firstRowBeyond(int entries, int rows) {
    int row = 0;
    while (row < rows - 1 && blocksOfRow[row] <= entries) {
      row++;
    }
    return row;
  }

  private KvBlock listed(int entry) {
    return Objects.requireNonNull(blocks[entry]);
  }

  private int weightsAt(int row, int head) {
    return (row * headsPerKvHead + head) * stride;
  }
}
