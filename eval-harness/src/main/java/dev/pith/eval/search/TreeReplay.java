package dev.pith.eval.search;

import dev.pith.eval.dataset.RecordedTree;
import dev.pith.verifier.search.SearchLevel;
import dev.pith.verifier.search.SearchLevel.Candidate;
import dev.pith.verifier.search.SearchTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays a recorded breadth-first search with another choice of what goes on.
 *
 * <p>Only what was recorded can be played: a node that the recorded search did not expand has no
 * children, whatever they would have been. Nodes mean the same when their states are equal: the
 * numbers that are left, in any order, or else the last line.
 */
final class TreeReplay {
  private static final Pattern LEFT = Pattern.compile("\\(left: ([^)]*)\\)");

  /**
   * What came of one tree.
   *
   * @param nodes candidates that were shown
   * @param kept candidates that were kept
   * @param duplicates kept ones with the state of another kept one of their level
   * @param unexpanded kept ones before the last level without recorded children
   * @param solvable whether the recorded search has found a solution
   * @param solved whether one of its solutions is kept
   */
  record Result(
      int nodes, int kept, int duplicates, int unexpanded, boolean solvable, boolean solved) {}

  private final RecordedTree recorded;
  private final TreePolicy policy;
  private final double most;
  private final SearchTree tree = new SearchTree(0);
  private Map<String, Integer> alive = Map.of("", SearchTree.ROOT);
  private int nodes;
  private int kept;
  private int duplicates;
  private int unexpanded;

  private TreeReplay(RecordedTree recorded, TreePolicy policy) {
    this.recorded = recorded;
    this.policy = policy;
    most =
        recorded.steps().stream()
            .flatMap(step -> step.values().stream())
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(0);
  }

  /** Plays a tree. */
  static Result run(RecordedTree recorded, TreePolicy policy) {
    return new TreeReplay(recorded, policy).run();
  }

  private Result run() {
    for (int depth = 0; depth < recorded.steps().size() && !alive.isEmpty(); depth++) {
      level(depth);
    }
    boolean solvable = recorded.rewards().contains(true);
    boolean solved = false;
    for (int leaf = 0; leaf < recorded.leaves().size(); leaf++) {
      solved |= recorded.rewards().get(leaf) && alive.containsKey(recorded.leaves().get(leaf));
    }
    return new Result(nodes, kept, duplicates, unexpanded, solvable, solved);
  }

  private void level(int depth) {
    RecordedTree.Step step = recorded.steps().get(depth);
    List<String> texts = new ArrayList<>();
    List<Candidate> candidates = new ArrayList<>();
    Map<String, Integer> states = new HashMap<>();
    for (int i = 0; i < step.children().size(); i++) {
      String text = step.children().get(i);
      String above = parent(text, step.parents());
      Integer parent = alive.get(above);
      if (parent != null) {
        double score = most > 0 ? Math.max(0, step.values().get(i) / most) : 0;
        int node = tree.add(parent, score, text.length() - above.length());
        int state = states.computeIfAbsent(state(text), unseen -> states.size());
        texts.add(text);
        candidates.add(new Candidate(node, state));
      }
    }
    nodes += candidates.size();
    alive = new HashMap<>();
    if (!candidates.isEmpty()) {
      boolean last = depth + 1 == recorded.steps().size();
      keep(texts, candidates, new HashSet<>(step.selected()), last);
    }
  }

  private void keep(
      List<String> texts, List<Candidate> candidates, Set<String> selected, boolean last) {
    boolean[] keep = policy.keep(new SearchLevel(tree, candidates), texts, selected);
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < keep.length; i++) {
      if (keep[i]) {
        kept++;
        duplicates += seen.add(candidates.get(i).cluster()) ? 0 : 1;
        unexpanded += last || selected.contains(texts.get(i)) ? 0 : 1;
        alive.putIfAbsent(texts.get(i), candidates.get(i).node());
      }
    }
  }

  /**
   * Returns the longest of the texts that this one begins with; an empty one when there is none.
   */
  private static String parent(String text, List<String> parents) {
    return parents.stream()
        .filter(text::startsWith)
        .max(Comparator.comparingInt(String::length))
        .orElse("");
  }

  static String state(String text) {
    String line = text.strip();
    line = line.substring(line.lastIndexOf('\n') + 1);
    Matcher left = LEFT.matcher(line);
    if (!left.find()) {
      return line;
    }
    String[] numbers = left.group(1).strip().split("\\s+", -1);
    Arrays.sort(numbers);
    return String.join(" ", numbers);
  }
}
