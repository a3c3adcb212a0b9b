package dev.pith.plugin.langchain4j;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** How the models behind a delegate can be made to go on from a cut, by name. Thread-safe. */
final class KnownWays {

  private static final int MAX_MODELS = 64;

  private final Map<String, KnownWay> byModel = new ConcurrentHashMap<>();
  private final Function<String, KnownWay> begin;

  /**
   * Knows nothing yet.
   *
   * @param begin what is known of a model before its first chat
   */
  KnownWays(Function<String, KnownWay> begin) {
    this.begin = begin;
  }

  /** Returns what is known of a model. */
  KnownWay of(String model) {
    KnownWay known = byModel.get(model);
    if (known != null) {
      return known;
    }
    if (byModel.size() >= MAX_MODELS) {
      return new KnownWay(model, ContinuationMethod.NONE);
    }
    return byModel.computeIfAbsent(model, begin);
  }
}
