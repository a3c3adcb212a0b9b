package dev.pith.ragcache.generate;

import java.util.random.RandomGenerator;

/**
 * Chooses the tokens of one text from rows of logits, as its {@link SamplingSettings} say.
 *
 * <p>Equal settings, seed and logits give equal tokens on every JDK. Nothing is allocated per
 * token. Not thread-safe.
 */
final class Sampler {

  /*
   * The order of the parts is that of vLLM and of the OpenAI API: bias, penalties, temperature,
   * then min-p, top-k and top-p on what the temperature left, each renormalised. (llama.cpp applies
   * the temperature last unless told otherwise.) Only tokens that a filter can still keep are ever
   * ordered: what lies below (1 - topP) of the mean probability cannot belong to the top-p set,
   * because all such tokens together weigh less than 1 - topP.
   *
   * Exponentials are those of StrictMath, sums run in a fixed order, and the generator is given:
   * no step depends on the platform.
   */

  private final SamplingSettings settings;
  private final RandomGenerator chance;
  private final Scratch scratch;
  private final int[] biasTokens;
  private final double[] biases;

  /**
   * Creates the sampler of one text.
   *
   * @param chance is drawn from once per token, unless the temperature is 0
   * @param scratch may be shared with other samplers of the same thread
   */
  Sampler(SamplingSettings settings, RandomGenerator chance, Scratch scratch) {
    this.settings = settings;
    this.chance = chance;
    this.scratch = scratch;
    biasTokens =
        settings.logitBias().keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    biases = new double[biasTokens.length];
    for (int i = 0; i < biases.length; i++) {
      biases[i] = settings.logitBias().getOrDefault(biasTokens[i], 0.0);
    }
  }

  /**
   * Returns the next token.
   *
   * @param row the logits, one per token; not changed
   * @param text the tokens so far, the prompt's first
   * @param promptTokens how many of them are the prompt's
   * @param length how many there are
   * @throws IllegalStateException when a logit is NaN or positive infinity, or when none is left
   */
  int next(float[] row, int[] text, int promptTokens, int length) {
    float[] logits = scratch.logits;
    System.arraycopy(row, 0, logits, 0, logits.length);
    adjust(logits, text, promptTokens, length);
    int best = LogProbs.highest(logits);
    if (settings.temperature() == 0) {
      return best;
    }
    return draw(filter(logits, logits[best]));
  }

  /** Applies bias and penalties in place. */
  void adjust(float[] logits, int[] text, int promptTokens, int length) {
    for (int i = 0; i < biasTokens.length; i++) {
      logits[biasTokens[i]] += (float) biases[i];
    }
    penaliseRepetition(logits, text, Math.max(0, length - settings.repetitionWindow()), length);
    penaliseGenerated(logits, text, promptTokens, length);
  }

  private void penaliseRepetition(float[] logits, int[] text, int from, int to) {
    double penalty = settings.repetitionPenalty();
    if (penalty == 1) {
      return;
    }
    count(text, from, to);
    for (int i = from; i < to; i++) {
      int token = text[i];
      if (scratch.counts[token] > 0) {
        double logit = logits[token];
        logits[token] = (float) (logit > 0 ? logit / penalty : logit * penalty);
        scratch.counts[token] = 0;
      }
    }
  }

  private void penaliseGenerated(float[] logits, int[] text, int from, int to) {
    double frequency = settings.frequencyPenalty();
    double presence = settings.presencePenalty();
    if (frequency == 0 && presence == 0) {
      return;
    }
    count(text, from, to);
    for (int i = from; i < to; i++) {
      int token = text[i];
      int times = scratch.counts[token];
      if (times > 0) {
        logits[token] -= (float) (times * frequency + presence);
        scratch.counts[token] = 0;
      }
    }
  }

  private void count(int[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      scratch.counts[text[i]]++;
    }
  }

  /** Fills {@code kept} with what the filters leave, and its weights; returns how many. */
  private int filter(float[] logits, double max) {
    double temperature = settings.temperature();
    double lowest = max + temperature * StrictMath.log(settings.minP());
    int[] kept = scratch.kept;
    double[] weights = scratch.weights;
    int count = 0;
    for (int token = 0; token < logits.length; token++) {
      float logit = logits[token];
      if (logit >= lowest && logit > Float.NEGATIVE_INFINITY) {
        kept[count++] = token;
        weights[token] = StrictMath.exp((logit - max) / temperature);
      }
    }
    if (settings.topK() > 0) {
      count = mostLikely(logits, count, settings.topK(), 1);
    }
    return settings.topP() < 1 ? mostLikely(logits, count, count, settings.topP()) : count;
  }

  /** Keeps of the first {@code count} at most {@code k}, fewer when they reach {@code share}. */
  private int mostLikely(float[] logits, int count, int k, double share) {
    int[] kept = scratch.kept;
    double[] weights = scratch.weights;
    double total = weigh(count);
    double negligible = (1 - share) * total / count;
    TokenHeap heap = scratch.heap;
    heap.clear();
    for (int i = 0; i < count; i++) {
      if (weights[kept[i]] >= negligible) {
        heap.add(kept[i]);
      }
    }
    heap.order(logits);
    int taken = 0;
    double weight = 0;
    while (taken < k && heap.size() > 0 && (share == 1 || weight < share * total)) {
      int token = heap.take(logits);
      kept[taken++] = token;
      weight += weights[token];
    }
    return taken;
  }

  private int draw(int count) {
    int[] kept = scratch.kept;
    double target = chance.nextDouble() * weigh(count);
    double weight = 0;
    for (int i = 0; i < count - 1; i++) {
      weight += scratch.weights[kept[i]];
      if (weight > target) {
        return kept[i];
      }
    }
    return kept[count - 1];
  }

  private double weigh(int count) {
    double total = 0;
    for (int i = 0; i < count; i++) {
      total += scratch.weights[scratch.kept[i]];
    }
    return total;
  }

  /** Memory that the samplers of one thread share. */
  static final class Scratch {

    private final float[] logits;
    private final int[] counts;
    private final int[] kept;
    private final double[] weights;
    private final TokenHeap heap;

    Scratch(int vocabulary) {
      logits = new float[vocabulary];
      counts = new int[vocabulary];
      kept = new int[vocabulary];
      weights = new double[vocabulary];
      heap = new TokenHeap(vocabulary);
    }
  }
}
