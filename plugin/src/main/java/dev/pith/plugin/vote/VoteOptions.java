package dev.pith.plugin.vote;

import dev.pith.plugin.settings.NearestName;
import dev.pith.verifier.vote.WaveSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How one question is answered from several branches, wherever Pith stands: in the proxy or around
 * a LangChain4j model.
 *
 * @param waves when branches are started, stopped and believed
 * @param stepTokens how many tokens of one branch make a step, at least 1; the named settings were
 *     chosen at 500. Branches that end within one step are voted on when all of a wave have ended
 * @param silence a branch that sends nothing for so long is given up, and one that sends nothing
 *     for a tenth of it is not waited for, each at the latest a tenth later; at least a millisecond
 * @param timeLimit after so long the vote ends with the branches that have finished; at least a
 *     millisecond
 */
public record VoteOptions(
    WaveSettings waves, int stepTokens, Duration silence, Duration timeLimit) {

  private static final int STEP_TOKENS = 500;
  private static final Duration SILENCE = Duration.ofMinutes(2);
  private static final Duration TIME_LIMIT = Duration.ofMinutes(15);

  /** The names of the settings that come with Pith. */
  public static final List<String> NAMES = List.of("low-latency", "balanced", "cheap");

  /** What holds where nobody says otherwise: {@code balanced}, finished branches alone. */
  public static final VoteOptions DEFAULT = named("balanced");

  /** The names of all values, as {@link Builder#set} takes them. */
  private static final List<String> KEYS =
      List.of(
          "first",
          "most",
          "grow",
          "gapSteps",
          "probes",
          "probeWeight",
          "equalProbes",
          "warmUp",
          "unreadableVotes",
          "confidence",
          "hold",
          "minFinished",
          "prune",
          "pruneShare",
          "prunePatience",
          "stepTokens",
          "silenceMs",
          "timeLimitMs");

  /** Refuses values out of range, naming them. */
  public VoteOptions {
    requirePositive("stepTokens", stepTokens);
    requirePositive("silenceMs", silence.toMillis());
    requirePositive("timeLimitMs", timeLimit.toMillis());
  }

  /**
   * Returns settings that come with Pith, without what needs probes.
   *
   * @throws IllegalArgumentException if there are none of that name
   */
  public static VoteOptions named(String name) {
    WaveSettings waves =
        switch (name) {
          case "low-latency" -> WaveSettings.LOW_LATENCY;
          case "balanced" -> WaveSettings.BALANCED;
          case "cheap" -> WaveSettings.CHEAP;
          default -> throw new IllegalArgumentException("must be one of " + NAMES + ": " + name);
        };
    return new VoteOptions(waves.finishedOnly(), STEP_TOKENS, SILENCE, TIME_LIMIT);
  }

  /**
   * Returns plain self-consistency: so many branches to their ends, and the most frequent answer.
   */
  public static VoteOptions selfConsistency(int branches) {
    return builder(DEFAULT)
        .set("most", branches)
        .set("first", branches)
        .set("confidence", 1)
        .build();
  }

  /** Starts from {@link #DEFAULT}. */
  public static Builder builder() {
    return builder(DEFAULT);
  }

  /** Starts from other options. */
  public static Builder builder(VoteOptions base) {
    return new Builder(base);
  }

  private static void requirePositive(String name, long value) {
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s must be in [1, %d]: %d".formatted(name, Integer.MAX_VALUE, value));
    }
  }

  /** Collects values by their names, those of {@link WaveSettings} among them. Not thread-safe. */
  public static final class Builder {
    private final VoteOptions base;
    private final Map<String, Object> values = new LinkedHashMap<>();

    private Builder(VoteOptions base) {
      this.base = base;
    }

    /**
     * Sets one value.
     *
     * @param key a component of {@link WaveSettings}, {@code stepTokens}, {@code silenceMs}, {@code
     *     timeLimitMs}, or {@code probes}: whether branches are probed as {@link
     *     WaveSettings#withProbes} or not at all, which the other values may change
     * @param value a number or a boolean
     * @throws IllegalArgumentException if there is none of that name
     */
    public Builder set(String key, Object value) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "%s is unknown; did you mean %s?".formatted(key, NearestName.of(key, KEYS)));
      }
      values.put(key, value);
      return this;
    }

    /**
     * Builds the options.
     *
     * @throws IllegalArgumentException if a value is not of its type or out of its range
     */
    public VoteOptions build() {
      WaveSettings waves = base.waves();
      if (values.containsKey("probes")) {
        waves = flag("probes", false) ? waves.withProbes() : waves.finishedOnly();
      }
      return new VoteOptions(
          new WaveSettings(
              whole("first", waves.first()),
              whole("most", waves.most()),
              whole("grow", waves.grow()),
              whole("gapSteps", waves.gapSteps()),
              real("probeWeight", waves.probeWeight()),
              whole("equalProbes", waves.equalProbes()),
              whole("warmUp", waves.warmUp()),
              flag("unreadableVotes", waves.unreadableVotes()),
              real("confidence", waves.confidence()),
              whole("hold", waves.hold()),
              whole("minFinished", waves.minFinished()),
              flag("prune", waves.prune()),
              real("pruneShare", waves.pruneShare()),
              whole("prunePatience", waves.prunePatience())),
          whole("stepTokens", base.stepTokens()),
          Duration.ofMillis(whole("silenceMs", Math.toIntExact(base.silence().toMillis()))),
          Duration.ofMillis(whole("timeLimitMs", Math.toIntExact(base.timeLimit().toMillis()))));
    }

    private int whole(String key, int otherwise) {
      Object value = values.getOrDefault(key, otherwise);
      if (value instanceof Number number && number.doubleValue() == number.intValue()) {
        return number.intValue();
      }
      throw wrong(key, "a whole number", value);
    }

    private double real(String key, double otherwise) {
      Object value = values.getOrDefault(key, otherwise);
      if (value instanceof Number number) {
        return number.doubleValue();
      }
      throw wrong(key, "a number", value);
    }

    private boolean flag(String key, boolean otherwise) {
      Object value = values.getOrDefault(key, otherwise);
      if (value instanceof Boolean flag) {
        return flag;
      }
      throw wrong(key, "true or false", value);
    }

    private static IllegalArgumentException wrong(String key, String expected, Object value) {
      return new IllegalArgumentException("%s must be %s: %s".formatted(key, expected, value));
    }
  }
}
