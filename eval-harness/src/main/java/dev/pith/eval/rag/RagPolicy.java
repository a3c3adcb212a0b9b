package dev.pith.eval.rag;

import dev.pith.ragcache.plan.FixSettings;
import dev.pith.ragcache.reuse.ReusePolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A policy of reuse that is compared, by the name that the report has for it. */
public enum RagPolicy {
  FULL("full", false),
  PREFIX("prefix", false),
  AS_IS("reuse", false),
  CRAFT_PAPER("craft-paper", false),
  CRAFT_CALIBRATED("craft-calibrated", false),
  RANDOM("random", true),
  FIRST("first", true),
  BLEND("blend", true),
  CRAFT("craft", true),
  QUESTION("question", true),
  DRIFT("drift", true);

  private final String key;
  private final boolean hasShare;

  RagPolicy(String key, boolean hasShare) {
    this.key = key;
    this.hasShare = hasShare;
  }

  /** Returns the name. */
  public String key() {
    return key;
  }

  /** Tells whether somebody has to say which share of the tokens is computed again. */
  public boolean hasShare() {
    return hasShare;
  }

  /**
   * Returns what the engine is told.
   *
   * @param share of the tokens of reused chunks, in [0, 1]; without meaning where a policy has none
   * @param seed of lots
   */
  public ReusePolicy policy(double share, long seed) {
    return switch (this) {
      case FULL -> ReusePolicy.full();
      case PREFIX -> ReusePolicy.prefix();
      case AS_IS -> ReusePolicy.asIs();
      case CRAFT_PAPER -> ReusePolicy.craft(FixSettings.paper());
      case CRAFT_CALIBRATED -> ReusePolicy.craft(FixSettings.calibrated());
      case RANDOM -> ReusePolicy.random(share, seed);
      case FIRST -> ReusePolicy.firstTokens(share);
      case BLEND -> ReusePolicy.blend(share);
      case CRAFT -> ReusePolicy.craft(FixSettings.calibrated(), share);
      case QUESTION -> ReusePolicy.question(share);
      case DRIFT -> ReusePolicy.drift(share);
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
