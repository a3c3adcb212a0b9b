package dev.pith.verifier.client;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what became of questions, and what they cost. Thread-safe. */
final class AskCounters {

  private final LongAdder asked = new LongAdder();
  private final LongAdder answered = new LongAdder();
  private final LongAdder neither = new LongAdder();
  private final LongAdder remembered = new LongAdder();
  private final LongAdder shared = new LongAdder();
  private final LongAdder calls = new LongAdder();
  private final Map<AskFailure.Cause, LongAdder> failed = new EnumMap<>(AskFailure.Cause.class);
  private final Tokens prompt = new Tokens();
  private final Tokens cached = new Tokens();
  private final Tokens completion = new Tokens();

  /** A sum of which some parts are not known. */
  private static final class Tokens {
    private final LongAdder sum = new LongAdder();
    private final LongAdder unknown = new LongAdder();

    void add(OptionalLong part) {
      part.ifPresentOrElse(sum::add, unknown::increment);
    }

    Map<String, Object> snapshot() {
      Map<String, Object> counts = new LinkedHashMap<>();
      counts.put("sum", sum.sum());
      counts.put("unknown", unknown.sum());
      return counts;
    }
  }

  AskCounters() {
    for (AskFailure.Cause cause : AskFailure.Cause.values()) {
      failed.put(cause, new LongAdder());
    }
  }

  void asked() {
    asked.increment();
  }

  /** A question needed no call of its own: its answer was there, or was already waited for. */
  void withoutCall(boolean wasThere) {
    (wasThere ? remembered : shared).increment();
  }

  void called() {
    calls.increment();
  }

  void answered(Reply reply) {
    (reply.pYes().isPresent() ? answered : neither).increment();
  }

  void failed(AskFailure.Cause cause) {
    LongAdder count = failed.get(cause);
    if (count != null) {
      count.increment();
    }
  }

  void paid(Reply reply) {
    prompt.add(reply.promptTokens());
    cached.add(reply.cachedTokens());
    completion.add(reply.completionTokens());
  }

  void paidUnknown() {
    paid(
        new Reply(
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty()));
  }

  Map<String, Object> snapshot() {
    Map<String, Object> failures = new LinkedHashMap<>();
    failed.forEach(
        (cause, count) -> {
          if (count.sum() > 0) {
            failures.put(cause.label(), count.sum());
          }
        });
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("asked", asked.sum());
    counts.put("answered", answered.sum());
    counts.put("neither", neither.sum());
    counts.put("failures", failures);
    counts.put("remembered", remembered.sum());
    counts.put("shared", shared.sum());
    counts.put("calls", calls.sum());
    counts.put("promptTokens", prompt.snapshot());
    counts.put("cachedTokens", cached.snapshot());
    counts.put("completionTokens", completion.snapshot());
    return counts;
  }
}
