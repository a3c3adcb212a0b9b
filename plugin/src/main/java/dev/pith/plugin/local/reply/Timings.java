package dev.pith.plugin.local.reply;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The {@code timings} of llama-server: how much of a choice was run, and how long that took. */
final class Timings {

  private static final double NANOS_PER_MILLI = 1e6;

  private Timings() {}

  /** Returns the object as far as the choice has come. */
  static ObjectNode of(Choice choice) {
    int run = choice.prompt().tokens().length - choice.cachedTokens();
    ObjectNode timings = JsonNodeFactory.instance.objectNode();
    timings.put("cache_n", choice.cachedTokens());
    put(timings, "prompt", run, choice.promptNanos());
    put(timings, "predicted", choice.tokens(), choice.generatingNanos());
    return timings;
  }

  private static void put(ObjectNode timings, String name, int tokens, long nanos) {
    timings.put(name + "_n", tokens);
    timings.put(name + "_ms", nanos / NANOS_PER_MILLI);
    if (nanos > 0) {
      timings.put(name + "_per_second", tokens * 1e9 / nanos);
    }
  }
}
