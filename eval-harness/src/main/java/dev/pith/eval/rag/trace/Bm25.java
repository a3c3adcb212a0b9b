package dev.pith.eval.rag.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Ranks documents by BM25 with k1 1.2 and b 0.75. Words are runs of letters and digits in lower
 * case. Immutable.
 */
final class Bm25 {

  /*
   * idf = ln(1 + (N - n + .5) / (n + .5)), which is never negative, as Lucene has it [1]; a word
   * that the question repeats counts once.
   *
   * [1] S. Robertson, H. Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond (2009)
   */
  private static final double K1 = 1.2;
  private static final double B = 0.75;
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  private final List<Map<String, Integer>> counts = new ArrayList<>();
  private final Map<String, Integer> documentsWith = new HashMap<>();
  private final int[] lengths;
  private final double meanLength;

  /**
   * Reads the documents.
   *
   * @param documents their texts
   */
  Bm25(List<String> documents) {
    lengths = new int[documents.size()];
    for (int i = 0; i < lengths.length; i++) {
      Map<String, Integer> words = new HashMap<>();
      for (String word : words(documents.get(i))) {
        words.merge(word, 1, Integer::sum);
        lengths[i]++;
      }
      words.keySet().forEach(word -> documentsWith.merge(word, 1, Integer::sum));
      counts.add(words);
    }
    meanLength = Math.max(1, IntStream.of(lengths).average().orElse(1));
  }

  /**
   * Returns the best documents for a question, the best one first; of equally good ones the one
   * that was given first.
   *
   * @param count how many, fewer when there are not so many
   * @return their numbers, from 0
   */
  List<Integer> best(String question, int count) {
    double[] scores = new double[lengths.length];
    for (String word : new HashSet<>(words(question))) {
      for (int i = 0; i < scores.length; i++) {
        scores[i] += score(word, i);
      }
    }
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
        .limit(count)
        .toList();
  }

  /** Returns what a word of a question adds to the score of a document. */
  double score(String word, int document) {
    int count = counts.get(document).getOrDefault(word, 0);
    if (count == 0) {
      return 0;
    }
    int with = documentsWith.getOrDefault(word, 0);
    double rarity = Math.log(1 + (lengths.length - with + 0.5) / (with + 0.5));
    double length = 1 - B + B * lengths[document] / meanLength;
    return rarity * count * (K1 + 1) / (count + K1 * length);
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String word : NO_WORD.split(text.toLowerCase(Locale.ROOT), -1)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }
}
