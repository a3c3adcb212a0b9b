package dev.pith.eval.dataset;

import java.nio.file.Path;
import java.util.List;

/**
 * A recorded breadth-first search: at each step some partial solutions were expanded.
 *
 * @param dataset the set it is of; the name of the file when it does not say
 * @param model the model; "unknown" when it does not say
 * @param id the question's id
 * @param steps the levels, at least one
 * @param leaves the partial solutions that the search ended with
 * @param rewards for each leaf, whether it solves the question
 * @param file where it was read
 */
public record RecordedTree(
    String dataset,
    String model,
    String id,
    List<Step> steps,
    List<String> leaves,
    List<Boolean> rewards,
    Path file) {

  /**
   * One level.
   *
   * @param parents the partial solutions that were expanded; a single empty one at first
   * @param children what came of them: whole texts, each beginning with its parent's
   * @param values what each child was judged to be worth
   * @param selected the children that were expanded next
   */
  public record Step(
      List<String> parents, List<String> children, List<Double> values, List<String> selected) {

    /** Copies the lists. */
    public Step {
      parents = List.copyOf(parents);
      children = List.copyOf(children);
      values = List.copyOf(values);
      selected = List.copyOf(selected);
      if (children.size() != values.size()) {
        throw new IllegalArgumentException(
            "%d children and %d values".formatted(children.size(), values.size()));
      }
    }
  }

  /** Copies the lists. */
  public RecordedTree {
    steps = List.copyOf(steps);
    leaves = List.copyOf(leaves);
    rewards = List.copyOf(rewards);
    if (leaves.size() != rewards.size()) {
      throw new IllegalArgumentException(
          "%d leaves and %d rewards".formatted(leaves.size(), rewards.size()));
    }
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("no steps");
    }
  }
}
