package dev.pith.ragcache.generate;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.ragcache.engine.Batch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Stops the generator before each pass until the test lets it run. */
final class StepGate implements Consumer<Batch> {

  private final Semaphore arrived = new Semaphore(0);
  private final Semaphore allowed = new Semaphore(0);
  private volatile boolean open;
  private volatile Batch batch = new Batch(1);

  @Override
  public void accept(Batch batch) {
    if (!open) {
      this.batch = batch;
      arrived.release();
      allowed.acquireUninterruptibly();
    }
  }

  /** Waits until a pass is about to run, and returns its batch. */
  Batch await() throws InterruptedException {
    assertThat(arrived.tryAcquire(60, SECONDS)).as("a pass is about to run").isTrue();
    return batch;
  }

  /** Lets the pass run that {@link #await} saw. */
  void pass() {
    allowed.release();
  }

  /** Lets this pass and all others run. */
  void open() {
    open = true;
    allowed.release();
  }
}
