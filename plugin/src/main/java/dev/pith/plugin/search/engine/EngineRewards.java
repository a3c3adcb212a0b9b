package dev.pith.plugin.search.engine;

import dev.pith.plugin.local.EngineVerifier;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.search.StepScorer;
import dev.pith.ragcache.engine.KvSequence;
import dev.pith.verifier.Verdict;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The process reward that the embedded model gives itself: its probability of Yes when it is asked
 * whether the last step is right. It costs the tokens of the question, not those of the trajectory,
 * whose KV is there. Thread-safe.
 */
public final class EngineRewards implements StepScorer<EnginePath> {
  private final EngineVerifier verifier;

  /**
   * Asks a model.
   *
   * @param model has a chat template; not closed by this
   * @param executor where questions are written and encoded
   * @throws IllegalArgumentException when the model cannot tell Yes from No by their first tokens
   */
  public EngineRewards(LocalModel model, Executor executor) {
    verifier = new EngineVerifier(model, executor);
  }

  @Override
  public CompletableFuture<Verdict> score(String question, EnginePath trajectory) {
    String thinking = trajectory.text().stripTrailing();
    KvSequence kv = trajectory.fork();
    return kv == null
        ? verifier
            .stepIsRight(trajectory.messages(), thinking)
            .thenApply(EngineRewards::orAbstention)
            .toCompletableFuture()
        : verifier.stepIsRight(trajectory.messages(), thinking, trajectory.tokens(), kv);
  }

  private static Verdict orAbstention(Optional<Verdict> verdict) {
    return verdict.orElse(Verdict.abstention(OptionalLong.empty()));
  }
}
