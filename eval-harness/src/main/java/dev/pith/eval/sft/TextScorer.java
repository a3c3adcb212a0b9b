package dev.pith.eval.sft;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.verifier.surprisal.StepScoring;
import dev.pith.verifier.surprisal.TokenCounts;
import dev.pith.verifier.surprisal.TraceSteps;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Scores steps by their text, without a model. Tokens are shares of the recorded number, by
 * characters; where none was recorded, {@value RecordedTrace#CHARS_PER_TOKEN} characters each.
 */
final class TextScorer implements TraceScorer {
  private final StepScoring scoring;

  /**
   * Scores by a rule.
   *
   * @throws IllegalArgumentException when that needs a model
   */
  TextScorer(StepScoring scoring) {
    if (scoring.needsTokens()) {
      throw new IllegalArgumentException(scoring.label() + " needs a model");
    }
    this.scoring = scoring;
  }

  @Override
  public CompletionStage<Optional<ScoredTrace>> score(
      RecordedTrace trace, TraceSteps steps, JsonNode record) {
    return CompletableFuture.completedStage(
        Optional.of(
            new ScoredTrace(
                scoring.of(steps, 0),
                TokenCounts.sum(tokens(trace, steps), 0),
                trace.hasExactTokens() ? "recorded" : "estimated")));
  }

  /** What stands behind a step belongs to it, so that the sum of all is the whole trace. */
  private static long[] tokens(RecordedTrace trace, TraceSteps steps) {
    long[] tokens = new long[steps.size()];
    long before = 0;
    for (int step = 0; step < tokens.length; step++) {
      int end = step + 1 < tokens.length ? steps.startChar(step + 1) : steps.text().length();
      long upTo = Math.round(trace.tokens(end));
      tokens[step] = upTo - before;
      before = upTo;
    }
    return tokens;
  }

  @Override
  public String id() {
    return scoring.label();
  }

  @Override
  public int window() {
    return 1;
  }

  @Override
  public String abstention() {
    return "not scored";
  }
}
