package dev.pith.verifier.anchor;

import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the coarse stage has left of a trace.
 *
 * @param kept the steps that are left; all of them when the stage was skipped
 * @param skipped why the stage did nothing; empty when it did its work
 * @param attempts how often the model was asked to prune
 * @param tokens what all answers have cost; empty when one of them does not tell
 * @param model who has answered
 */
public record CoarseTrace(
    BitSet kept, Optional<String> skipped, int attempts, OptionalLong tokens, String model) {

  /** Copies the set. */
  public CoarseTrace {
    kept = (BitSet) kept.clone();
  }

  /** Returns a copy of the set. */
  @Override
  public BitSet kept() {
    return (BitSet) kept.clone();
  }
}
