package dev.pith.eval.bench;

import dev.pith.ragcache.order.SizedChunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Draws sequences of distinct chunks from a corpus, likelier ones as often as their weight says.
 */
final class OrderWorkload {
  private static final int MIN_TOKENS = 64;
  private static final int MAX_TOKENS = 512;

  private final int length;
  private final Random random;
  private final double[] weightsUpTo;
  private final int[] tokens;

  private OrderWorkload(int corpus, double zipf, int length, Random random) {
    this.length = length;
    this.random = random;
    this.weightsUpTo = new double[corpus];
    this.tokens = random.ints(corpus, MIN_TOKENS, MAX_TOKENS + 1).toArray();
    double sum = 0;
    for (int key = 0; key < corpus; key++) {
      sum += Math.pow(key + 1, -zipf);
      weightsUpTo[key] = sum;
    }
  }

  /**
   * Returns a workload: {@code zipf} draws from 10,000 chunks, the n-th with weight 1/n; {@code
   * hot} from 40 chunks alike; {@code permuted} sends all of as many chunks as a request has, in
   * any order.
   */
  static OrderWorkload named(String name, int length, Random random) {
    return switch (name) {
      case "zipf" -> new OrderWorkload(10_000, 1, length, random);
      case "hot" -> new OrderWorkload(40, 0, length, random);
      case "permuted" -> new OrderWorkload(length, 0, length, random);
      default -> throw new IllegalArgumentException("no such workload: " + name);
    };
  }

  /** Returns the chunks of one request. */
  List<SizedChunk<Integer>> draw() {
    Set<Integer> keys = new LinkedHashSet<>();
    while (keys.size() < length) {
      double point = random.nextDouble() * weightsUpTo[weightsUpTo.length - 1];
      int place = Arrays.binarySearch(weightsUpTo, point);
      keys.add(place >= 0 ? place : -place - 1);
    }
    List<SizedChunk<Integer>> chunks = new ArrayList<>(length);
    keys.forEach(key -> chunks.add(new SizedChunk<>(key, tokens[key])));
    return chunks;
  }

  /** Returns the chunks of so many requests. */
  List<List<SizedChunk<Integer>>> draw(int requests) {
    return Stream.generate(this::draw).limit(requests).toList();
  }
}
