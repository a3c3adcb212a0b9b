package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.math.Kernels;
import dev.pith.ragcache.engine.math.MatrixScratch;
import dev.pith.ragcache.engine.math.WorkerPool;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The threads of an engine with what each of them needs. Splits ranges over them without
 * allocating. One call at a time.
 */
final class Workers implements AutoCloseable {

  /** What is done to a part of a range. */
  interface Part {
    /**
     * Does it to [from, to).
     *
     * @param worker in [0, threads); no other thread has it at the same time
     */
    void run(int from, int to, int worker);
  }

  /** Rows per part where each row costs little. */
  private static final int ROWS = 16;

  /**
   * Parts of weight rows start at multiples of this, a multiple of every vector length: what is
   * done to each number of a part then does not depend on where parts begin.
   */
  private static final int WEIGHT_ROWS = 32;

  /** More parts than threads: one that is interrupted by other work leaves them to the others. */
  private static final int PARTS_PER_THREAD = 4;

  private final WorkerPool pool;
  private final MatrixScratch[] scratches;
  private final WorkerPool.Task task = this::runPart;
  private @Nullable Part part;
  private int count;
  private int step;

  Workers(int threads, Kernels kernels) {
    pool = new WorkerPool("pith-engine", threads);
    scratches =
        Stream.generate(kernels.matrix()::newScratch).limit(threads).toArray(MatrixScratch[]::new);
  }

  int threads() {
    return pool.threads();
  }

  MatrixScratch scratch(int worker) {
    return scratches[worker];
  }

  /** Does a part to each of {@code count} rows of a batch; few rows run on the calling thread. */
  void rows(int count, Part part) {
    run(count, ROWS, part);
  }

  /** Does a part to each of {@code count} weight rows. */
  void weightRows(int count, Part part) {
    int parts = threads() * PARTS_PER_THREAD;
    int step = (count / parts + WEIGHT_ROWS - 1) / WEIGHT_ROWS * WEIGHT_ROWS;
    run(count, Math.max(step, WEIGHT_ROWS), part);
  }

  /** Does a part to each number in [0, count), one at a time. */
  void each(int count, Part part) {
    run(count, 1, part);
  }

  @Override
  public void close() {
    pool.close();
  }

  private void run(int count, int step, Part part) {
    if (count <= step || threads() == 1) {
      part.run(0, count, 0);
      return;
    }
    this.part = part;
    this.count = count;
    this.step = step;
    try {
      pool.run((count + step - 1) / step, task);
    } finally {
      this.part = null;
    }
  }

  private void runPart(int number, int worker) {
    Part current = part;
    if (current != null) {
      int from = number * step;
      current.run(from, Math.min(from + step, count), worker);
    }
  }
}
