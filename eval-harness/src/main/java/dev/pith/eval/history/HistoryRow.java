package dev.pith.eval.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.report.BootstrapInterval;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * What the logs of one source come to in one variant. Intervals are of 95 %, by drawing logs.
 *
 * @param variant its name
 * @param requests how many were sent
 * @param past thoughts that a request carried as a part of an earlier turn
 * @param pruned those of them that were sent in short
 * @param tokens of all prompts
 * @param saved share of the prompt tokens of the whole history that were not sent
 * @param savedCi95 its interval
 * @param cost of all prompts, in computed tokens
 * @param costSaved share of the whole history's cost that was saved; negative when it costs more
 * @param costSavedCi95 its interval
 * @param promptsKeptSaved the same before a server that keeps prompts, and not what it has written
 * @param breaks requests that left what the server had before its end
 * @param readAgain tokens of earlier messages that were computed again because of that
 * @param violations changes that must never be made
 */
record HistoryRow(
    String variant,
    long requests,
    long past,
    long pruned,
    double tokens,
    double saved,
    BootstrapInterval savedCi95,
    double cost,
    double costSaved,
    BootstrapInterval costSavedCi95,
    double promptsKeptSaved,
    long breaks,
    double readAgain,
    long violations) {

  /** What a token has, about: the compressor reckons with the same. */
  static final double CHARS_PER_TOKEN = 4;

  /**
   * Sums a variant up.
   *
   * @param own its outcomes, of at least one request
   * @param whole those of the whole history, of the same logs in the same order
   * @param cachedPrice of a cached token, in [0, 1]
   * @param seed of the intervals
   */
  static HistoryRow of(
      String variant, List<LogOutcome> own, List<LogOutcome> whole, double cachedPrice, long seed) {
    Saving tokens = Saving.of(own, whole, LogOutcome::promptChars, seed);
    Saving cost = Saving.of(own, whole, log -> log.cost(cachedPrice), seed);
    Saving kept = Saving.of(own, whole, log -> log.costOfPromptsKept(cachedPrice), seed);
    return new HistoryRow(
        variant,
        sum(own, LogOutcome::requests),
        sum(own, LogOutcome::past),
        sum(own, LogOutcome::pruned),
        tokens.left() / CHARS_PER_TOKEN,
        tokens.share(),
        tokens.ci95(),
        cost.left() / CHARS_PER_TOKEN,
        cost.share(),
        cost.ci95(),
        kept.share(),
        sum(own, LogOutcome::breaks),
        own.stream().mapToDouble(LogOutcome::readAgain).sum() / CHARS_PER_TOKEN,
        sum(own, log -> log.violations().size()));
  }

  /** A sum, what share of another it saves, and the interval of that. */
  private record Saving(double left, double share, BootstrapInterval ci95) {
    static Saving of(
        List<LogOutcome> own,
        List<LogOutcome> whole,
        ToDoubleFunction<LogOutcome> value,
        long seed) {
      double[] before = whole.stream().mapToDouble(value).toArray();
      double[] saved = new double[before.length];
      double all = 0;
      double left = 0;
      for (int i = 0; i < before.length; i++) {
        double mine = value.applyAsDouble(own.get(i));
        saved[i] = before[i] - mine;
        all += before[i];
        left += mine;
      }
      return new Saving(left, (all - left) / all, BootstrapInterval.ofMean(saved, before, seed));
    }
  }

  void write(ObjectNode to) {
    to.put("history", variant).put("requests", requests);
    to.put("pastThoughts", past).put("pruned", pruned);
    to.put("promptTokensEstimated", tokens).put("saved", saved);
    to.putArray("savedCi95").add(savedCi95.low()).add(savedCi95.high());
    to.put("costEstimated", cost).put("costSaved", costSaved);
    to.putArray("costSavedCi95").add(costSavedCi95.low()).add(costSavedCi95.high());
    to.put("costSavedPromptsKept", promptsKeptSaved);
    to.put("prefixBreaks", breaks).put("readAgainTokensEstimated", readAgain);
    to.put("violations", violations);
  }

  private static long sum(List<LogOutcome> of, ToLongFunction<LogOutcome> value) {
    return of.stream().mapToLong(value).sum();
  }
}
