package dev.pith.eval.bench;

import dev.pith.ragcache.engine.Batch;
import dev.pith.ragcache.engine.KvSequence;
import dev.pith.ragcache.engine.Transformer;

/** The engine, timed. */
final class EngineDecoder implements TimedDecoder {
  private final Transformer engine;
  private final EngineWorkload workload;
  private final int[] recomputed;
  private final Batch batch;
  private final HeapAllocation allocation = new HeapAllocation();
  private KvSequence sequence;
  private double bytesPerDecodedToken = Double.NaN;

  /** Takes over the engine and closes it in the end. */
  EngineDecoder(Transformer engine, EngineWorkload workload) {
    this.engine = engine;
    this.workload = workload;
    recomputed = workload.recomputed();
    batch = new Batch(workload.vocabulary());
    sequence = engine.newSequence(false);
  }

  @Override
  public long prefill() {
    sequence.close();
    sequence = engine.newSequence(false);
    long start = System.nanoTime();
    batch.clear();
    int row = 0;
    for (int position = 0; position < workload.promptTokens(); position++) {
      row = batch.add(sequence, position, workload.token(position));
    }
    batch.askLogits(row);
    engine.forward(batch);
    return System.nanoTime() - start;
  }

  @Override
  public long decode() {
    allocation.start();
    long start = System.nanoTime();
    for (int position = workload.promptTokens(); position < workload.positions(); position++) {
      batch.clear();
      batch.askLogits(batch.add(sequence, position, workload.token(position)));
      engine.forward(batch);
    }
    long nanos = System.nanoTime() - start;
    bytesPerDecodedToken = (double) allocation.bytes() / workload.decodedTokens();
    return nanos;
  }

  @Override
  public long recompute() {
    sequence.truncate(workload.promptTokens());
    long start = System.nanoTime();
    batch.clear();
    int row = 0;
    for (int position : recomputed) {
      row = batch.add(sequence, position, workload.token(position));
    }
    batch.askLogits(row);
    engine.forward(batch);
    return System.nanoTime() - start;
  }

  /** Returns what all threads allocated in the last {@link #decode}; NaN before. */
  double bytesPerDecodedToken() {
    return bytesPerDecodedToken;
  }

  @Override
  public void close() {
    sequence.close();
    engine.close();
  }
}
