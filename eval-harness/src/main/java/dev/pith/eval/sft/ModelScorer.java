package dev.pith.eval.sft;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.verifier.TokenScorer;
import dev.pith.verifier.surprisal.StepScores;
import dev.pith.verifier.surprisal.TokenCounts;
import dev.pith.verifier.surprisal.TraceSteps;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Lets a model read each finished trace behind its question. */
final class ModelScorer implements TraceScorer {
  /** How many traces a model is given at the same time. */
  static final int WINDOW = 4;

  private final TokenScorer scorer;
  private final UnaryOperator<String> prefix;
  private final Supplier<Map<String, Object>> cost;
  private final Runnable close;

  /**
   * Scores by a model.
   *
   * @param prefix from a question to what the model reads before its thinking
   * @param cost what it has cost so far
   * @param close ends the scorer
   */
  ModelScorer(
      TokenScorer scorer,
      UnaryOperator<String> prefix,
      Supplier<Map<String, Object>> cost,
      Runnable close) {
    this.scorer = scorer;
    this.prefix = prefix;
    this.cost = cost;
    this.close = close;
  }

  @Override
  public CompletionStage<Optional<ScoredTrace>> score(
      RecordedTrace trace, TraceSteps steps, JsonNode record) {
    return scorer
        .score(prefix.apply(trace.prompt()), steps.text())
        .thenApply(
            told ->
                told.map(
                    tokens ->
                        new ScoredTrace(
                            StepScores.surprisal(steps, tokens, scorer.id()),
                            TokenCounts.read(steps, tokens),
                            "scorer")));
  }

  @Override
  public String id() {
    return scorer.id();
  }

  @Override
  public int window() {
    return WINDOW;
  }

  @Override
  public boolean readsContext() {
    return true;
  }

  @Override
  public String abstention() {
    return "the tokens of " + scorer.id() + " are not those of the thinking";
  }

  @Override
  public Map<String, Object> cost() {
    return cost.get();
  }

  @Override
  public void close() {
    close.run();
  }
}
