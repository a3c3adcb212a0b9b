package dev.pith.plugin.rag;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Gives each conversation a slot of a server that keeps one prompt in each of its slots, and the
 * same one again as long as no other conversation needed it. Thread-safe.
 *
 * <p>A request that names a slot waits until that slot is free. So a slot with a request of ours is
 * never given away: the request goes without, and the server chooses.
 */
final class SlotTable {
  private final Map<String, Integer> slots = new HashMap<>();
  private String[] owners = {};
  private boolean[] busy = {};
  private long[] used = {};
  private long uses;

  /** A slot that was taken, of the table as it was then. */
  static final class Taken {
    private final int index;
    private final boolean[] table;

    private Taken(int index, boolean[] table) {
      this.index = index;
      this.table = table;
    }

    int index() {
      return index;
    }
  }

  /** The server has so many slots; fewer than two are none to choose from. */
  synchronized void count(int now) {
    if (now == owners.length) {
      return;
    }
    slots.clear();
    owners = new String[now];
    Arrays.fill(owners, "");
    busy = new boolean[now];
    used = new long[now];
  }

  synchronized int count() {
    return owners.length;
  }

  /**
   * Takes the slot of a conversation, or for a new one the slot that was used longest ago; empty
   * when it is not free. What is taken must be given back.
   */
  synchronized Optional<Taken> take(String conversation) {
    if (owners.length < 2) {
      return Optional.empty();
    }
    Integer own = slots.get(conversation);
    int slot = own == null ? longestUnused() : own;
    if (slot < 0 || busy[slot]) {
      return Optional.empty();
    }
    if (own == null) {
      slots.remove(owners[slot]);
      owners[slot] = conversation;
      slots.put(conversation, slot);
    }
    busy[slot] = true;
    used[slot] = ++uses;
    return Optional.of(new Taken(slot, busy));
  }

  /** The request in a slot is over. */
  synchronized void giveBack(Taken slot) {
    slot.table[slot.index] = false;
  }

  private int longestUnused() {
    int best = -1;
    for (int slot = 0; slot < used.length; slot++) {
      if (!busy[slot] && (best < 0 || used[slot] < used[best])) {
        best = slot;
      }
    }
    return best;
  }
}
