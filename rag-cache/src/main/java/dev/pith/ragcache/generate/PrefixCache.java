package dev.pith.ragcache.generate;

import dev.pith.ragcache.engine.KvSequence;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The KV of token sequences that have ended, found by the longest prefix that a new one has in
 * common with any of them.
 *
 * <p>Sequences of different salts never meet. It owns the KV that it is given. Not thread-safe.
 */
final class PrefixCache {

  /*
   * A radix tree over token ids per salt. Only leaves hold KV: the KV of a leaf serves every prefix
   * of its path, because a fork can be cut anywhere and shares its blocks. A sequence that goes on
   * from a leaf takes its place, one that a leaf covers adds nothing. Leaves leave in the order of
   * their last use, and what they share with others stays with these: so what stays longest is
   * what many begin with.
   */

  private final Map<String, Node> roots = new HashMap<>();

  /** From the least to the most recently used. */
  private final LinkedHashSet<Node> leaves = new LinkedHashSet<>();

  /**
   * Finds the sequence that has most of a prefix.
   *
   * @param limit how many of the tokens may be matched at most
   * @return nothing when no token matches
   */
  @Nullable Hit find(String salt, int[] tokens, int limit) {
    Node node = roots.get(salt);
    int matched = 0;
    while (node != null && matched < limit) {
      Node child = node.children.get(tokens[matched]);
      if (child == null) {
        break;
      }
      int common = common(child.edge, tokens, matched, limit);
      matched += common;
      node = child;
      if (common < child.edge.length) {
        break;
      }
    }
    if (node == null || matched == 0) {
      return null;
    }
    if (node.kv != null) {
      touch(node);
    }
    return new Hit(node.anyKv(), matched);
  }

  /**
   * Keeps a sequence.
   *
   * @param tokens its tokens; only the first {@code length} count
   * @param kv has exactly the positions of these tokens; closed when it adds nothing
   */
  void put(String salt, int[] tokens, int length, KvSequence kv) {
    if (length == 0) {
      kv.close();
      return;
    }
    Node node = roots.computeIfAbsent(salt, Node::root);
    int matched = 0;
    while (matched < length) {
      Node child = node.children.get(tokens[matched]);
      if (child == null) {
        touch(node.addLeaf(Arrays.copyOfRange(tokens, matched, length), kv));
        return;
      }
      int common = common(child.edge, tokens, matched, length);
      matched += common;
      boolean diverges = common < child.edge.length && matched < length;
      if (!diverges && child.kv != null && matched < length) {
        child.extend(Arrays.copyOfRange(tokens, matched, length), kv);
        touch(child);
        return;
      }
      node = diverges ? child.split(node, common) : child;
    }
    kv.close();
    if (node.kv != null) {
      touch(node);
    }
  }

  /** Forgets the sequence whose last use is longest ago; false when there is none. */
  boolean evict() {
    if (leaves.isEmpty()) {
      return false;
    }
    Node leaf = leaves.iterator().next();
    leaves.remove(leaf);
    leaf.remove();
    Node root = roots.get(leaf.salt);
    if (root != null && root.children.isEmpty()) {
      roots.remove(leaf.salt);
    }
    return true;
  }

  /** Forgets everything. */
  void clear() {
    boolean more = true;
    while (more) {
      more = evict();
    }
  }

  /** Returns how many sequences are kept. */
  int size() {
    return leaves.size();
  }

  private void touch(Node leaf) {
    leaves.remove(leaf);
    leaves.add(leaf);
  }

  /** Returns how many tokens of an edge agree with those from a position on, up to a limit. */
  private static int common(int[] edge, int[] tokens, int from, int limit) {
    int length = Math.min(edge.length, limit - from);
    int mismatch = Arrays.mismatch(edge, 0, length, tokens, from, from + length);
    return mismatch < 0 ? length : mismatch;
  }

  /**
   * What was found.
   *
   * @param kv has the tokens, and perhaps more; to be forked
   * @param length how many tokens agree
   */
  record Hit(KvSequence kv, int length) {}

  /** A run of tokens after its parent's; a leaf holds KV, other nodes have two or more children. */
  private static final class Node {

    private final String salt;
    private final Map<Integer, Node> children = new HashMap<>();
    private @Nullable Node parent;
    private int[] edge;
    private @Nullable KvSequence kv;

    private Node(String salt, int[] edge, @Nullable KvSequence kv) {
      this.salt = salt;
      this.edge = edge;
      this.kv = kv;
    }

    /** Returns a root, which has no tokens and may have any number of children. */
    private static Node root(String salt) {
      return new Node(salt, new int[0], null);
    }

    private Node addLeaf(int[] tokens, KvSequence kv) {
      Node leaf = new Node(salt, tokens, kv);
      leaf.attach(this);
      return leaf;
    }

    /** Puts a new node between its parent and itself that takes the first tokens of its edge. */
    private Node split(Node above, int tokens) {
      Node middle = new Node(salt, Arrays.copyOf(edge, tokens), null);
      middle.attach(above);
      edge = Arrays.copyOfRange(edge, tokens, edge.length);
      attach(middle);
      return middle;
    }

    /** Makes a leaf longer: the new KV has all that the old one has. */
    private void extend(int[] tokens, KvSequence longer) {
      close();
      kv = longer;
      edge = concat(edge, tokens);
    }

    /** Takes a leaf out of the tree; a sibling that stays alone joins its parent. */
    private void remove() {
      close();
      Node above = parent;
      if (above == null) {
        return;
      }
      above.children.remove(edge[0]);
      Node top = above.parent;
      if (top != null && above.children.size() == 1) {
        Node only = above.children.values().iterator().next();
        only.edge = concat(above.edge, only.edge);
        only.attach(top);
      }
    }

    private KvSequence anyKv() {
      Node node = this;
      while (node.kv == null) {
        node = node.children.values().iterator().next();
      }
      return node.kv;
    }

    private void attach(Node above) {
      parent = above;
      above.children.put(edge[0], this);
    }

    private void close() {
      if (kv != null) {
        kv.close();
      }
    }

    private static int[] concat(int[] first, int[] second) {
      int[] both = Arrays.copyOf(first, first.length + second.length);
      System.arraycopy(second, 0, both, first.length, second.length);
      return both;
    }
  }
}
