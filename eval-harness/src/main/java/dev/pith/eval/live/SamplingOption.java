package dev.pith.eval.live;

import picocli.CommandLine.Option;

/** The options that say how a measured model draws its tokens. */
public final class SamplingOption {

  @Option(
      names = "--temperature",
      defaultValue = LiveSampling.TEMPERATURE,
      paramLabel = "NUMBER",
      description = "Of the sampling (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--min-p",
      defaultValue = LiveSampling.MIN_P,
      paramLabel = "SHARE",
      description =
          "Draws no token less likely than this share of the likeliest (default:"
              + " ${DEFAULT-VALUE}).")
  private double minP;

  /**
   * Returns what was chosen.
   *
   * @throws IllegalArgumentException if a value is out of its range, naming the option
   */
  public LiveSampling chosen() {
    try {
      return new LiveSampling(temperature, minP);
    } catch (IllegalArgumentException bad) {
      throw new IllegalArgumentException("--" + bad.getMessage(), bad);
    }
  }
}
