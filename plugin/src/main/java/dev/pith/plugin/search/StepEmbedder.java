package dev.pith.plugin.search;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Tells what steps mean, as vectors. Thread-safe. */
public interface StepEmbedder {

  /**
   * The cut of {@link #hashedNgrams}, measured on the training split of generated problems: of the
   * two wordings of a step 89 % are one meaning then, of steps with and without a slip 12 %, of
   * different steps of a solution 0.3 %.
   */
  double HASHED_NGRAMS_CUT = 0.16;

  /** Returns vectors of words and numbers, which know spelling and not meaning: the fallback. */
  static StepEmbedder hashedNgrams() {
    return new HashedNgrams(HASHED_NGRAMS_CUT);
  }

  /**
   * Returns a vector for each text, in their order, all of one length. Cancelling the future
   * cancels the work.
   *
   * @param texts at least one
   */
  CompletableFuture<List<float[]>> embed(List<String> texts);

  /**
   * Returns the mean cosine distance up to which two groups of steps mean the same, in [0, 2]. It
   * belongs to the vectors: there is none that fits all.
   */
  double cut();

  /** Returns a name for reports, with the cut. */
  String name();
}
