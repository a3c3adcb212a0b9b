package dev.pith.plugin.search;

import dev.pith.plugin.search.SearchResult.FinishedPath;
import dev.pith.verifier.Verdict;
import dev.pith.verifier.search.SearchLevel;
import dev.pith.verifier.search.SearchTree;
import dev.pith.verifier.search.Selection;
import dev.pith.verifier.search.Selection.Share;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One search while it runs.
 *
 * <p>One stage runs at a time, on the executor and behind the one before: to group and select, to
 * take in what was sampled, to take in what was scored. Between the stages it waits for calls, and
 * no thread does; what a stage leaves in a field the next one sees.
 */
final class SearchRun<T extends Trajectory> {
  /** Characters of a token where nobody has counted. */
  private static final double CHARS_A_TOKEN = 3.0;

  private final SearchPlan<T> plan;
  private final SearchSettings settings;
  private final String question;
  private final long seed;
  private final Calls calls;
  private final Clusters clusters;
  private final SearchTree tree;
  private final LevelChoice choice;
  private final FinishedVote finished;
  private final SearchMeter meter;
  private final Set<T> held = Collections.newSetFromMap(new IdentityHashMap<>());
  private final CompletableFuture<SearchResult> result = new CompletableFuture<>();

  /** Those that may go on, all of one depth. */
  private List<Branch<T>> alive;

  /** What each sampled step follows. */
  private List<Branch<T>> parents = List.of();

  /** The steps that are scored. */
  private List<Sample<T>> samples = List.of();

  private int depth;
  private boolean stopped;

  SearchRun(SearchPlan<T> plan, String question, T root, long seed) {
    this.plan = plan;
    this.question = question;
    this.seed = seed;
    settings = plan.settings();
    calls = new Calls(settings.concurrency(), settings.callLimit());
    clusters = new Clusters(plan.embedder(), calls);
    tree = new SearchTree(root.stepTokens().orElse(0));
    choice = new LevelChoice(plan.policy(), plan.saving(), question, settings.width());
    finished = new FinishedVote(question);
    meter = new SearchMeter(root.stepTokens());
    alive = List.of(new Branch<>(root, SearchTree.ROOT, 1, 0));
    held.add(root);
  }

  CompletableFuture<SearchResult> start() {
    CompletableFuture<SearchResult> unused =
        result.whenComplete(
            (ended, failure) -> {
              if (result.isCancelled()) {
                calls.cancel();
              }
            });
    try {
      plan.executor().execute(this::next);
    } catch (RuntimeException closed) {
      fail(closed);
    }
    return result;
  }

  /** Goes on with the next level, or ends the search. */
  private void next() {
    try {
      if (isOver()) {
        end();
        return;
      }
      List<String> steps = alive.stream().map(branch -> branch.trajectory().step()).toList();
      CompletableFuture<Void> unused =
          clusters
              .vectors(steps)
              .thenComposeAsync(vectors -> sample(clusters.of(steps, vectors)), plan.executor())
              .thenComposeAsync(this::judge, plan.executor())
              .thenAcceptAsync(this::takeIn, plan.executor())
              .exceptionally(
                  failure -> {
                    fail(failure);
                    return null;
                  });
    } catch (RuntimeException failure) {
      fail(failure);
    }
  }

  private boolean isOver() {
    return result.isDone()
        || stopped
        || alive.isEmpty()
        || depth == settings.depth()
        || choice.width().width() < 1
        || affordable() < 1;
  }

  /** Returns how many steps of full length may still be generated. */
  private long affordable() {
    return (settings.totalTokens() - meter.generatedTokens()) / settings.stepTokens();
  }

