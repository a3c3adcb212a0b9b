package dev.pith.ragcache.order;

import java.util.Arrays;

/** The ranks of the few chunks of a request, by number: an open hash table of ints. */
final class RankTable {
  /** What a chunk has that is not asked for. */
  static final int NONE = -1;

  private final int[] numbers;
  private final int[] ranks;
  private final int shift;

  /**
   * Creates the table.
   *
   * @param numberOfRank numbers by rank; unknown chunks are left out
   */
  RankTable(int[] numberOfRank) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(4 * numberOfRank.length + 1);
    shift = Integer.SIZE - bits;
    numbers = new int[1 << bits];
    ranks = new int[1 << bits];
    Arrays.fill(numbers, ChunkNumbers.UNKNOWN);
    Arrays.fill(ranks, NONE);
    for (int rank = 0; rank < numberOfRank.length; rank++) {
      if (numberOfRank[rank] != ChunkNumbers.UNKNOWN) {
        int place = place(numberOfRank[rank]);
        numbers[place] = numberOfRank[rank];
        ranks[place] = rank;
      }
    }
  }

  /** Returns the rank of a chunk, or {@link #NONE}. */
  int rank(int number) {
    return ranks[place(number)];
  }

  /** Returns where a number stands, or the free place where it would. */
  private int place(int number) {
    int place = (number * 0x9E37_79B9) >>> shift;
    while (numbers[place] != number && numbers[place] != ChunkNumbers.UNKNOWN) {
      place = (place + 1) & (numbers.length - 1);
    }
    return place;
  }
}
