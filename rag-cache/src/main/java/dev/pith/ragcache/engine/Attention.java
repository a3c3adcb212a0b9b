package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.math.Kernels;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The attention of a micro-batch, cut into tiles of rows and key-value heads for the workers. */
final class Attention {

  /** Queries of a tile: enough of them use what is read of a block, while it is in the cache. */
  private static final int TILE_QUERIES = 32;

  private final ModelConfig config;
  private final Workers workers;
  private final Workspace work;
  private final AttentionTile[] tiles;
  private final int rowsPerTile;
  private final Workers.Part part = this::attend;

  private int[] tileFrom = new int[0];
  private int[] tileTo = new int[0];
  private int tileCount;
  private float[] masses = new float[0];

  private int layer;
  private @Nullable AttentionMass observer;

  Attention(ModelConfig config, KvShape shape, Kernels kernels, Workers workers, Workspace work) {
    this.config = config;
    this.workers = workers;
    this.work = work;
    this.tiles =
        Stream.generate(() -> new AttentionTile(config, shape, kernels))
            .limit(workers.threads())
            .toArray(AttentionTile[]::new);
    this.rowsPerTile = Math.max(1, TILE_QUERIES * config.kvHeads() / config.heads());
  }

  /**
   * Lets the workspace's projected queries, which are rotated, attend.
   *
   * @param observer sums up the weights; null for none
   */
  void run(int layer, @Nullable AttentionMass observer) {
    MicroBatch rows = work.rows;
    this.layer = layer;
    this.observer = observer;
    cut(rows);
    if (observer != null) {
      int length = rows.size() * config.kvHeads() * observer.segments();
      masses = masses.length < length ? new float[length] : masses;
    }
    workers.each(tileCount * config.kvHeads(), part);
    if (observer != null) {
      for (int i = 0; i < rows.size(); i++) {
        int at = i * config.kvHeads() * observer.segments();
        observer.add(rows.rowInBatch(i), masses, at, config.kvHeads(), config.heads());
      }
    }
  }

  /** Cuts each sequence's rows into tiles. */
  private void cut(MicroBatch rows) {
    if (tileFrom.length < rows.size()) {
      tileFrom = new int[rows.size()];
      tileTo = new int[rows.size()];
    }
    tileCount = 0;
    for (int group = 0; group < rows.groups(); group++) {
      int end = rows.groupEnd(group);
      for (int from = rows.groupStart(group); from < end; from += rowsPerTile) {
        tileFrom[tileCount] = from;
        tileTo[tileCount++] = Math.min(from + rowsPerTile, end);
      }
    }
  }

  private void attend(int from, int to, int worker) {
    AttentionTile tile = tiles[worker];
    for (int number = from; number < to; number++) {
      // Late rows see most and cost most: they start first, so that the workers end together.
      int cut = tileCount - 1 - number / config.kvHeads();
      int kvHead = number % config.kvHeads();
      tile.attend(layer, kvHead, work, tileFrom[cut], tileTo[cut]);
      if (observer != null) {
        tile.observe(kvHead, work.rows, tileFrom[cut], tileTo[cut], observer, masses);
      }
    }
  }
}
