package dev.pith.ragcache.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Collects what is reported for a {@link ScoringRequest} into one answer. */
final class ScoreCollector implements Generation.Listener {

  private final CompletableFuture<Scores> answer = new CompletableFuture<>();
  private final int[] candidates;
  private final List<ScoredToken> tokens = new ArrayList<>();
  private final List<TokenLogProb> next = new ArrayList<>();
  private int promptTokens;
  private int cachedTokens;

  ScoreCollector(int[] candidates) {
    this.candidates = candidates;
  }

  CompletableFuture<Scores> answer() {
    return answer;
  }

  /** Takes the log-probabilities after the prompt. */
  void onNext(LogProbs logProbs) {
    for (int candidate : candidates) {
      next.add(new TokenLogProb(candidate, logProbs.of(candidate)));
    }
  }

  @Override
  public void onPromptToken(ScoredToken token) {
    tokens.add(token);
  }

  @Override
  public void onPrompt(int promptTokens, int cachedTokens) {
    this.promptTokens = promptTokens;
    this.cachedTokens = cachedTokens;
  }

  @Override
  public void onToken(GeneratedToken token) {
    throw new AssertionError("nothing is generated");
  }

  @Override
  public void onEnd(FinishReason reason, String tail) {
    answer.complete(new Scores(promptTokens, cachedTokens, tokens, next));
  }

  @Override
  public void onFailure(Throwable failure) {
    answer.completeExceptionally(failure);
  }
}
