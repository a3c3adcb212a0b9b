package dev.pith.ragcache.order;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The chunks of a request without those that stand there twice. The first copy stays.
 *
 * @param chunks each chunk once, in the order of the first copies
 * @param places for each chunk of the request its place in {@code chunks}
 */
public record DistinctChunks<K>(List<SizedChunk<K>> chunks, List<Integer> places) {

  /** Copies the lists. */
  public DistinctChunks {
    chunks = List.copyOf(chunks);
    places = List.copyOf(places);
  }

  /** Returns the distinct ones of some chunks. */
  public static <K> DistinctChunks<K> of(List<SizedChunk<K>> chunks) {
    Map<SizedChunk<K>, Integer> known = new LinkedHashMap<>();
    List<Integer> places = new ArrayList<>(chunks.size());
    for (SizedChunk<K> chunk : chunks) {
      int next = known.size();
      Integer place = known.putIfAbsent(chunk, next);
      places.add(place == null ? next : place);
    }
    return new DistinctChunks<>(new ArrayList<>(known.keySet()), places);
  }

  /** Tells whether a chunk of the request is a copy of an earlier one. */
  public boolean isRepeat(int index) {
    return places.indexOf(places.get(index)) < index;
  }
}
