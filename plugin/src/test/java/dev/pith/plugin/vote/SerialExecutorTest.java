package dev.pith.plugin.vote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {

  @Test
  void execute_insideATask_runsAfterIt() {
    SerialExecutor executor = new SerialExecutor();
    List<String> ran = new ArrayList<>();

    executor.execute(
        () -> {
          executor.execute(() -> ran.add("second"));
          ran.add("first");
        });

    assertThat(ran).containsExactly("first", "second");
  }

  @Test
  void execute_taskThatThrows_doesNotStopTheNext() {
    SerialExecutor executor = new SerialExecutor();
    List<String> ran = new ArrayList<>();

    executor.execute(
        () -> {
          executor.execute(() -> ran.add("next"));
          throw new IllegalStateException("planned");
        });
    executor.execute(() -> ran.add("last"));

    assertThat(ran).containsExactly("next", "last");
  }

  @Test
  void execute_manyThreads_neverTwoAtOnceAndNoneLost() throws InterruptedException {
    SerialExecutor executor = new SerialExecutor();
    int[] count = {0};
    CountDownLatch all = new CountDownLatch(8 * 5000);
    List<Thread> threads = new ArrayList<>();
    for (int k = 0; k < 8; k++) {
      threads.add(
          new Thread(
              () -> {
                for (int n = 0; n < 5000; n++) {
                  executor.execute(
                      () -> {
                        count[0]++;
                        all.countDown();
                      });
                }
              }));
    }

    threads.forEach(Thread::start);
    all.await();

    assertThat(count[0]).isEqualTo(40_000);
  }
}
