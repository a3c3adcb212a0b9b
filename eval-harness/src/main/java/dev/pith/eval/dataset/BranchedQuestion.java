package dev.pith.eval.dataset;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question with the recorded traces that were sampled for it side by side.
 *
 * @param dataset the set it is of; the name of the file when it does not say
 * @param model the model; "unknown" when it does not say
 * @param id the question's id
 * @param question its text; empty when unknown
 * @param gold the reference answer; null when unknown
 * @param probeTokens how many tokens lie between two probes, at least 1
 * @param branches the traces, at least one
 * @param file where it was read
 */
public record BranchedQuestion(
    String dataset,
    String model,
    String id,
    String question,
    @Nullable String gold,
    int probeTokens,
    List<Branch> branches,
    Path file) {

  /**
   * A recorded trace.
   *
   * @param probes the answers that it was made to give on the way; empty texts are unreadable
   * @param tokens its length
   * @param answer the answer at its end; empty when unreadable
   */
  public record Branch(List<String> probes, long tokens, String answer) {

    /** Copies the probes. */
    public Branch {
      probes = List.copyOf(probes);
      if (tokens < 0) {
        throw new IllegalArgumentException("tokens must not be negative: " + tokens);
      }
    }
  }

  /** Copies the branches. */
  public BranchedQuestion {
    branches = List.copyOf(branches);
    if (branches.isEmpty()) {
      throw new IllegalArgumentException("no branches");
    }
    if (probeTokens < 1) {
      throw new IllegalArgumentException("probe distance must be at least 1: " + probeTokens);
    }
  }
}
