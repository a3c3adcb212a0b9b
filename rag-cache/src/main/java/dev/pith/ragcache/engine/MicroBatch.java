package dev.pith.ragcache.engine;

import java.util.Arrays;

/** The rows that go through a layer together, and which of them belong to one sequence. */
final class MicroBatch {

  private PagedSequence[] sequences = new PagedSequence[0];
  private int[] rows = new int[0];
  private int[] positions = new int[0];
  private int[] ordered = new int[0];
  private int[] groupEnds = new int[0];
  private int size;
  private int groups;
  private long fills;

  /**
   * Takes the rows {@code running[from]} to {@code running[to - 1]} of a batch, whose positions
   * ascend within each sequence.
   */
  void fill(Batch batch, int[] running, int from, int to) {
    size = to - from;
    if (rows.length < size) {
      sequences = new PagedSequence[size];
      rows = new int[size];
      positions = new int[size];
      ordered = new int[size];
      groupEnds = new int[size];
    }
    groups = 0;
    fills++;
    for (int i = 0; i < size; i++) {
      int row = running[from + i];
      PagedSequence sequence = (PagedSequence) batch.sequence(row);
      rows[i] = row;
      positions[i] = batch.position(row);
      sequences[i] = sequence;
      int group = sequence.groupIn(fills, groups);
      if (group == groups) {
        groupEnds[groups++] = 0;
      }
      groupEnds[group]++;
    }
    order();
  }

  /** Forgets the sequences. */
  void clear() {
    Arrays.fill(sequences, 0, size, null);
    size = 0;
  }

  /** Returns how many rows it has; they are numbered from 0. */
  int size() {
    return size;
  }

  /** Returns the number of a row in the batch. */
  int rowInBatch(int i) {
    return rows[i];
  }

  int position(int i) {
    return positions[i];
  }

  PagedSequence sequence(int i) {
    return sequences[i];
  }

  /** Returns how many sequences have rows in it. */
  int groups() {
    return groups;
  }

  /** Returns where the rows of a sequence begin in the order of {@link #ordered}. */
  int groupStart(int group) {
    return group == 0 ? 0 : groupEnds[group - 1];
  }

  int groupEnd(int group) {
    return groupEnds[group];
  }

  /** Returns the row at a place of the order by sequence, and by position within each. */
  int ordered(int place) {
    return ordered[place];
  }

  /** Turns the counts of {@code groupEnds} into ends and sorts the rows by group, stably. */
  private void order() {
    int start = 0;
    for (int group = 0; group < groups; group++) {
      int count = groupEnds[group];
      groupEnds[group] = start;
      start += count;
    }
    for (int i = 0; i < size; i++) {
      ordered[groupEnds[sequences[i].group()]++] = i;
    }
  }
}
