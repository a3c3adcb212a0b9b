package dev.pith.ragcache.plan;

import java.util.List;

/**
 * The chunks that a question turns out to be about.
 *
 * @param layer the first layer in which only their tokens are still computed again
 * @param chunks their indices, ascending
 */
public record Focus(int layer, List<Integer> chunks) {

  /** Copies the chunks. */
  public Focus {
    chunks = List.copyOf(chunks);
  }
}
