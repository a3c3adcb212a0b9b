package dev.pith.ragcache.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Chooses tokens as the settings' documentation says, by sorting everything: the reference. */
final class NaiveSampler {

  private final SamplingSettings settings;

  NaiveSampler(SamplingSettings settings) {
    this.settings = settings;
  }

  /** Returns the tokens that may come, most likely first. */
  List<Integer> candidates(float[] row, int[] text, int promptTokens) {
    float[] logits = adjusted(row, text, promptTokens);
    List<Integer> all = byLogit(logits);
    double max = logits[all.get(0)];
    if (settings.temperature() == 0) {
      return all.subList(0, 1);
    }
    List<Integer> kept = new ArrayList<>();
    for (int token : all) {
      if (logits[token] >= max + settings.temperature() * Math.log(settings.minP())
          && logits[token] > Float.NEGATIVE_INFINITY) {
        kept.add(token);
      }
    }
    if (settings.topK() > 0 && settings.topK() < kept.size()) {
      kept = kept.subList(0, settings.topK());
    }
    double total = kept.stream().mapToDouble(token -> weight(logits, token, max)).sum();
    double weight = 0;
    for (int i = 0; i < kept.size(); i++) {
      weight += weight(logits, kept.get(i), max);
      if (settings.topP() < 1 && weight >= settings.topP() * total) {
        return kept.subList(0, i + 1);
      }
    }
    return kept;
  }

  /** Returns the token for a draw in [0, 1). */
  int next(float[] row, int[] text, int promptTokens, double draw) {
    float[] logits = adjusted(row, text, promptTokens);
    List<Integer> kept = new ArrayList<>(candidates(row, text, promptTokens));
    double max = logits[kept.get(0)];
    boolean ordered = settings.topK() > 0 || settings.topP() < 1;
    if (!ordered) {
      kept.sort(Comparator.naturalOrder());
    }
    double target = draw * kept.stream().mapToDouble(token -> weight(logits, token, max)).sum();
    double weight = 0;
    for (int token : kept) {
      weight += weight(logits, token, max);
      if (weight > target) {
        return token;
      }
    }
    return kept.get(kept.size() - 1);
  }

  private double weight(float[] logits, int token, double max) {
    return Math.exp((logits[token] - max) / settings.temperature());
  }

  private float[] adjusted(float[] row, int[] text, int promptTokens) {
    float[] logits = row.clone();
    settings.logitBias().forEach((token, bias) -> logits[token] += bias.floatValue());
    Arrays.stream(text)
        .skip(Math.max(0, text.length - settings.repetitionWindow()))
        .distinct()
        .forEach(
            token ->
                logits[token] =
                    (float)
                        (logits[token] > 0
                            ? logits[token] / settings.repetitionPenalty()
                            : logits[token] * settings.repetitionPenalty()));
    for (int token = 0; token < row.length; token++) {
      int wanted = token;
      long times = Arrays.stream(text).skip(promptTokens).filter(other -> other == wanted).count();
      if (times > 0) {
        logits[token] -= (float) (times * settings.frequencyPenalty() + settings.presencePenalty());
      }
    }
    return logits;
  }

  private static List<Integer> byLogit(float[] logits) {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(
            Comparator.comparingDouble((Integer token) -> -logits[token])
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }
}
