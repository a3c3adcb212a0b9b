package dev.pith.verifier.detect;

import dev.pith.verifier.detect.Prober.Place;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The detectors that come with Pith, each with the score from which on it says "settled". */
public enum DetectorKind {

  /*
   * [1] Dynasor / Certaindex, forced answers at intervals. https://arxiv.org/abs/2412.20993
   * [2] DEER, geometric mean of the trial answer's probabilities, 0.95.
   *     https://arxiv.org/abs/2504.15895
   * [3] EAT, entropy after the end tag; the threshold here is on the entropy itself, not on its
   *     variance. https://arxiv.org/abs/2509.26522
   * [4] ThinkBrake, log p(top) - log p(end tag) of at most 0.1. https://arxiv.org/abs/2510.00546
   */

  /** The model, made to answer, gives the answer that it gave at the last checkpoints [1]. */
  FORCED_ANSWER(Place.IN_ANSWER, 1.0),
  /** The model, made to answer, is sure of what it writes [2]. */
  CONFIDENCE(Place.IN_ANSWER, 0.95),
  /** Behind the end tag the model is sure of how to begin [3]: {@code exp(-entropy)}. */
  ENTROPY(Place.AFTER_END_TAG, 0.8),
  /** The model would end its thinking here [4]: the share of the end tag beside the best other. */
  MARGIN(Place.AFTER_THINKING, 0.5);

  private final Place place;
  private final double threshold;

  DetectorKind(Place place, double threshold) {
    this.place = place;
    this.threshold = threshold;
  }

  /** Returns its name as settings have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the score from which on it says "settled" unless a setting says otherwise. */
  public double threshold() {
    return threshold;
  }

  /** Returns the detector of that name. */
  public static Optional<DetectorKind> named(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst();
  }

  /** Returns all names. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(DetectorKind::label).toList();
  }

  Place place() {
    return place;
  }
}
