package dev.pith.ragcache.order;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The sequences of chunks that a server was sent behind one and the same head, as far as its prefix
 * cache should still hold them. Requests with another head, model or tenant belong into a trie of
 * their own.
 *
 * <p>Holds at most a given number of sequences, each with one node for each chunk that it does not
 * share with another. The sequence that was used longest ago goes first. Thread-safe.
 */
public final class ServedTrie<K> {

  /*
   * Each node knows when a sequence last passed through it. A sequence passes its parent too, so a
   * node that has expired has no live node beneath it, and searches stop there. The order of
   * `sequences` is the order of these times.
   */
  private final long headTokens;
  private final long ttlNanos;
  private final int maxSequences;
  private final LongSupplier nanoTime;
  private final TrieNode root = TrieNode.root();
  private final ChunkNumbers<K> numbers = new ChunkNumbers<>();
  private final Set<TrieNode> sequences = new LinkedHashSet<>();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /**
   * Creates a trie that holds nothing.
   *
   * @param headTokens tokens of what stands before the first chunk, at least 0
   * @param ttl how long the server keeps what it read, counted from its last use; positive
   * @param maxSequences how many sequences are remembered, positive
   * @param nanoTime a clock that never goes back, such as {@code System::nanoTime}
   */
  public ServedTrie(long headTokens, Duration ttl, int maxSequences, LongSupplier nanoTime) {
    if (headTokens < 0) {
      throw new IllegalArgumentException("headTokens must not be negative: " + headTokens);
    }
    if (ttl.isNegative() || ttl.isZero()) {
      throw new IllegalArgumentException("ttl must be positive: " + ttl);
    }
    if (maxSequences <= 0) {
      throw new IllegalArgumentException("maxSequences must be positive: " + maxSequences);
    }
    this.headTokens = headTokens;
    this.ttlNanos = ttl.toNanos();
    this.maxSequences = maxSequences;
    this.nanoTime = nanoTime;
  }

  /** Returns the tokens before the first chunk. */
  public long headTokens() {
    return headTokens;
  }

  /** Returns how many sequences are remembered; expired ones may still be among them. */
  public int size() {
    return read(root -> sequences.size());
  }

  /** Remembers that the server was sent these chunks in this order. None at all is forgotten. */
  public void serve(List<SizedChunk<K>> chunks) {
    if (chunks.isEmpty()) {
      return;
    }
    lock.writeLock().lock();
    try {
      long now = nanoTime.getAsLong();
      TrieNode node = root;
      for (SizedChunk<K> chunk : chunks) {
        int index = node.find(numbers.find(chunk));
        node = index >= 0 ? node.child(index) : node.add(numbers.use(chunk), chunk.tokens());
        node.use(now);
        if (sequences.remove(node)) {
          sequences.add(node);
        }
      }
      node.tellAbove();
      sequences.add(node);
      forget(now);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Returns how many of the first chunks a live sequence begins with, in this order. */
  public int sharedChunks(List<SizedChunk<K>> chunks) {
    return read(
        root -> {
          long now = nanoTime.getAsLong();
          TrieNode node = root;
          int shared = 0;
          for (SizedChunk<K> chunk : chunks) {
            int index = node.find(numbers.find(chunk));
            if (index < 0 || !node.child(index).isLive(now, ttlNanos)) {
              break;
            }
            node = node.child(index);
            shared++;
          }
          return shared;
        });
  }

  /** Calls a reader with the root, while nobody writes. */
  <R> R read(Function<TrieNode, R> reader) {
    lock.readLock().lock();
    try {
      return reader.apply(root);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Returns the numbers of the chunks; to be asked inside of {@link #read} only. */
  ChunkNumbers<K> numbers() {
    return numbers;
  }

  long now() {
    return nanoTime.getAsLong();
  }

  long ttlNanos() {
    return ttlNanos;
  }

  private void forget(long now) {
    Iterator<TrieNode> oldest = sequences.iterator();
    while (oldest.hasNext()) {
      TrieNode node = oldest.next();
      if (sequences.size() <= maxSequences && node.isLive(now, ttlNanos)) {
        return;
      }
      oldest.remove();
      prune(node);
    }
  }

  private void prune(TrieNode end) {
    TrieNode node = end;
    TrieNode parent = node.parent();
    while (parent != null && node.size() == 0 && !sequences.contains(node)) {
      parent.remove(node);
      numbers.release(node.chunk());
      node = parent;
      parent = node.parent();
    }
  }
}
