package dev.pith.eval.rag;

import dev.pith.ragcache.plan.FixSettings;
import dev.pith.ragcache.reuse.ReusePolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A policy of reuse that is compared, by the name that the report has for it. */
public enum RagPolicy {
  FULL("full", Measure.NONE),
  PREFIX("prefix", Measure.NONE),
  AS_IS("reuse", Measure.NONE),
  CRAFT_PAPER("craft-paper", Measure.NONE),
  CRAFT_CALIBRATED("craft-calibrated", Measure.NONE),
  RANDOM("random", Measure.SHARE),
  FIRST("first", Measure.SHARE),
  BLEND("blend", Measure.SHARE),
  CRAFT("craft", Measure.SHARE),
  CRAFT_ALPHA("craft-alpha", Measure.ALPHA),
  QUESTION("question", Measure.SHARE),
  DRIFT("drift", Measure.SHARE);

  /** What says how much a policy computes again. */
  enum Measure {
    /** The policy itself. */
    NONE,
    /** A share of the reused tokens. */
    SHARE,
    /** The factor of Cache-Craft's formulas. */
    ALPHA
  }

  private final String key;
  private final Measure measure;

  RagPolicy(String key, Measure measure) {
    this.key = key;
    this.measure = measure;
  }

  /** Returns the name. */
  public String key() {
    return key;
  }

  /** Returns what somebody has to say about how much is computed again. */
  Measure measure() {
    return measure;
  }

  /**
   * Returns what the engine is told.
   *
   * @param value the share of the tokens of reused chunks, in [0, 1], or alpha; without meaning
   *     where a policy has neither
   * @param seed of lots
   */
  public ReusePolicy policy(double value, long seed) {
    return switch (this) {
      case FULL -> ReusePolicy.full();
      case PREFIX -> ReusePolicy.prefix();
      case AS_IS -> ReusePolicy.asIs();
      case CRAFT_PAPER -> ReusePolicy.craft(FixSettings.paper());
      case CRAFT_CALIBRATED -> ReusePolicy.craft(FixSettings.calibrated());
      case RANDOM -> ReusePolicy.random(value, seed);
      case FIRST -> ReusePolicy.firstTokens(value);
      case BLEND -> ReusePolicy.blend(value);
      case CRAFT -> ReusePolicy.craft(FixSettings.calibrated(), value);
      case CRAFT_ALPHA -> ReusePolicy.craft(FixSettings.calibrated().withAlpha(value));
      case QUESTION -> ReusePolicy.question(value);
      case DRIFT -> ReusePolicy.drift(value);
    };
  }

  /** Returns the policy of that name. */
  public static Optional<RagPolicy> named(String key) {
    return Arrays.stream(values()).filter(policy -> policy.key.equals(key)).findFirst();
  }

  /** Returns the names of all policies. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(RagPolicy::key).toList();
  }
}
