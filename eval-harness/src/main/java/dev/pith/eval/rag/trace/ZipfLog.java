package dev.pith.eval.rag.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws requests whose chunks are as uneven in demand as Cache-Craft (arXiv 2502.15734) reports of
 * a production system: the most wanted 5 % of the chunks take 60 % of the draws.
 */
public final class ZipfLog {

  private static final int CHUNKS = 2_000;
  private static final int PER_REQUEST = 5;
  private static final int CHUNK_TOKENS = 512;
  private static final double HEAD = 0.05;
  private static final double HEAD_SHARE = 0.6;
  private static final double HIGHEST_EXPONENT = 4;
  private static final int BISECTIONS = 50;

  private ZipfLog() {}

  /**
   * Draws a log of 2,000 chunks with 512 tokens each, five different ones a request.
   *
   * @param requests how many
   */
  public static RetrievalLog draw(int requests, long seed) {
    double[] upTo = sums(CHUNKS, exponent(CHUNKS));
    SplittableRandom random = new SplittableRandom(seed);
    List<List<LoggedChunk>> log = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      Set<Integer> drawn = new LinkedHashSet<>();
      while (drawn.size() < PER_REQUEST) {
        int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[CHUNKS - 1]);
        drawn.add(Math.min(CHUNKS - 1, found < 0 ? -found - 1 : found));
      }
      log.add(drawn.stream().map(chunk -> new LoggedChunk(chunk, CHUNK_TOKENS)).toList());
    }
    return new RetrievalLog("zipf", "tokens", log);
  }

  /** Returns the exponent with which the head of so many chunks takes its share of the draws. */
  static double exponent(int chunks) {
    double low = 0;
    double high = HIGHEST_EXPONENT;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (headShare(sums(chunks, middle)) < HEAD_SHARE) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  static double headShare(double[] upTo) {
    int head = (int) Math.round(HEAD * upTo.length);
    return upTo[head - 1] / upTo[upTo.length - 1];
  }

  /** Returns the sums of the weights of the most wanted chunk, of the first two, and so on. */
  static double[] sums(int chunks, double exponent) {
    double[] sums =
        IntStream.rangeClosed(1, chunks).mapToDouble(i -> Math.pow(i, -exponent)).toArray();
    Arrays.parallelPrefix(sums, Double::sum);
    return sums;
  }
}
