package dev.pith.verifier.search;

import dev.pith.verifier.search.SearchLevel.Candidate;
import dev.pith.verifier.vote.WeightedVote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * A search over simulated trajectories: a hidden quality walks at random, the reward is the quality
 * with noise, a trajectory ends after some steps, and its answer is right with a probability that
 * follows from its quality. What it shows is a simulation and nothing else.
 */
final class SimulatedSearch {
  private static final int DEPTH = 25;
  private static final int ROOT_TOKENS = 100;
  private static final double END_FROM_DEPTH_3 = 0.15;

  /**
   * What came of one question.
   *
   * @param kvTokens summed over the levels
   */
  record Outcome(boolean right, long tokens, long kvTokens) {}

  /**
   * The world.
   *
   * @param inherit how probable it is that a step means what its siblings' first one means
   * @param noise standard deviation of the reward
   */
  record World(double inherit, double noise) {}

  private record Node(double quality, int meaning) {}

  private final World world;
  private final Random random;
  private final SearchTree tree = new SearchTree(ROOT_TOKENS);
  private final List<Node> nodes = new ArrayList<>();
  private final WeightedVote vote = new WeightedVote();
  private int meanings;
  private int voters;
  private long tokens;
  private long kvTokens;

  private SimulatedSearch(World world, long seed) {
    this.world = world;
    random = new Random(seed);
    nodes.add(new Node(0.8 * random.nextGaussian(), meanings++));
  }

  /** Searches; answer 0 is the right one. */
  static Outcome run(
      World world, SelectionPolicy policy, Optional<ConfidentStop> stop, int width, long seed) {
    return new SimulatedSearch(world, seed).run(policy, stop, width);
  }

  private Outcome run(SelectionPolicy policy, Optional<ConfidentStop> stop, int searchWidth) {
    AdaptiveWidth width = new AdaptiveWidth(searchWidth, OptionalDouble.empty());
    List<Integer> alive = List.of(SearchTree.ROOT);
    for (int depth = 0; depth < DEPTH && !alive.isEmpty() && width.width() > 0; depth++) {
      int[] counts = depth == 0 ? new int[] {searchWidth} : counts(policy, width, alive);
      List<Integer> next = new ArrayList<>();
      for (int i = 0; i < counts.length; i++) {
        for (int k = 0; k < counts[i]; k++) {
          int node = step(alive.get(i));
          if (tree.isEnded(node)) {
            width.ended(1);
          } else {
            next.add(node);
          }
        }
      }
      alive = next;
      if (!alive.isEmpty()) {
        kvTokens += SearchLevel.ofNodes(tree, alive).kvTokens();
      }
      if (stop.isPresent() && stop.get().isReached(vote, voters)) {
        break;
      }
    }
    return new Outcome(!vote.isEmpty() && vote.leader() == 0, tokens, kvTokens);
  }

  private int[] counts(SelectionPolicy policy, AdaptiveWidth width, List<Integer> alive) {
    Map<Integer, Integer> clusters = new HashMap<>();
    List<Candidate> candidates = new ArrayList<>();
    for (int node : alive) {
      int meaning = nodes.get(node).meaning();
      candidates.add(
          new Candidate(node, clusters.computeIfAbsent(meaning, unseen -> clusters.size())));
    }
    SearchLevel level = new SearchLevel(tree, candidates);
    Selection selection = policy.select(level, width.at(level));
    width.selected(selection);
    return selection.shares().stream().mapToInt(Selection.Share::continuations).toArray();
  }

  private int step(int parent) {
    Node above = nodes.get(parent);
    double quality = above.quality() + 0.25 * random.nextGaussian();
    boolean inherits = random.nextDouble() < world.inherit();
    int meaning = inherits ? parent : 1_000_000 + meanings++;
    double reward = logistic(quality + world.noise() * random.nextGaussian());
    int length = 10 + random.nextInt(40);
    int node = tree.add(parent, reward, length);
    nodes.add(new Node(quality, meaning));
    tokens += length;
    if (tree.depth(node) >= 3 && random.nextDouble() < END_FROM_DEPTH_3) {
      tree.end(node);
      boolean right = random.nextDouble() < logistic(2 * quality);
      vote.add(right ? 0 : 1 + random.nextInt(2), Math.max(1e-9, reward));
      voters++;
    }
    return node;
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
