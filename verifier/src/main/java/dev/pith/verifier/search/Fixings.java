package dev.pith.verifier.search;

/** Which branch nodes and candidates of a {@link ReducedTree} are decided: a part of all sets. */
final class Fixings {
  static final byte FREE = 0;
  static final byte IN = 1;
  static final byte OUT = 2;

  private final ReducedTree tree;
  final byte[] node;
  final byte[] candidate;

  /** Creates the part that holds all non-empty sets: only the root is in. */
  Fixings(ReducedTree tree) {
    this(tree, new byte[tree.nodes()], new byte[tree.candidates()]);
    node[0] = IN;
  }

  private Fixings(ReducedTree tree, byte[] node, byte[] candidate) {
    this.tree = tree;
    this.node = node;
    this.candidate = candidate;
  }

  Fixings copy() {
    return new Fixings(tree, node.clone(), candidate.clone());
  }

  /** Keeps a node, and so all above it. */
  void keepNode(int v) {
    for (int at = v; node[at] != IN; at = tree.parent[at]) {
      node[at] = IN;
    }
  }

  /** Keeps a candidate, and so all nodes above it. */
  void keepCandidate(int i) {
    candidate[i] = IN;
    keepNode(tree.home[i]);
  }

  /** Drops what hangs below a dropped node. */
  void spread() {
    for (int v = 1; v < node.length; v++) {
      if (node[tree.parent[v]] == OUT) {
        node[v] = OUT;
      }
    }
    for (int i = 0; i < candidate.length; i++) {
      if (node[tree.home[i]] == OUT) {
        candidate[i] = OUT;
      }
    }
  }

  boolean allDecided() {
    for (byte state : candidate) {
      if (state == FREE) {
        return false;
      }
    }
    return true;
  }
}
