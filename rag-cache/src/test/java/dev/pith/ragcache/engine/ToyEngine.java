package dev.pith.ragcache.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * An engine without weights: the logits of a row are drawn from a hash of every token that its
 * sequence holds up to its position. So whatever is wrong with the KV of a sequence shows in what
 * comes after.
 */
public final class ToyEngine implements KvEngine {

  /** Positions of a block. */
  public static final int BLOCK = 4;

  public static final int BYTES_PER_BLOCK = 100;

  private static final int ABSENT = -1;

  private final ModelConfig config;
  private final AtomicLong blocks = new AtomicLong();
  private volatile Consumer<Batch> beforeForward = batch -> {};

  public ToyEngine(int vocabulary, int contextLength) {
    RotaryConfig rotary = RotaryConfig.unscaled(RotaryConfig.Pairing.HALVES, 10_000);
    config = new ModelConfig("toy", contextLength, vocabulary, 2, 1, 1, 1, 1, 2, 1e-5f, rotary);
  }

  /** Lets a test see, hold up or break each pass. */
  public void beforeForward(Consumer<Batch> hook) {
    beforeForward = hook;
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public KvSequence newSequence(boolean movable) {
    return new ToySequence(new ArrayList<>());
  }

  @Override
  public void forward(Batch batch) {
    beforeForward.accept(batch);
    if (batch.isCancelled()) {
      throw new CancellationException("the batch was cancelled");
    }
    for (int row = 0; row < batch.rows(); row++) {
      ((ToySequence) batch.sequence(row)).write(batch.position(row), batch.token(row));
    }
    int vocabulary = config.vocabulary();
    for (int row = 0; row < batch.rows(); row++) {
      if (batch.asks(row)) {
        float[] logits = batch.asksLogits(row) ? batch.logitsOf(row) : new float[vocabulary];
        ((ToySequence) batch.sequence(row)).logits(batch.position(row), logits);
        if (!batch.asksLogits(row)) {
          batch.answer(row, logProb(logits, batch.askedToken(row)));
        }
      }
    }
  }

  @Override
  public long kvBytes() {
    return blocks.get() * BYTES_PER_BLOCK;
  }

  @Override
  public long kvBytes(Collection<? extends KvSequence> sequences) {
    return sequences.stream()
            .flatMap(sequence -> ((ToySequence) sequence).table.stream())
            .distinct()
            .count()
        * BYTES_PER_BLOCK;
  }

  @Override
  public long kvBytesOf(int positions, boolean movable) {
    return (positions + BLOCK - 1) / BLOCK * (long) BYTES_PER_BLOCK;
  }

  @Override
  public void close() {}

  private static double logProb(float[] logits, int token) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    return logits[token] - Math.log(sum);
  }

  private final class Block {
    private final int[] tokens;
    private int owners = 1;

    private Block(int[] tokens) {
      this.tokens = tokens;
      blocks.incrementAndGet();
    }

    private void leave() {
      if (--owners == 0) {
        blocks.decrementAndGet();
      }
    }
  }

  private final class ToySequence implements KvSequence {

    private final List<Block> table;
    private boolean closed;

    private ToySequence(List<Block> table) {
      this.table = table;
      table.forEach(block -> block.owners++);
    }

    private void write(int position, int token) {
      checkOpen();
      if (position > end() || token < 0 || token >= config.vocabulary()) {
        throw new IllegalArgumentException("position " + position + ", token " + token);
      }
      if (position / BLOCK == table.size()) {
        table.add(new Block(new int[] {ABSENT, ABSENT, ABSENT, ABSENT}));
      }
      own(position / BLOCK).tokens[position % BLOCK] = token;
    }

    private void logits(int position, float[] logits) {
      checkOpen();
      long hash = 1;
      for (int p = 0; p <= position; p++) {
        hash = hash * 0x9E3779B97F4A7C15L + token(p) + 7;
      }
      SplittableRandom random = new SplittableRandom(hash);
      for (int token = 0; token < logits.length; token++) {
        logits[token] = (float) random.nextDouble(0, 6);
      }
    }

    private int token(int position) {
      return table.get(position / BLOCK).tokens[position % BLOCK];
    }

    private Block own(int index) {
      Block block = table.get(index);
      if (block.owners > 1) {
        block.leave();
        block = new Block(block.tokens.clone());
        table.set(index, block);
      }
      return block;
    }

    private void checkOpen() {
      if (closed) {
        throw new IllegalStateException("the sequence is closed");
      }
    }

    @Override
    public int end() {
      checkOpen();
      int end = table.size() * BLOCK;
      while (end > 0 && token(end - 1) == ABSENT) {
        end--;
      }
      return end;
    }

    @Override
    public int size() {
      return end();
    }

    @Override
    public boolean contains(int position) {
      return position < end();
    }

    @Override
    public KvSequence fork() {
      checkOpen();
      return new ToySequence(new ArrayList<>(table));
    }

    @Override
    public void truncate(int position) {
      checkOpen();
      while (table.size() > (position + BLOCK - 1) / BLOCK) {
        table.remove(table.size() - 1).leave();
      }
      for (int p = position; p < table.size() * BLOCK; p++) {
        own(p / BLOCK).tokens[p % BLOCK] = ABSENT;
      }
    }

    @Override
    public void drop(int from, int to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void place(ChunkKv chunk, int position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void placeLayer(ChunkKv chunk, int layer, int position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public double valueDistance(int layer, int position, ChunkKv chunk, int token) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void settle() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ChunkKv export(int from, int to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long ownBytes() {
      return table.stream().filter(block -> block.owners == 1).count() * BYTES_PER_BLOCK;
    }

    @Override
    public long sharedBytes() {
      return table.stream().filter(block -> block.owners > 1).count() * BYTES_PER_BLOCK;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        table.forEach(Block::leave);
        table.clear();
      }
    }
  }
}
