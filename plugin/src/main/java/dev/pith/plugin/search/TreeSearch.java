package dev.pith.plugin.search;

import dev.pith.verifier.search.EtsSettings;
import dev.pith.verifier.search.SelectionPolicy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * Searches a tree of reasoning steps, level by level: every trajectory that is alive takes a step,
 * then those that go on are selected; the finished ones vote. Immutable and thread-safe.
 *
 * <p>No thread waits. What computes, as grouping and selecting do, runs on the executor; the steps
 * of a level are sampled side by side, and one that fails or hangs is missing and nothing more. The
 * same seed gives the same search, where the ports give the same answers.
 *
 * @param <T> the trajectories of its generator
 */
public final class TreeSearch<T extends Trajectory> {

  /*
   * The loop is that of REBASE [1] and ETS [2]; what is selected is the policy's.
   *
   * [1] Inference Scaling Laws: An Empirical Analysis of Compute-Optimal Inference for
   * Problem-Solving with Language Models
   * https://arxiv.org/abs/2408.00724
   * [2] ETS: Efficient Tree Search for Inference-Time Scaling
   * https://arxiv.org/abs/2502.13575
   */

  private final SearchPlan<T> plan;

  private TreeSearch(SearchPlan<T> plan) {
    this.plan = plan;
  }

  /** Returns a builder of searches over these ports and within these limits. */
  public static <T extends Trajectory> Builder<T> of(
      StepGenerator<T> generator, StepScorer<? super T> scorer, SearchSettings settings) {
    return new Builder<>(generator, scorer, settings);
  }

  /**
   * Searches.
   *
   * @param question what is asked, as answers are read and compared by it
   * @param root the prompt; the search releases it, whatever comes of it
   * @param seed of all sampling
   * @return what came of it; fails when no step could be sampled at all. Cancelling the future
   *     cancels all calls and releases everything
   */
  public CompletableFuture<SearchResult> run(String question, T root, long seed) {
    return new SearchRun<>(plan, question, root, seed).start();
  }

  /** Collects what a search is made of. Not thread-safe. */
  public static final class Builder<T extends Trajectory> {
    private final StepGenerator<T> generator;
    private final StepScorer<? super T> scorer;
    private final SearchSettings settings;
    private @Nullable StepEmbedder embedder;
    private SelectionPolicy policy;
    private AnswerReader answers = AnswerReader.stated();
    private PathWeight weight = PathWeight.LAST;
    private TokenSaving saving = TokenSaving.none();
    private Executor executor = ForkJoinPool.commonPool();

    private Builder(
        StepGenerator<T> generator, StepScorer<? super T> scorer, SearchSettings settings) {
      this.generator = generator;
      this.scorer = scorer;
      this.settings = settings;
      policy = SelectionPolicy.ets(EtsSettings.published(settings.width()));
    }

    /** Groups steps by meaning; without it every step has a meaning of its own. */
    public Builder<T> embedder(@Nullable StepEmbedder embedder) {
      this.embedder = embedder;
      return this;
    }

    /** Says which trajectories go on; ETS as published unless given. */
    public Builder<T> policy(SelectionPolicy policy) {
      this.policy = policy;
      return this;
    }

    /** Says which trajectories are leaves; those that state an answer unless given. */
    public Builder<T> answers(AnswerReader answers) {
      this.answers = answers;
      return this;
    }

    /** Says what votes weigh; the last reward unless given. */
    public Builder<T> weight(PathWeight weight) {
      this.weight = weight;
      return this;
    }

    /** Saves tokens; none unless given. */
    public Builder<T> saving(TokenSaving saving) {
      this.saving = saving;
      return this;
    }

    /**
     * Runs what computes; the common pool unless given. Never an event loop: to group and to select
     * takes milliseconds at a width of 256.
     */
    public Builder<T> executor(Executor executor) {
      this.executor = executor;
      return this;
    }

    /** Returns the search. */
    public TreeSearch<T> build() {
      return new TreeSearch<>(
          new SearchPlan<>(
              generator, scorer, embedder, policy, answers, weight, settings, saving, executor));
    }
  }
}
