package dev.pith.verifier.vote;

/**
 * When {@link VotePolicy#waves} starts, stops and believes branches.
 *
 * @param first how many branches are started at once, at least 1
 * @param most how many are started in all, at least {@code first}
 * @param grow how many are added while the vote is not clear, at least 1
 * @param gapSteps how many steps lie between two additions, at least 1
 * @param probeWeight the vote of a running branch whose probes agree, in [0, 1]; that of a finished
 *     one is 1. With 0 no probe is needed
 * @param equalProbes how many of its last probes must agree for that, at least 1
 * @param warmUp how many probes must have been answered before any of them counts, at least 1
 * @param unreadableVotes whether what cannot be read votes as an answer of its own, as in published
 *     self-consistency; the vote may then end without an answer
 * @param confidence what {@link LeadConfidence} must exceed for the vote to end, in [0.5, 1]
 * @param hold for how many steps in a row, at least 1; when no branch runs there is nothing to wait
 *     for, and one is enough
 * @param minFinished how many branches must have finished by then, at least 0
 * @param prune whether branches that contradict a clear leader are stopped; needs probes
 * @param pruneShare what part of the mass makes a leader clear, in [0, 1]
 * @param prunePatience for how many probes in a row they may contradict it, at least 1
 */
public record WaveSettings(
    int first,
    int most,
    int grow,
    int gapSteps,
    double probeWeight,
    int equalProbes,
    int warmUp,
    boolean unreadableVotes,
    double confidence,
    int hold,
    int minFinished,
    boolean prune,
    double pruneShare,
    int prunePatience) {

  private static final double PROBE_WEIGHT = 0.3;

  /*
   * The three named settings were chosen among 140 on AIME 2024 with traces of Qwen3-8B, in steps
   * of 500 tokens; no other data was looked at.
   */

  /** For an answer soon: 16 branches at once, and many more while they disagree. */
  public static final WaveSettings LOW_LATENCY = waves(16, 16, 10, 0.97, 4);

  /** Between the other two. */
  public static final WaveSettings BALANCED = waves(8, 16, 8, 0.95, 2);

  /** For few tokens: what runs is waited for before more is started. */
  public static final WaveSettings CHEAP = waves(8, 40, 8, 0.95, 2);

  /** Refuses values out of range, naming them. */
  public WaveSettings {
    require(first >= 1, "first", "at least 1", first);
    require(most >= first, "most", "at least " + first, most);
    require(grow >= 1, "grow", "at least 1", grow);
    require(gapSteps >= 1, "gapSteps", "at least 1", gapSteps);
    require(probeWeight >= 0 && probeWeight <= 1, "probeWeight", "in [0, 1]", probeWeight);
    require(equalProbes >= 1, "equalProbes", "at least 1", equalProbes);
    require(warmUp >= 1, "warmUp", "at least 1", warmUp);
    require(confidence >= 0.5 && confidence <= 1, "confidence", "in [0.5, 1]", confidence);
    require(hold >= 1, "hold", "at least 1", hold);
    require(minFinished >= 0, "minFinished", "at least 0", minFinished);
    require(pruneShare >= 0 && pruneShare <= 1, "pruneShare", "in [0, 1]", pruneShare);
    require(prunePatience >= 1, "prunePatience", "at least 1", prunePatience);
  }

  /** Returns whether branches must be probed. */
  public boolean probes() {
    return probeWeight > 0 || prune;
  }

  /** Returns these settings without what needs probes: only finished branches count. */
  public WaveSettings finishedOnly() {
    return probing(0, false);
  }

  /** Returns these settings with the probes of the named ones: they count, and prune. */
  public WaveSettings withProbes() {
    return probing(PROBE_WEIGHT, true);
  }

  private WaveSettings probing(double weight, boolean prunes) {
    return new WaveSettings(
        first,
        most,
        grow,
        gapSteps,
        weight,
        equalProbes,
        warmUp,
        unreadableVotes,
        confidence,
        hold,
        minFinished,
        prunes,
        pruneShare,
        prunePatience);
  }

  private static WaveSettings waves(
      int wave, int gapSteps, int equalProbes, double confidence, int minFinished) {
    return new WaveSettings(
        wave,
        64,
        wave,
        gapSteps,
        PROBE_WEIGHT,
        equalProbes,
        8,
        false,
        confidence,
        2,
        minFinished,
        true,
        0.6,
        10);
  }

  private static void require(boolean holds, String name, String range, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("%s must be %s: %s".formatted(name, range, value));
    }
  }
}
