package dev.pith.eval.sft;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.verifier.client.LogProbs;
import dev.pith.verifier.detect.NextToken;
import dev.pith.verifier.surprisal.CapturedSteps;
import dev.pith.verifier.surprisal.TokenAlignment;
import dev.pith.verifier.surprisal.TraceSteps;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Scores steps by the log-probabilities that were recorded with a trace while it was written, in
 * the member {@value #MEMBER} of its record: the shape in which servers give them, of the tokens of
 * the thinking and whatever follows.
 */
final class CapturedScorer implements TraceScorer {
  static final String MEMBER = "logprobs";

  @Override
  public CompletionStage<Optional<ScoredTrace>> score(
      RecordedTrace trace, TraceSteps steps, JsonNode record) {
    List<NextToken> tokens = LogProbs.read(record.path(MEMBER));
    Optional<CapturedSteps> captured =
        TokenAlignment.of(
                "",
                steps.text(),
                tokens.stream().map(NextToken::text).toList(),
                tokens.stream().mapToDouble(each -> each.logProb().orElse(Double.NaN)).toArray())
            .map(scores -> CapturedSteps.of(steps, scores, trace.model()));
    return CompletableFuture.completedStage(
        captured.map(told -> new ScoredTrace(told.scores(steps), told.counts(steps), "captured")));
  }

  @Override
  public String id() {
    return "captured";
  }

  @Override
  public int window() {
    return 1;
  }

  @Override
  public String abstention() {
    return "its record has no " + MEMBER + " of the tokens of its thinking";
  }
}
