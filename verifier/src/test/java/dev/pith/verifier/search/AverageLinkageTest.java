package dev.pith.verifier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AverageLinkageTest {

  @Test
  void cluster_directions_areJoinedByTheirMeanDistance() {
    List<float[]> vectors = directions(0, 10, 15, 30, 60, 62);

    assertThat(AverageLinkage.cluster(vectors, 0.05)).containsExactly(0, 0, 0, 1, 2, 2);
    assertThat(AverageLinkage.cluster(vectors, 0.0246)).containsExactly(0, 1, 1, 2, 3, 3);
    assertThat(AverageLinkage.cluster(vectors, 0.0247)).containsExactly(0, 0, 0, 1, 2, 2);
    assertThat(AverageLinkage.cluster(vectors, 0.0761)).containsExactly(0, 0, 0, 1, 2, 2);
    assertThat(AverageLinkage.cluster(vectors, 0.0762)).containsExactly(0, 0, 0, 0, 1, 1);
  }

  @Test
  void cluster_lengthOfVectors_doesNotMatter() {
    List<float[]> vectors =
        List.of(new float[] {1, 0}, new float[] {0x1p-60f, 0}, new float[] {0, 0x1p60f});

    assertThat(AverageLinkage.cluster(vectors, 0.05)).containsExactly(0, 0, 1);
  }

  @Test
  void cluster_zeroVectors_areAlone() {
    List<float[]> vectors =
        List.of(new float[2], new float[] {1, 0}, new float[2], new float[] {1, 0});

    assertThat(AverageLinkage.cluster(vectors, 2)).containsExactly(0, 1, 2, 1);
  }

  @Test
  void cluster_manyVectors_isMergingTheNearestPairFirst() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<float[]> vectors = vectors(random, 1 + random.nextInt(40));
      double cut = random.nextDouble();

      assertThat(partition(AverageLinkage.cluster(vectors, cut)))
          .as("seed %s", seed)
          .isEqualTo(nearestPairFirst(vectors, cut));
    }
  }

  @Test
  void cluster_nothing_isNothing() {
    assertThat(AverageLinkage.cluster(List.of(), 0.05)).isEmpty();
  }

  @Test
  void cluster_nonsense_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AverageLinkage.cluster(List.of(new float[2], new float[3]), 0.05))
        .withMessageContaining("vector 1 has 3 numbers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AverageLinkage.cluster(List.of(new float[] {Float.NaN}), 0.05))
        .withMessageContaining("vector 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AverageLinkage.cluster(List.of(), -0.1))
        .withMessageContaining("cut");
  }

  private static List<float[]> directions(double... degrees) {
    return DoubleStream.of(degrees)
        .map(Math::toRadians)
        .mapToObj(angle -> new float[] {(float) Math.cos(angle), (float) Math.sin(angle)})
        .toList();
  }

  private static List<float[]> vectors(Random random, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new float[] {
                  (float) random.nextGaussian(),
                  (float) random.nextGaussian(),
                  (float) random.nextGaussian()
                })
        .toList();
  }

  private static Set<Set<Integer>> partition(int[] labels) {
    List<Set<Integer>> clusters = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == clusters.size()) {
        clusters.add(new HashSet<>());
      }
      clusters.get(labels[i]).add(i);
    }
    return new HashSet<>(clusters);
  }

  /** The definition: the two clusters with the least mean distance over pairs are joined. */
  private static Set<Set<Integer>> nearestPairFirst(List<float[]> vectors, double cut) {
    List<Set<Integer>> clusters = new ArrayList<>();
    IntStream.range(0, vectors.size()).forEach(i -> clusters.add(new HashSet<>(Set.of(i))));
    while (true) {
      double least = Double.POSITIVE_INFINITY;
      int first = 0;
      int second = 0;
      for (int a = 0; a < clusters.size(); a++) {
        for (int b = 0; b < a; b++) {
          double mean = meanDistance(vectors, clusters.get(a), clusters.get(b));
          if (mean < least) {
            least = mean;
            first = b;
            second = a;
          }
        }
      }
      if (least > cut) {
        return new HashSet<>(clusters);
      }
      clusters.get(first).addAll(clusters.remove(second));
    }
  }

  private static double meanDistance(List<float[]> vectors, Set<Integer> a, Set<Integer> b) {
    return a.stream()
        .flatMapToDouble(
            i -> b.stream().mapToDouble(j -> 1 - cosine(vectors.get(i), vectors.get(j))))
        .average()
        .orElseThrow();
  }

  private static double cosine(float[] a, float[] b) {
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  }

  private static double dot(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(k -> (double) a[k] * b[k]).sum();
  }
}
