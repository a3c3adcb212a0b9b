package dev.pith.plugin.search.server;

import dev.pith.plugin.search.StepScorer;
import dev.pith.plugin.search.Trajectory;
import dev.pith.verifier.Verdict;
import dev.pith.verifier.client.ModelVerifierSettings;
import dev.pith.verifier.client.StepJudge;
import java.util.concurrent.CompletableFuture;

/**
 * The process reward of a model on an OpenAI-style server, that of the search or another one: its
 * probability of Yes when it is asked whether the last step is right. Trajectories of every
 * generator can be judged. Thread-safe.
 */
public final class ModelRewards implements StepScorer<Trajectory>, AutoCloseable {
  private final StepJudge judge;

  /**
   * Asks a model.
   *
   * @param settings of which the server, the model, the key, the instructions, the deadline of one
   *     question and the number of calls at the same time are used
   */
  public ModelRewards(ModelVerifierSettings settings) {
    judge = new StepJudge(settings);
  }

  @Override
  public CompletableFuture<Verdict> score(String question, Trajectory trajectory) {
    return judge.stepIsRight(question, trajectory.text().stripTrailing());
  }

  /** Breaks off what is asked. */
  @Override
  public void close() {
    judge.close();
  }
}
