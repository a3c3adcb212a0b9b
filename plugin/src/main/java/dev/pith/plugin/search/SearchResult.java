package dev.pith.plugin.search;

import java.util.List;
import java.util.Optional;

/**
 * What a search has come to.
 *
 * @param answer the one that the finished trajectories vote for, as the first of them wrote it;
 *     empty when none has an answer
 * @param confidence how sure it is that it would lead if the search went on, in [0.5, 1]
 * @param best the text of the trajectory with the largest weight among those with that answer;
 *     empty when none has an answer
 * @param paths the finished trajectories, in the order in which they ended
 * @param report what it took
 */
public record SearchResult(
    Optional<String> answer,
    double confidence,
    Optional<String> best,
    List<FinishedPath> paths,
    SearchReport report) {

  /**
   * A trajectory that has ended.
   *
   * @param text all that was generated
   * @param answer its answer; empty when it has none, and does not vote
   * @param weight of its vote, above 0
   * @param samples how many equal trajectories it stands for
   * @param depth how many steps it has
   */
  public record FinishedPath(
      String text, Optional<String> answer, double weight, int samples, int depth) {}

  /** Copies the paths. */
  public SearchResult {
    paths = List.copyOf(paths);
  }
}
