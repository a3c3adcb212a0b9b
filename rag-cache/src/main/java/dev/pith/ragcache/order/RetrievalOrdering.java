package dev.pith.ragcache.order;

import java.util.List;
import java.util.stream.IntStream;

/** Leaves chunks as they were retrieved. */
record RetrievalOrdering(OrderSettings settings) implements ChunkOrdering {

  @Override
  public <K> ChunkOrder<K> order(ServedTrie<K> served, List<SizedChunk<K>> retrieved) {
    int shared = served.sharedChunks(retrieved);
    return new Retrieval<>(retrieved)
        .order(IntStream.range(0, shared).boxed().toList(), served, settings, false);
  }
}
