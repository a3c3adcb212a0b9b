package dev.pith.verifier.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/**
 * One level of a search: the trajectories that may go on.
 *
 * @param tree the tree so far; it must not grow while the level is in use
 * @param candidates the ends of these trajectories, each once and none above another; at least one
 */
public record SearchLevel(SearchTree tree, List<Candidate> candidates) {

  /**
   * A trajectory that may go on.
   *
   * @param node its last step
   * @param cluster the meaning of that step: candidates with the same number mean the same; at
   *     least 0
   */
  public record Candidate(int node, int cluster) {

    /** Refuses a negative cluster. */
    public Candidate {
      if (cluster < 0) {
        throw new IllegalArgumentException("cluster must be at least 0: " + cluster);
      }
    }
  }

  /** Refuses a level without candidates, and a candidate that is another one or stands above it. */
  public SearchLevel {
    candidates = List.copyOf(candidates);
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("a level needs a candidate");
    }
    BitSet ends = new BitSet();
    for (Candidate candidate : candidates) {
      if (ends.get(candidate.node())) {
        throw new IllegalArgumentException("candidate given twice: node " + candidate.node());
      }
      ends.set(candidate.node());
    }
    BitSet above = ancestors(tree, nodes(candidates));
    above.and(ends);
    if (!above.isEmpty()) {
      throw new IllegalArgumentException(
          "candidate above another candidate: node " + above.nextSetBit(0));
    }
  }

  /** Returns a level in which every candidate has a meaning of its own. */
  public static SearchLevel ofNodes(SearchTree tree, List<Integer> nodes) {
    List<Candidate> candidates = new ArrayList<>(nodes.size());
    for (int node : nodes) {
      candidates.add(new Candidate(node, candidates.size()));
    }
    return new SearchLevel(tree, candidates);
  }

  /** Returns the scores of the candidates, in their order. */
  public double[] scores() {
    return candidates.stream().mapToDouble(candidate -> tree.score(candidate.node())).toArray();
  }

  /**
   * Returns the tokens whose KV these trajectories hold: their own steps and those of all steps
   * above them, shared ones counted once, prompt included. Summed over the levels of a search this
   * is the KV size of the ETS paper, which left the prompt out.
   */
  public long kvTokens() {
    BitSet held = ancestors(tree, nodes(candidates));
    candidates.forEach(candidate -> held.set(candidate.node()));
    return held.stream().mapToLong(tree::tokens).sum();
  }

  /** Returns the level with only those candidates that a selection keeps. */
  public SearchLevel keeping(Selection selection) {
    if (selection.shares().size() != candidates.size()) {
      throw new IllegalArgumentException(
          "a selection among %d for %d candidates"
              .formatted(selection.shares().size(), candidates.size()));
    }
    List<Candidate> kept = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      if (selection.shares().get(i).kept()) {
        kept.add(candidates.get(i));
      }
    }
    return new SearchLevel(tree, kept);
  }

  /** Returns the proper ancestors of all candidates, root included. */
  BitSet ancestors() {
    return ancestors(tree, nodes(candidates));
  }

  private static List<Integer> nodes(Collection<Candidate> candidates) {
    return candidates.stream().map(Candidate::node).toList();
  }

  private static BitSet ancestors(SearchTree tree, List<Integer> nodes) {
    BitSet above = new BitSet();
    for (int node : nodes) {
      for (int at = tree.parent(node); at >= 0 && !above.get(at); at = tree.parent(at)) {
        above.set(at);
      }
    }
    return above;
  }
}
