package dev.pith.ragcache.order;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Finds the order that is worth most by best-first search over the ways down the trie that a
 * request's chunks can go.
 *
 * @param maxVisits how many nodes are looked at before the best order so far is taken, unproven
 */
record OptimalOrdering(OrderSettings settings, int maxVisits) implements ChunkOrdering {

  /*
   * An order is cached as far as it goes down the trie, and the cheapest end of it is the rest as
   * retrieved. So only prefixes that are ways down the trie need a look: choosing a chunk costs as
   * many swaps as better ranked chunks are left, and no later choice gives any of them back.
   *
   * No way on from a node is worth more than its tokens, less the swaps so far, and the smaller one
   * of the longest way beneath it and the chunks that are left and may stand beneath it (each node
   * holds a set of those beneath as 64 bits). The way with the highest of these bounds is followed
   * first, and the search ends when no bound is above the best order found: it follows no way whose
   * bound is below the optimum. Rounding to blocks keeps that true, since it never turns two
   * lengths round.
   */

  /** How many nodes are looked at by default. */
  static final int VISITS = 4_000;

  /** A node with more children than that for each chunk left is asked for the chunks. */
  private static final int CHILDREN_PER_CHUNK = 4;

  @Override
  public <K> ChunkOrder<K> order(ServedTrie<K> served, List<SizedChunk<K>> retrieved) {
    Retrieval<K> request = new Retrieval<>(retrieved);
    return served.read(
        root -> {
          Search<K> search = new Search<>(served, request);
          Way best = search.run(root);
          ChunkOrder<K> found = request.order(best.ranks(), served, settings, search.proven);
          return search.proven ? found : betterOf(found, served, retrieved);
        });
  }

  /** A search that was ended early may not have gone as deep as a greedy one. */
  private <K> ChunkOrder<K> betterOf(
      ChunkOrder<K> found, ServedTrie<K> served, List<SizedChunk<K>> retrieved) {
    ChunkOrder<K> greedy = new GreedyOrdering(settings).order(served, retrieved);
    return greedy.worth() > found.worth() ? greedy : found;
  }

  /** A way down the trie. */
  private record Way(
      @Nullable Way before,
      int rank,
      TrieNode node,
      long tokens,
      long swaps,
      double worth,
      double bound,
      int number) {

    /** The most promising one first; of equals the one with fewer swaps, then the younger one. */
    static final Comparator<Way> PROMISE =
        (one, other) -> {
          int order = Double.compare(other.bound, one.bound);
          if (order == 0) {
            order = Long.compare(one.swaps, other.swaps);
          }
          return order == 0 ? Integer.compare(other.number, one.number) : order;
        };

    boolean isBetterThan(Way other) {
      return worth > other.worth || (worth == other.worth && swaps < other.swaps);
    }

    boolean mayBeat(Way other) {
      return bound > other.worth || (bound == other.worth && swaps < other.swaps);
    }

    void take(boolean[] taken) {
      for (Way way = this; way.before != null; way = way.before) {
        taken[way.rank] = true;
      }
    }

    List<Integer> ranks() {
      Deque<Integer> ranks = new ArrayDeque<>();
      for (Way way = this; way.before != null; way = way.before) {
        ranks.addFirst(way.rank);
      }
      return new ArrayList<>(ranks);
    }
  }

  private final class Search<K> {
    private final ServedTrie<K> served;
    private final Retrieval<K> request;
    private final int[] numbers;
    private final RankTable ranks;
    private final long now;
    private final long swapLimit;
    private final PriorityQueue<Way> open = new PriorityQueue<>(Way.PROMISE);
    private int visits;
    private boolean proven = true;

    // Of the way that is being followed: which chunks it has, how many others stand before each
    // one,
    // and the tokens and bits of those others.
    private final boolean[] taken;
    private final int[] ahead;
    private final long[] leftTokens = new long[Long.SIZE];
    private long left;

    Search(ServedTrie<K> served, Retrieval<K> request) {
      this.served = served;
      this.request = request;
      this.numbers = new int[request.size()];
      for (int rank = 0; rank < numbers.length; rank++) {
        numbers[rank] = served.numbers().find(request.chunk(rank));
      }
      this.ranks = new RankTable(numbers);
      this.now = served.now();
      this.swapLimit = request.swapLimit(settings);
      this.taken = new boolean[numbers.length];
      this.ahead = new int[numbers.length];
    }

    Way run(TrieNode root) {
      double nothing = worth(0, 0);
      Way best = new Way(null, -1, root, 0, 0, nothing, Double.POSITIVE_INFINITY, 0);
      open.add(best);
      for (Way way = open.poll(); way != null && way.mayBeat(best); way = open.poll()) {
        if (visits >= maxVisits) {
          proven = false;
          return best;
        }
        best = follow(way, best);
      }
      return best;
    }

    /** Looks at the chunks that may come next, and returns the best way known then. */
    private Way follow(Way way, Way bestSoFar) {
      int chunksLeft = lookAtTheRest(way);
      TrieNode node = way.node;
      Way best = bestSoFar;
      if (node.size() > CHILDREN_PER_CHUNK * chunksLeft) {
        for (int rank = 0; rank < numbers.length; rank++) {
          int index = taken[rank] ? -1 : node.find(numbers[rank]);
          if (index >= 0) {
            best = visit(way, rank, node.child(index), best);
          }
        }
      } else {
        for (int index = 0; index < node.size(); index++) {
          int rank = ranks.rank(node.chunkOfChild(index));
          if (rank != RankTable.NONE && !taken[rank]) {
            best = visit(way, rank, node.child(index), best);
          }
        }
      }
      return best;
    }

    private int lookAtTheRest(Way way) {
      Arrays.fill(taken, false);
      Arrays.fill(leftTokens, 0);
      way.take(taken);
      left = 0;
      int count = 0;
      for (int rank = 0; rank < numbers.length; rank++) {
        ahead[rank] = count;
        if (!taken[rank]) {
          count++;
          if (numbers[rank] != ChunkNumbers.UNKNOWN) {
            long bit = TrieNode.bit(numbers[rank]);
            left |= bit;
            leftTokens[Long.numberOfTrailingZeros(bit)] += request.chunk(rank).tokens();
          }
        }
      }
      return count;
    }

    private Way visit(Way way, int rank, TrieNode child, Way best) {
      visits++;
      long swaps = way.swaps + ahead[rank];
      if (swaps > swapLimit || !child.isLive(now, served.ttlNanos())) {
        return best;
      }
      int added = request.chunk(rank).tokens();
      long tokens = way.tokens + added;
      long most = Math.min(child.tokensBelow(), below(child, rank));
      Way next =
          new Way(
              way,
              rank,
              child,
              tokens,
              swaps,
              worth(tokens, swaps),
              worth(tokens + most, swaps),
              visits);
      Way better = next.isBetterThan(best) ? next : best;
      if (most > 0 && next.mayBeat(better)) {
        open.add(next);
      }
      return better;
    }

    /** Returns at least the tokens of the chunks left but one that stand below a node. */
    private long below(TrieNode node, int rank) {
      long common = left & node.chunksBelow();
      long sum = (common & TrieNode.bit(numbers[rank])) == 0 ? 0 : -request.chunk(rank).tokens();
      for (long bits = common; bits != 0; bits &= bits - 1) {
        sum += leftTokens[Long.numberOfTrailingZeros(bits)];
      }
      return sum;
    }

    private double worth(long tokens, long swaps) {
      return settings.worth(settings.reused(served.headTokens() + tokens), swaps);
    }
  }
}
