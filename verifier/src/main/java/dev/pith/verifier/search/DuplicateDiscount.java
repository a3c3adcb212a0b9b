package dev.pith.verifier.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Spends less on what is settled: trajectories that mean the same and have come to the same
 * intermediate answer get a few continuations together, however good they are.
 *
 * @param maxPerCluster how many they get together, at least 1
 */
public record DuplicateDiscount(int maxPerCluster) {

  /**
   * What a candidate has come to.
   *
   * @param answer the class of its intermediate answer; -1 when none could be read
   * @param samples how many equal trajectories it stands for, at least 1
   */
  public record Standing(int answer, int samples) {

    /** Refuses a candidate that stands for nothing. */
    public Standing {
      if (samples < 1) {
        throw new IllegalArgumentException("samples must be at least 1: " + samples);
      }
    }
  }

  /** Refuses a limit below 1. */
  public DuplicateDiscount {
    if (maxPerCluster < 1) {
      throw new IllegalArgumentException("maxPerCluster must be at least 1: " + maxPerCluster);
    }
  }

  /**
   * Returns the selection with less for settled clusters: at least two trajectories of a cluster
   * are known, kept or not, and all have come to one answer. The weakest lose first. What is taken
   * is given to nobody, so that the search narrows.
   *
   * @param standings of the candidates, in their order
   */
  public Selection apply(SearchLevel level, Selection selection, List<Standing> standings) {
    int size = level.candidates().size();
    if (standings.size() != size || selection.shares().size() != size) {
      throw new IllegalArgumentException(
          "%d standings and %d shares for %d candidates"
              .formatted(standings.size(), selection.shares().size(), size));
    }
    Map<Integer, List<Integer>> clusters = new HashMap<>();
    for (int i = 0; i < size; i++) {
      clusters
          .computeIfAbsent(level.candidates().get(i).cluster(), unseen -> new ArrayList<>())
          .add(i);
    }
    int[] counts = selection.shares().stream().mapToInt(Selection.Share::continuations).toArray();
    double[] scores = level.scores();
    for (List<Integer> members : clusters.values()) {
      if (agree(members, standings)) {
        discount(members, scores, counts);
      }
    }
    int taken = selection.continuations() - IntStream.of(counts).sum();
    List<Selection.Share> shares = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      shares.add(new Selection.Share(selection.shares().get(i).kept(), counts[i]));
    }
    return new Selection(shares, Math.max(1, selection.width() - taken), selection.solution());
  }

  private static boolean agree(List<Integer> members, List<Standing> standings) {
    int samples = 0;
    int answer = standings.get(members.get(0)).answer();
    for (int member : members) {
      samples += standings.get(member).samples();
      if (standings.get(member).answer() != answer) {
        return false;
      }
    }
    return answer >= 0 && samples > 1;
  }

  private void discount(List<Integer> members, double[] scores, int[] counts) {
    int excess = members.stream().mapToInt(i -> counts[i]).sum() - maxPerCluster;
    List<Integer> weakestFirst = new ArrayList<>(members);
    weakestFirst.sort(Comparator.comparingDouble(i -> scores[i]));
    for (int member : weakestFirst) {
      int taken = Math.min(Math.max(0, excess), counts[member]);
      counts[member] -= taken;
      excess -= taken;
    }
  }
}
