package dev.pith.plugin.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Vectors of what a text is written with, for where no model of sentences is at hand. Pure and
 * thread-safe.
 *
 * <p>A text is the sum of its features, each a number of the vector with a sign, both by a hash of
 * the feature: its words, its pairs of words, and its numbers, which count more, since steps of a
 * computation differ in little else. So it knows spelling and not meaning: two wordings of one
 * thing are rarely found to be the same, and two results hardly ever.
 */
final class HashedNgrams implements StepEmbedder {
  /*
   * [1] Feature Hashing for Large Scale Multitask Learning
   * https://arxiv.org/abs/0902.2206
   */

  private static final int DIMENSIONS = 512;
  private static final float NUMBER_WEIGHT = 3;
  private static final float PAIR_WEIGHT = 0.5f;
  private static final float END_WEIGHT = 3;
  private static final int END_WORDS = 3;
  private static final Pattern WORD = Pattern.compile("\\d+(?:[.,]\\d+)*|\\p{L}+|[^\\s\\p{L}\\d]");

  private final double cut;

  /**
   * Creates it.
   *
   * @param cut see {@link StepEmbedder#cut}
   */
  HashedNgrams(double cut) {
    if (!(cut >= 0 && cut <= 2)) {
      throw new IllegalArgumentException("cut must be in [0, 2]: " + cut);
    }
    this.cut = cut;
  }

  @Override
  public CompletableFuture<List<float[]>> embed(List<String> texts) {
    List<float[]> vectors = new ArrayList<>(texts.size());
    texts.forEach(text -> vectors.add(vector(text)));
    return CompletableFuture.completedFuture(vectors);
  }

  @Override
  public double cut() {
    return cut;
  }

  @Override
  public String name() {
    return String.format(Locale.ROOT, "hashed n-grams, cut %.2f", cut);
  }

  private static float[] vector(String text) {
    float[] vector = new float[DIMENSIONS];
    List<String> words =
        WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList();
    String before = "";
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      float weight = Character.isDigit(word.charAt(0)) ? NUMBER_WEIGHT : 1;
      add(vector, word, i >= words.size() - END_WORDS ? END_WEIGHT * weight : weight);
      add(vector, before + ' ' + word, PAIR_WEIGHT);
      before = word;
    }
    return vector;
  }

  private static void add(float[] vector, String feature, float weight) {
    int hash = feature.hashCode() * 0x9e3779b9;
    hash ^= hash >>> 15;
    int at = Math.floorMod(hash, DIMENSIONS);
    vector[at] += (hash & 0x40000000) == 0 ? weight : -weight;
  }
}
