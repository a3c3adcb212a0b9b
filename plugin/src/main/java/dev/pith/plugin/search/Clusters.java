package dev.pith.plugin.search;

import dev.pith.verifier.search.AverageLinkage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Groups steps by meaning. Where that cannot be told each has its own: the search then saves less,
 * and goes on.
 */
final class Clusters {
  private final @Nullable StepEmbedder embedder;
  private final Calls calls;

  Clusters(@Nullable StepEmbedder embedder, Calls calls) {
    this.embedder = embedder;
    this.calls = calls;
  }

  /**
   * Asks for vectors of steps; empty where the meaning of all of them is known without.
   *
   * @return one list, or none when it is not needed, or could not be had
   */
  CompletableFuture<List<float[]>> vectors(List<String> steps) {
    StepEmbedder asked = embedder;
    if (asked == null || areOne(steps)) {
      return CompletableFuture.completedFuture(List.of());
    }
    List<String> texts = steps.stream().map(String::strip).toList();
    return calls
        .<List<float[]>>all(List.of(() -> asked.embed(texts)), late -> {})
        .thenApply(answers -> answers.get(0).orElse(List.of()));
  }

  /**
   * Returns the cluster of each step, from 0. It computes.
   *
   * @param vectors what {@link #vectors} gave for these steps
   */
  int[] of(List<String> steps, List<float[]> vectors) {
    if (embedder == null || vectors.size() != steps.size()) {
      boolean one = embedder != null && areOne(steps);
      return IntStream.range(0, steps.size()).map(i -> one ? 0 : i).toArray();
    }
    return AverageLinkage.cluster(vectors, embedder.cut());
  }

  private static boolean areOne(List<String> steps) {
    return steps.stream().map(String::strip).distinct().count() < 2;
  }
}
