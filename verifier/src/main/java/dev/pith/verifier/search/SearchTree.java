package dev.pith.verifier.search;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A tree of reasoning steps: a node is one step, a path from the root one trajectory, and node 0 is
 * the root, which stands for the prompt.
 *
 * <p>It only grows, and a parent always has a smaller number than its children. It holds numbers,
 * no text. Instances are not thread-safe.
 */
public final class SearchTree {
  /** The node of the prompt. */
  public static final int ROOT = 0;

  private static final double ROOT_SCORE = 1.0;
  private static final int FIRST_CAPACITY = 64;

  private int[] parents = new int[FIRST_CAPACITY];
  private int[] depths = new int[FIRST_CAPACITY];
  private double[] scores = new double[FIRST_CAPACITY];
  private long[] tokens = new long[FIRST_CAPACITY];
  private final BitSet ended = new BitSet();
  private int size;

  /**
   * Creates a tree that is only its root.
   *
   * @param promptTokens length of the prompt, at least 0
   */
  public SearchTree(long promptTokens) {
    append(-1, 0, ROOT_SCORE, promptTokens);
  }

  /**
   * Adds a step and returns its node.
   *
   * @param parent the node that it follows
   * @param score the process reward of the path that ends in it, in [0, 1]
   * @param stepTokens its length, at least 0
   */
  public int add(int parent, double score, long stepTokens) {
    check(parent);
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("score must be in [0, 1]: " + score);
    }
    return append(parent, depths[parent] + 1, score, stepTokens);
  }

  /** Says that no step follows this node: its path is finished, or too long. */
  public void end(int node) {
    check(node);
    ended.set(node);
  }

  /** Returns whether {@link #end} was said of the node. */
  public boolean isEnded(int node) {
    check(node);
    return ended.get(node);
  }

  /** Returns the number of nodes, root included. */
  public int size() {
    return size;
  }

  /** Returns the parent of a node; -1 for the root. */
  public int parent(int node) {
    check(node);
    return parents[node];
  }

  /** Returns the number of steps from the root to the node; 0 for the root. */
  public int depth(int node) {
    check(node);
    return depths[node];
  }

  /** Returns the process reward of the path that ends in the node; 1 for the root. */
  public double score(int node) {
    check(node);
    return scores[node];
  }

  /** Returns the tokens of the node's own step; those of the prompt for the root. */
  public long tokens(int node) {
    check(node);
    return tokens[node];
  }

  /**
   * Returns the node's ancestor at some depth, which is the node itself at its own depth.
   *
   * @throws IllegalArgumentException when the node is not that deep
   */
  public int ancestor(int node, int depth) {
    if (depth < 0 || depth > depth(node)) {
      throw new IllegalArgumentException(
          "depth must be in [0, %d]: %d".formatted(depths[node], depth));
    }
    int at = node;
    while (depths[at] > depth) {
      at = parents[at];
    }
    return at;
  }

  private int append(int parent, int depth, double score, long stepTokens) {
    if (stepTokens < 0) {
      throw new IllegalArgumentException("tokens must be at least 0: " + stepTokens);
    }
    if (size == parents.length) {
      parents = Arrays.copyOf(parents, 2 * size);
      depths = Arrays.copyOf(depths, 2 * size);
      scores = Arrays.copyOf(scores, 2 * size);
      tokens = Arrays.copyOf(tokens, 2 * size);
    }
    parents[size] = parent;
    depths[size] = depth;
    scores[size] = score;
    tokens[size] = stepTokens;
    return size++;
  }

  private void check(int node) {
    if (node < 0 || node >= size) {
      throw new IllegalArgumentException("no node %d in a tree of %d".formatted(node, size));
    }
  }
}
