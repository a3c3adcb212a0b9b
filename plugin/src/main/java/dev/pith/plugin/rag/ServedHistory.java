package dev.pith.plugin.rag;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pith.ragcache.order.ServedTrie;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the server was sent: sequences of chunks by what stood before them, and single chunks. It
 * holds no text, only hashes, and forgets what was not used for as long as the server keeps things.
 * Thread-safe.
 */
final class ServedHistory {
  private static final int MAX_HEADS = 256;
  private static final int MAX_SEQUENCES = 512;
  private static final int MAX_CHUNKS = 200_000;
  private static final int MAX_ORDERS = 10_000;

  private final Duration ttl;
  private final LongSupplier nanoTime;
  private final Cache<String, Served> heads;
  private final Cache<String, Boolean> chunks;
  private final Cache<String, List<Integer>> orders;
  private final Cache<String, Boolean> marks;

  /**
   * The sequences behind one head.
   *
   * @param asRetrieved in the orders in which clients sent them
   * @param asOrdered in the orders that were chosen for them
   */
  record Served(ServedTrie<String> asRetrieved, ServedTrie<String> asOrdered) {}

  ServedHistory(Duration ttl, LongSupplier nanoTime) {
    this.ttl = ttl;
    this.nanoTime = nanoTime;
    heads = forgetful(MAX_HEADS);
    chunks = forgetful(MAX_CHUNKS);
    orders = forgetful(MAX_ORDERS);
    marks = forgetful(MAX_ORDERS);
  }

  /**
   * Returns what was sent behind a head.
   *
   * @param head names the head, with the model and the tenant
   * @param tokens its size
   */
  Served behind(String head, long tokens) {
    return heads.get(head, unseen -> new Served(trie(tokens), trie(tokens)));
  }

  /** A chunk is sent; tells whether it was before. */
  boolean seen(String chunk) {
    return chunks.asMap().put(chunk, true) != null;
  }

  /** Returns the order that was chosen for the same request before. */
  @Nullable List<Integer> order(String request) {
    return orders.getIfPresent(request);
  }

  /** The request will be sent in this order again: so an earlier turn of a conversation stays. */
  void keep(String request, List<Integer> order) {
    orders.put(request, order);
  }

  /** Tells whether a beginning of a prompt was marked for the server's cache. */
  boolean isMarked(String name) {
    return marks.getIfPresent(name) != null;
  }

  /** A beginning of a prompt is marked for the server's cache. */
  void mark(String name) {
    marks.put(name, true);
  }

  private ServedTrie<String> trie(long headTokens) {
    return new ServedTrie<>(headTokens, ttl, MAX_SEQUENCES, nanoTime);
  }

  private <V> Cache<String, V> forgetful(int most) {
    return Caffeine.newBuilder()
        .maximumSize(most)
        .expireAfterAccess(ttl)
        .ticker(nanoTime::getAsLong)
        .executor(Runnable::run)
        .build();
  }
}
