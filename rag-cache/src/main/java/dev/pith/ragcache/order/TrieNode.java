package dev.pith.ragcache.order;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A place in a {@link ServedTrie}: the chunks on the way to it are what was sent. Chunks have
 * numbers here, see {@link ChunkNumbers}. Guarded by the trie's lock.
 */
final class TrieNode {
  private static final int[] NO_NUMBERS = {};
  private static final TrieNode[] NO_CHILDREN = {};
  private static final long ALL = -1L;

  private final @Nullable TrieNode parent;
  private final int chunk;
  private final int tokens;
  private int[] numbers = NO_NUMBERS;
  private TrieNode[] children = NO_CHILDREN;
  private long usedNanos;
  private long tokensBelow;
  private long chunksBelow;

  private TrieNode(@Nullable TrieNode parent, int chunk, int tokens) {
    this.parent = parent;
    this.chunk = chunk;
    this.tokens = tokens;
  }

  static TrieNode root() {
    return new TrieNode(null, -1, 0);
  }

  /** Returns the bit that stands for a chunk in a set of chunks; chunks may share it. */
  static long bit(int chunk) {
    return 1L << ((chunk * 0x9E37_79B9) >>> 26);
  }

  @Nullable TrieNode parent() {
    return parent;
  }

  int chunk() {
    return chunk;
  }

  int size() {
    return children.length;
  }

  /** Returns the chunk of a child; the children are in the order of these numbers. */
  int chunkOfChild(int index) {
    return numbers[index];
  }

  TrieNode child(int index) {
    return children[index];
  }

  /** Returns the index of the child of a chunk; negative when there is none. */
  int find(int number) {
    return Arrays.binarySearch(numbers, number);
  }

  /** Returns at least the tokens of the longest way down from here. */
  long tokensBelow() {
    return tokensBelow;
  }

  /** Returns the {@linkplain #bit bits} of at least all chunks below. */
  long chunksBelow() {
    return chunksBelow;
  }

  boolean isLive(long now, long ttlNanos) {
    return now - usedNanos < ttlNanos;
  }

  void use(long now) {
    usedNanos = now;
  }

  /** Adds the child of a chunk that has none. */
  TrieNode add(int number, int tokensOfChunk) {
    int at = -find(number) - 1;
    TrieNode child = new TrieNode(this, number, tokensOfChunk);
    int[] moreNumbers = Arrays.copyOf(numbers, numbers.length + 1);
    TrieNode[] moreChildren = Arrays.copyOf(children, children.length + 1);
    System.arraycopy(numbers, at, moreNumbers, at + 1, numbers.length - at);
    System.arraycopy(children, at, moreChildren, at + 1, children.length - at);
    moreNumbers[at] = number;
    moreChildren[at] = child;
    numbers = moreNumbers;
    children = moreChildren;
    return child;
  }

  /** Lets all nodes above know what is below them now. */
  void tellAbove() {
    TrieNode node = this;
    while (node.parent != null) {
      node.parent.include(node);
      node = node.parent;
    }
  }

  /** Removes a child without children of its own. */
  void remove(TrieNode child) {
    int at = find(child.chunk);
    int[] fewerNumbers = Arrays.copyOf(numbers, numbers.length - 1);
    TrieNode[] fewerChildren = Arrays.copyOf(children, children.length - 1);
    System.arraycopy(numbers, at + 1, fewerNumbers, at, fewerNumbers.length - at);
    System.arraycopy(children, at + 1, fewerChildren, at, fewerChildren.length - at);
    numbers = fewerNumbers;
    children = fewerChildren;
    TrieNode node = this;
    // The root's are left as they are: nobody asks for them.
    while (node.parent != null && node.lookBelow()) {
      node = node.parent;
    }
  }

  /** Looks at the children anew; tells whether that made a difference. */
  private boolean lookBelow() {
    long oldTokens = tokensBelow;
    long oldChunks = chunksBelow;
    tokensBelow = 0;
    chunksBelow = 0;
    for (int i = 0; i < children.length && (tokensBelow < oldTokens || chunksBelow != ALL); i++) {
      include(children[i]);
    }
    return tokensBelow != oldTokens || chunksBelow != oldChunks;
  }

  private void include(TrieNode child) {
    tokensBelow = Math.max(tokensBelow, child.tokens + child.tokensBelow);
    chunksBelow |= bit(child.chunk) | child.chunksBelow;
  }
}
