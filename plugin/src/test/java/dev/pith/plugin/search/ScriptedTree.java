package dev.pith.plugin.search;

import dev.pith.verifier.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A model whose steps a test writes, and which notes who holds what. */
final class ScriptedTree
    implements StepGenerator<ScriptedTree.Path>, StepScorer<ScriptedTree.Path> {
  /** Trajectories that are not released. */
  final Set<Path> held = ConcurrentHashMap.newKeySet();

  final List<String> sampled = Collections.synchronizedList(new ArrayList<>());
  final List<CompletableFuture<Path>> hanging = Collections.synchronizedList(new ArrayList<>());
  final AtomicInteger scored = new AtomicInteger();
  final AtomicInteger running = new AtomicInteger();
  final AtomicInteger mostRunning = new AtomicInteger();

  private final Function<Wish, String> script;
  private final Function<String, Double> rewards;

  /** What is asked: the text so far, and which continuation of it this is. */
  record Wish(String text, StepRequest request, int number) {}

  /** A trajectory of text. */
  final class Path implements Trajectory {
    private final String text;
    private final String step;

    Path(String text, String step) {
      this.text = text;
      this.step = step;
      held.add(this);
    }

    @Override
    public String text() {
      return text;
    }

    @Override
    public String step() {
      return step;
    }

    @Override
    public OptionalLong stepTokens() {
      return OptionalLong.of(step.isEmpty() ? 10 : step.length());
    }

    @Override
    public boolean finished() {
      return step.endsWith("END");
    }

    @Override
    public void release() {
      held.remove(this);
    }
  }

  /**
   * Creates a model.
   *
   * @param script what it writes; null for a step that never comes
   * @param rewards of a text; null for an abstention
   */
  ScriptedTree(Function<Wish, String> script, Function<String, Double> rewards) {
    this.script = script;
    this.rewards = rewards;
  }

  Path root() {
    return new Path("", "");
  }

  @Override
  public CompletableFuture<Path> extend(Path from, StepRequest request) {
    mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
    Wish wish = new Wish(from.text, request, sampled.size());
    sampled.add(from.text);
    String step = script.apply(wish);
    CompletableFuture<Path> answer = new CompletableFuture<>();
    if (step == null) {
      hanging.add(answer);
    } else {
      answer.complete(new Path(from.text + step, step));
    }
    running.decrementAndGet();
    return answer;
  }

  @Override
  public OptionalLong residentBytes(Collection<? extends Path> trajectories) {
    return OptionalLong.of(trajectories.size());
  }

  @Override
  public CompletableFuture<Verdict> score(String question, Path path) {
    scored.incrementAndGet();
    Double reward = rewards.apply(path.text);
    return CompletableFuture.completedFuture(
        new Verdict(
            reward == null ? OptionalDouble.empty() : OptionalDouble.of(reward),
            OptionalLong.of(3)));
  }
}
