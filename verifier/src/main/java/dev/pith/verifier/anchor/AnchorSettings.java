package dev.pith.verifier.anchor;

/**
 * How the coarse stage asks.
 *
 * @param form what the pruning model answers with
 * @param maxAttempts how often it is asked to prune, at least 1
 * @param temperature of its first answer
 * @param retryTemperature of further ones: the same prompt would get the same answer otherwise
 * @param maxTokens longest answer, at least 1
 * @param check what an answer as text must pass
 */
public record AnchorSettings(
    Form form,
    int maxAttempts,
    double temperature,
    double retryTemperature,
    int maxTokens,
    SectionCheck check) {

  /** What the pruning model answers with. */
  public enum Form {
    /** The numbers of the sections to drop: nothing can be invented, and few tokens are written. */
    NUMBERS,
    /** The shortened text, which is checked (published). */
    TEXT
  }

  private static final int MAX_TOKENS = 16_384;
  private static final int PUBLISHED_ATTEMPTS = 5;
  private static final double PUBLISHED_TEMPERATURE = 2.0;

  /** Refuses what cannot be asked. */
  public AnchorSettings {
    if (maxAttempts < 1 || maxTokens < 1) {
      throw new IllegalArgumentException(
          "maxAttempts and maxTokens must be at least 1: " + maxAttempts + ", " + maxTokens);
    }
    if (!(temperature >= 0) || !(retryTemperature >= 0)) {
      throw new IllegalArgumentException(
          "temperatures must be at least 0: " + temperature + ", " + retryTemperature);
    }
  }

  /** Returns ours: the numbers of sections, asked for a second time when they cannot be read. */
  public static AnchorSettings defaults() {
    return new AnchorSettings(Form.NUMBERS, 2, 0, 0.7, MAX_TOKENS, SectionCheck.strict());
  }

  /** Returns the published ones. */
  public static AnchorSettings published() {
    return new AnchorSettings(
        Form.TEXT,
        PUBLISHED_ATTEMPTS,
        PUBLISHED_TEMPERATURE,
        PUBLISHED_TEMPERATURE,
        MAX_TOKENS,
        SectionCheck.published());
  }
}
