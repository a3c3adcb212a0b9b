package dev.pith.eval.sft;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.verifier.surprisal.TraceSteps;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Scores the steps of recorded traces.
 *
 * <p>It abstains with an empty {@code Optional}. An {@link IllegalArgumentException} is a trace
 * that cannot be scored; any other failure is one of the scorer itself.
 */
interface TraceScorer extends AutoCloseable {

  /**
   * Scores a trace.
   *
   * @param record the whole of its line
   */
  CompletionStage<Optional<ScoredTrace>> score(
      RecordedTrace trace, TraceSteps steps, JsonNode record);

  /** Returns its name in rows and reports. */
  String id();

  /** Returns how many traces it is given at the same time, at least 1. */
  int window();

  /** Returns why it abstains, when it does. */
  String abstention();

  /** Returns whether the score of a step follows from the steps before it. */
  default boolean readsContext() {
    return false;
  }

  /** Returns what it has cost, for the report; empty when nothing. */
  default Map<String, Object> cost() {
    return Map.of();
  }

  @Override
  default void close() {}
}
