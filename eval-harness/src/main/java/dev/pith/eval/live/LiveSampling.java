package dev.pith.eval.live;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How every live request is sampled: at temperature 1 and nothing else, when not told otherwise, as
 * most servers do.
 *
 * @param temperature in [0, 2]; greedy decoding would hide the slips
 * @param minP tokens that are less likely than this share of the likeliest one are not drawn, in
 *     [0, 1]
 */
public record LiveSampling(double temperature, double minP) {
  static final String TEMPERATURE = "1";
  static final String MIN_P = "0";

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range, naming it
   */
  public LiveSampling {
    if (!(temperature >= 0 && temperature <= 2)) {
      throw new IllegalArgumentException("temperature must be in [0, 2]: " + temperature);
    }
    if (!(minP >= 0 && minP <= 1)) {
      throw new IllegalArgumentException("min-p must be in [0, 1]: " + minP);
    }
  }

  static LiveSampling defaults() {
    return new LiveSampling(Double.parseDouble(TEMPERATURE), Double.parseDouble(MIN_P));
  }

  /** Adds its settings and a seed to a request. */
  void addTo(ObjectNode request, long seed) {
    request.put("temperature", temperature).put("min_p", minP).put("seed", seed);
  }
}
