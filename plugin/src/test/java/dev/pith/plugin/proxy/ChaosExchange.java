package dev.pith.plugin.proxy;

import io.vertx.core.Promise;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One exchange of the chaos test while it goes on. Thread-safe. */
final class ChaosExchange {

  final ChaosPlan plan;
  final ChaosScript first;
  final ChaosScript continuation;
  final ChaosScript again;

  /** Completed by the first call that asks the question. */
  final Promise<Void> asked = Promise.promise();

  /** Completed by the call that goes on from a cut. */
  final Promise<Void> goesOn = Promise.promise();

  /** Faults that have really happened. */
  final Set<ChaosFault> injected = ConcurrentHashMap.newKeySet();

  private int questions;
  private boolean wasAskedAgain;

  ChaosExchange(ChaosPlan plan) {
    this.plan = plan;
    first = ChaosScript.first(plan);
    continuation = ChaosScript.continuation(plan);
    again = ChaosScript.again(plan);
  }

  /**
   * Returns the answer to the next call.
   *
   * @param isContinuation whether it goes on from a cut
   */
  synchronized ChaosScript answer(boolean isContinuation) {
    if (isContinuation) {
      goesOn.tryComplete();
      return continuation;
    }
    questions++;
    asked.tryComplete();
    boolean strict = plan.has(ChaosFault.STRICT);
    boolean altered = questions == 1;
    if (strict && altered) {
      return ChaosScript.strict(plan);
    }
    // What is refused with 400 is asked again as the client wrote it, and must be refused again.
    if (questions == (strict ? 2 : 1) || first.status() >= 400) {
      return first;
    }
    wasAskedAgain = true;
    return again;
  }

  boolean wasContinued() {
    return goesOn.future().isComplete();
  }

  synchronized boolean wasAskedAgain() {
    return wasAskedAgain;
  }

  void inject(@Nullable ChaosFault fault) {
    if (fault != null) {
      injected.add(fault);
    }
  }
}
