package dev.pith.ragcache.order;

import java.util.ArrayList;
import java.util.List;

/** Goes down the trie by the longest next chunk; the earlier one of equally long ones. */
record GreedyOrdering(OrderSettings settings) implements ChunkOrdering {

  @Override
  public <K> ChunkOrder<K> order(ServedTrie<K> served, List<SizedChunk<K>> retrieved) {
    Retrieval<K> request = new Retrieval<>(retrieved);
    return request.order(served.read(root -> walk(root, served, request)), served, settings, false);
  }

  private <K> List<Integer> walk(TrieNode root, ServedTrie<K> served, Retrieval<K> request) {
    long now = served.now();
    long swapsLeft = request.swapLimit(settings);
    List<Integer> way = new ArrayList<>();
    boolean[] taken = new boolean[request.size()];
    TrieNode node = root;
    while (true) {
      TrieNode next = null;
      int longest = -1;
      int swaps = 0;
      int ahead = 0;
      for (int rank = 0; rank < request.size() && ahead <= swapsLeft; rank++) {
        if (taken[rank]) {
          continue;
        }
        int index = node.find(served.numbers().find(request.chunk(rank)));
        if (index >= 0
            && node.child(index).isLive(now, served.ttlNanos())
            && (longest < 0 || request.chunk(rank).tokens() > request.chunk(longest).tokens())) {
          next = node.child(index);
          longest = rank;
          swaps = ahead;
        }
        ahead++;
      }
      if (next == null) {
        return way;
      }
      node = next;
      taken[longest] = true;
      way.add(longest);
      swapsLeft -= swaps;
    }
  }
}