  /** Selects, gives up what does not go on, and samples the next steps. */
  private CompletableFuture<List<Optional<T>>> sample(int[] meanings) {
    int[] counts =
        depth == 0 ? new int[] {(int) Math.min(affordable(), settings.width())} : select(meanings);
    parents = new ArrayList<>();
    List<Supplier<CompletableFuture<T>>> samplings = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      Branch<T> branch = alive.get(i);
      for (int number = 0; number < counts[i]; number++) {
        StepRequest request = request(branch, number);
        parents.add(branch);
        samplings.add(() -> plan.generator().extend(branch.trajectory(), request));
      }
    }
    meter.asked(samplings.size());
    return calls.all(samplings, Trajectory::release);
  }

  /** Returns how often each of those alive is continued; the others are released. */
  private int[] select(int[] meanings) {
    List<SearchLevel.Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < alive.size(); i++) {
      candidates.add(new SearchLevel.Candidate(alive.get(i).node(), meanings[i]));
    }
    SearchLevel level = new SearchLevel(tree, candidates);
    Selection selection = choice.among(level, alive, affordable());
    int[] counts = selection.shares().stream().mapToInt(Share::continuations).toArray();
    Set<T> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        kept.add(alive.get(i).trajectory());
      }
    }
    // Equal branches hold one trajectory: it goes on when one of them does.
    alive.stream()
        .map(Branch::trajectory)
        .filter(trajectory -> !kept.contains(trajectory))
        .forEach(this::release);
    meter.selected(level, selection, plan.generator().residentBytes(kept));
    return counts;
  }

  private StepRequest request(Branch<T> branch, int number) {
    long left = settings.pathTokens() - branch.tokens();
    return new StepRequest(
        settings.ends(),
        (int) Math.min(settings.stepTokens(), left),
        settings.temperature(),
        Seeds.of(seed, branch.node(), number));
  }

  /** Takes in what was sampled, and asks for its rewards. */
  private CompletableFuture<List<Optional<Verdict>>> judge(List<Optional<T>> steps) {
    List<Sample<T>> sampled = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).isPresent()) {
        T step = steps.get(i).get();
        held.add(step);
        meter.sampled(step, estimate(step));
        if (step.step().isEmpty() && !step.finished()) {
          meter.empty();
          release(step);
        } else {
          sampled.add(new Sample<>(parents.get(i), step, 1));
        }
      }
    }
    alive.forEach(parent -> release(parent.trajectory()));
    meter.resident(
        plan.generator().residentBytes(sampled.stream().map(Sample::trajectory).toList()));
    samples = plan.saving().mergeEqual() ? Sample.merge(sampled, this::release) : sampled;
    meter.merged(sampled.size() - samples.size());
    List<Supplier<CompletableFuture<Verdict>>> questions = new ArrayList<>();
    for (Sample<T> sample : samples) {
      questions.add(() -> plan.scorer().score(question, sample.trajectory()));
    }
    meter.asked(questions.size());
    return calls.all(questions, late -> {});
  }

  /** Puts the steps with a reward into the tree, and looks whether the vote is decided. */
  private void takeIn(List<Optional<Verdict>> verdicts) {
    depth++;
    List<Branch<T>> goOn = new ArrayList<>();
    int ended = 0;
    for (int i = 0; i < verdicts.size(); i++) {
      Sample<T> sample = samples.get(i);
      verdicts.get(i).ifPresent(meter::scored);
      if (verdicts.get(i).isEmpty() || verdicts.get(i).get().pYes().isEmpty()) {
        meter.unscored();
        release(sample.trajectory());
        continue;
      }
      Branch<T> branch = add(sample, verdicts.get(i).get().pYes().getAsDouble());
      if (tree.isEnded(branch.node())) {
        ended += branch.samples();
        release(branch.trajectory());
      } else {
        goOn.addAll(apart(branch, sample.count()));
      }
    }
    alive = goOn;
    choice.width().ended(ended);
    Optional<SearchLevel> level =
        goOn.isEmpty()
            ? Optional.empty()
            : Optional.of(SearchLevel.ofNodes(tree, goOn.stream().map(Branch::node).toList()));
    meter.level(depth, ended, level);
    stopped =
        plan.saving()
            .stop()
            .filter(stop -> stop.isReached(finished.vote(), finished.voters()))
            .isPresent();
    next();
  }

  private Branch<T> add(Sample<T> sample, double reward) {
    T trajectory = sample.trajectory();
    long tokens = trajectory.stepTokens().orElse(estimate(trajectory));
    int node = tree.add(sample.parent().node(), reward, tokens);
    Branch<T> branch =
        new Branch<>(trajectory, node, sample.count(), sample.parent().tokens() + tokens);
    Optional<String> answer = plan.answers().read(question, trajectory);
    boolean tooLong = branch.tokens() >= settings.pathTokens();
    if (trajectory.finished() || answer.isPresent() || tooLong) {
      tree.end(node);
      double weight = plan.weight().of(rewards(node));
      finished.add(new FinishedPath(trajectory.text(), answer, weight, branch.samples(), depth));
    }
    return branch;
  }

  /**
   * Returns the branches that equal samples make: one step and its KV, but so many candidates. What
   * is drawn often would otherwise be continued no more than what is drawn once.
   */
  private List<Branch<T>> apart(Branch<T> branch, int count) {
    int parent = tree.parent(branch.node());
    List<Branch<T>> branches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int node =
          i == 0
              ? branch.node()
              : tree.add(parent, tree.score(branch.node()), tree.tokens(branch.node()));
      branches.add(new Branch<>(branch.trajectory(), node, 1, branch.tokens()));
    }
    return branches;
  }

  /** Returns the rewards on the path to a node, the root's left out. */
  private double[] rewards(int node) {
    double[] rewards = new double[tree.depth(node)];
    Arrays.setAll(rewards, i -> tree.score(tree.ancestor(node, i + 1)));
    return rewards;
  }

  private static long estimate(Trajectory trajectory) {
    return (long) Math.ceil(trajectory.step().length() / CHARS_A_TOKEN);
  }

  private void release(T trajectory) {
    held.remove(trajectory);
    trajectory.release();
  }

  private void end() {
    held.forEach(Trajectory::release);
    held.clear();
    Optional<Throwable> cause = calls.firstFailure();
    if (tree.size() == 1 && cause.isPresent()) {
      result.completeExceptionally(
          new IllegalStateException(
              "no step could be sampled and scored: %d calls failed".formatted(calls.failed()),
              cause.get()));
    } else {
      result.complete(
          finished.result(
              meter.report(
                  calls,
                  finished.unanswered(),
                  stopped,
                  choice.width().hasReopened(),
                  Optional.ofNullable(plan.embedder()).map(StepEmbedder::name))));
    }
  }

  private void fail(Throwable failure) {
    calls.cancel();
    held.forEach(Trajectory::release);
    held.clear();
    result.completeExceptionally(failure);
  }
}
