package dev.pith.ragcache.generate;

import static dev.pith.ragcache.generate.GeneratorBed.greedy;
import static dev.pith.ragcache.generate.GeneratorBed.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Requests that go on with an answer, beside those that do not. */
class GeneratorContinuationTest {

  private final StepGate gate = new StepGate();
  private final List<String> ends = Collections.synchronizedList(new ArrayList<>());

  @Test
  void submit_continuations_comeInTheirOrderBeforeAllOthers() throws InterruptedException {
    GeneratorBed bed = gated(settings -> settings.withMaxRunning(1));
    Named running = submit(bed, "running", request(1, 5));
    gate.await();
    List<Named> waiting = new ArrayList<>();
    waiting.add(submit(bed, "waiting", request(2, 2)));
    waiting.add(submit(bed, "continuation", request(3, 5).continuesAnswer(true)));
    waiting.add(submit(bed, "later", request(4, 1)));
    waiting.add(submit(bed, "later continuation", request(5, 1).continuesAnswer(true)));
    gate.open();

    assertThat(running.await().ids()).isEqualTo(greedy(tokens(1, 1), 5));
    for (Named each : waiting) {
      each.await();
    }
    assertThat(ends)
        .containsExactly("continuation", "later continuation", "running", "waiting", "later");
    bed.close();
  }

  @Test
  void submit_continuationsAndOthers_neverRunMoreThanMayAtOnce() throws InterruptedException {
    GeneratorBed bed = new GeneratorBed(settings -> settings.withMaxRunning(3));
    AtomicInteger most = new AtomicInteger();
    // Prompts of one token: each request has one row in each pass.
    bed.engine.beforeForward(batch -> most.accumulateAndGet(batch.rows(), Math::max));
    List<Named> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(submit(bed, "" + i, request(i, 20).continuesAnswer(i % 3 > 0)));
    }

    for (Named each : all) {
      each.await();
    }
    assertThat(most).hasValue(3);
    bed.close();
  }

  @Test
  void submit_fewerContinuationsThanPlaces_othersRunBeside() throws InterruptedException {
    GeneratorBed bed = gated(settings -> settings.withMaxRunning(2));
    Named endless = submit(bed, "endless", request(1, 150).continuesAnswer(true));
    gate.await();
    List<Named> others = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      others.add(submit(bed, "" + i, request(i + 2, 5)));
    }
    gate.open();

    endless.await();
    for (Named each : others) {
      each.await();
    }
    assertThat(ends).containsExactly("0", "1", "2", "3", "4", "endless");
    bed.close();
  }

  @Test
  void submit_eachAnswerIsGoneOnWith_allBeginAndEndInTheirOrder() throws InterruptedException {
    GeneratorBed bed = gated(settings -> settings.withMaxRunning(1));
    List<Named> continuations = Collections.synchronizedList(new ArrayList<>());
    List<Named> first = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int number = i;
      Named listener =
          new Named("first " + i) {
            @Override
            public void onEnd(FinishReason reason, String tail) {
              GenerationRequest.Builder next = request(number + 100, 3).continuesAnswer(true);
              continuations.add(submit(bed, "second " + number, next));
              super.onEnd(reason, tail);
            }
          };
      first.add(listener);
      bed.generator.submit(request(i, 2).build(), listener);
    }
    gate.open();

    for (Named each : first) {
      each.await();
    }
    for (Named each : continuations) {
      each.await();
    }
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      expected.add("first " + i);
      expected.add("second " + i);
    }
    assertThat(ends).isEqualTo(expected);
    bed.close();
  }

  @Test
  void submit_othersFillTheirQueue_continuationsHaveAsMuchRoomAgain() throws InterruptedException {
    GeneratorBed bed = gated(settings -> settings.withMaxRunning(1).withMaxQueued(1));
    Named running = submit(bed, "running", request(1, 2));
    gate.await();
    Named waiting = submit(bed, "waiting", request(2, 2));
    Named refused = submit(bed, "refused", request(3, 2));
    Named continuation = submit(bed, "continuation", request(4, 2).continuesAnswer(true));
    Named oneTooMany = submit(bed, "one too many", request(5, 2).continuesAnswer(true));

    assertThat(refused.failure).isInstanceOf(RejectedExecutionException.class);
    assertThat(oneTooMany.failure).isInstanceOf(RejectedExecutionException.class);
    assertThat(bed.generator.stats().queued()).isEqualTo(2);
    gate.open();
    running.await();
    waiting.await();
    continuation.await();
    bed.close();
  }

  @Test
  void cancel_continuationThatWaits_leavesItsQueue() throws InterruptedException {
    GeneratorBed bed = gated(settings -> settings.withMaxRunning(1));
    Named running = submit(bed, "running", request(1, 2));
    gate.await();
    Named listener = new Named("cancelled");
    Generation waiting =
        bed.generator.submit(request(2, 2).continuesAnswer(true).build(), listener);

    waiting.cancel();

    assertThat(bed.generator.stats().queued()).isZero();
    assertThat(bed.generator.stats().cancelled()).isEqualTo(1);
    gate.open();
    running.await();
    assertThat(listener.promptTokens).isEqualTo(-1);
    bed.close();
  }

  @Test
  void close_withContinuations_allFail() throws InterruptedException {
    GeneratorBed bed = gated(settings -> settings.withMaxRunning(1));
    Named running = submit(bed, "running", request(1, 2));
    gate.await();
    Named waiting = submit(bed, "waiting", request(2, 2).continuesAnswer(true));
    bed.engine.beforeForward(batch -> bed.close());
    gate.open();

    assertThat(running.await().failure).isNotNull();
    assertThat(waiting.await().failure).isNotNull();
    bed.close();
    assertThat(bed.engine.kvBytes()).isZero();
  }

  private GeneratorBed gated(UnaryOperator<GeneratorSettings> change) {
    GeneratorBed bed = new GeneratorBed(change);
    bed.engine.beforeForward(gate);
    return bed;
  }

  private Named submit(GeneratorBed bed, String name, GenerationRequest.Builder request) {
    Named listener = new Named(name);
    bed.generator.submit(request.build(), listener);
    return listener;
  }

  private static GenerationRequest.Builder request(long seed, int maxTokens) {
    return GenerationRequest.builder(tokens(1, seed)).maxTokens(maxTokens).ignoreEnd(true);
  }

  /** Notes in which order generations end. */
  private class Named extends RecordingListener {

    private final String name;

    private Named(String name) {
      this.name = name;
    }

    @Override
    public void onEnd(FinishReason reason, String tail) {
      ends.add(name);
      super.onEnd(reason, tail);
    }
  }
}
