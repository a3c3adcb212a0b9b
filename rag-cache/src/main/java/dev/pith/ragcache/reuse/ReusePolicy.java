package dev.pith.ragcache.reuse;

import dev.pith.ragcache.plan.ContextProfile;
import dev.pith.ragcache.plan.FixPlanner;
import dev.pith.ragcache.plan.FixSettings;
import dev.pith.ragcache.plan.FocusSettings;
import dev.pith.ragcache.plan.TokenChoice;
import dev.pith.ragcache.plan.VariantChoice;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What of stored chunks is reused, and which of their tokens are computed again. Immutable and
 * thread-safe.
 *
 * <p>Shares are shares of a chunk's tokens in [0, 1]. What stands at the beginning of a prompt is
 * exact there, and no policy but {@link #full} computes it again.
 */
public final class ReusePolicy {

  /*
   * [1] Cache-Craft: https://arxiv.org/abs/2502.15734
   * [2] CacheBlend: https://arxiv.org/abs/2405.16444
   * [3] EPIC: https://arxiv.org/abs/2410.15332
   */

  /** Chooses from what is known before anything runs. */
  private interface Rule {
    Optional<Reuse> choose(Place place, List<ContextProfile> stored);
  }

  /** Who chooses the tokens to repair. */
  enum Chooser {
    /** The rule, before anything runs. */
    RULE,
    /** The attention of the question, which runs once more for it. */
    QUESTION,
    /** Fresh values in the second layer, for which the first one runs for all tokens. */
    VALUES,
    /** What tokens gather in the first layer, of which all of them run the attention. */
    FIRST_LOOK
  }

  private final String name;
  private final boolean reuses;
  private final Rule rule;
  private final Chooser chooser;
  private final double share;
  private final @Nullable FocusSettings focus;

  private ReusePolicy(
      String name,
      boolean reuses,
      Rule rule,
      Chooser chooser,
      double share,
      @Nullable FocusSettings focus) {
    this.name = name;
    this.reuses = reuses;
    this.rule = rule;
    this.chooser = chooser;
    this.share = share;
    this.focus = focus;
  }

  /** Reuses nothing. */
  public static ReusePolicy full() {
    return new ReusePolicy(
        "full", false, (place, stored) -> Optional.empty(), Chooser.RULE, 0, null);
  }

  /** Reuses what stands behind exactly the same prefix, as a prefix cache does. */
  public static ReusePolicy prefix() {
    return fixed("prefix", ReusePolicy::samePrefix);
  }

  /** Reuses every stored chunk as it is. */
  public static ReusePolicy asIs() {
    return fixed("reuse", (place, stored) -> first(stored, new int[0], 0));
  }

  /** Computes tokens again that are chosen by lot. */
  public static ReusePolicy random(double share, long seed) {
    requireShare(share);
    return fixed(
        "random",
        (place, stored) -> {
          int length = place.span().length();
          // The same chunk at the same place has the same lot: a run can be repeated.
          var random = new SplittableRandom(seed ^ (31L * place.key().hashCode() + length));
          return first(
              stored, TokenChoice.random(length, TokenChoice.count(share, length), random), share);
        });
  }

  /** Computes the first tokens of each chunk again: EPIC [3]. */
  public static ReusePolicy firstTokens(double share) {
    requireShare(share);
    return fixed(
        "first",
        (place, stored) -> {
          int length = place.span().length();
          return first(stored, TokenChoice.first(length, TokenChoice.count(share, length)), share);
        });
  }

  /**
   * Computes the tokens again whose values in the second layer differ most from the stored ones:
   * CacheBlend [2]. The share is one of all chunks together, on top of the first layer.
   */
  public static ReusePolicy blend(double share) {
    return chosenLater(
        "blend", (place, stored) -> first(stored, all(place), share), Chooser.VALUES, share);
  }

  /** Computes as many tokens again as the formulas say, those that looked most outside [1]. */
  public static ReusePolicy craft(FixSettings settings) {
    FixPlanner planner = new FixPlanner(settings);
    return fixed("craft", (place, stored) -> craft(planner, place, stored, -1));
  }

  /**
   * Chooses variants and tokens by the formulas [1], and computes the same share of every chunk
   * again that is not behind its own prefix.
   */
  public static ReusePolicy craft(FixSettings settings, double share) {
    requireShare(share);
    FixPlanner planner = new FixPlanner(settings);
    return fixed("craft", (place, stored) -> craft(planner, place, stored, share));
  }

  /**
   * Computes the tokens again that the question attends to most: the question runs twice. The share
   * is one of all reused chunks together.
   */
  public static ReusePolicy question(double share) {
    return chosenLater(
        "question", (place, stored) -> first(stored, new int[0], share), Chooser.QUESTION, share);
  }

  /**
   * Computes the tokens again that gather something else in the first layer than where their KV was
   * computed: what they attended to is gone, or there is more of it. Their keys and values of that
   * layer are exact wherever they stand, so that its attention alone tells, before anything else
   * runs. The share is one of all reused chunks together; variants are chosen by the formulas [1].
   */
  public static ReusePolicy drift(double share) {
    FixPlanner planner = new FixPlanner(FixSettings.calibrated());
    return chosenLater(
        "drift",
        (place, stored) ->
            craft(planner, place, stored, 0)
                .map(reuse -> new Reuse(reuse.variant(), all(place), reuse.overhead())),
        Chooser.FIRST_LOOK,
        share);
  }

  /** Returns this policy, but chunks that the question turns away from are repaired no further. */
  public ReusePolicy withFocus(FocusSettings settings) {
    if (chooser == Chooser.VALUES || chooser == Chooser.FIRST_LOOK) {
      throw new IllegalArgumentException("focus needs tokens that are chosen before: " + name);
    }
    return new ReusePolicy(name + "+focus", reuses, rule, chooser, share, settings);
  }

  /** Returns a short name for tables. */
  public String name() {
    return name;
  }

  /** Tells whether it can reuse anything. */
  boolean reuses() {
    return reuses;
  }

  /** Decides about a segment; empty when it is computed. */
  Optional<Reuse> choose(Place place, List<ContextProfile> stored) {
    return rule.choose(place, stored);
  }

  /** Tells whether all tokens of a reused segment run through all layers. */
  boolean runsAll(Place place, Reuse reuse) {
    boolean chosen = chooser == Chooser.RULE || share == 1;
    return chosen && focus == null && reuse.repaired().length == place.span().length();
  }

  Chooser chooser() {
    return chooser;
  }

  /** Returns the share of all reused tokens that a chooser other than the rule chooses. */
  double share() {
    return share;
  }

  @Nullable FocusSettings focus() {
    return focus;
  }

  private static ReusePolicy fixed(String name, Rule rule) {
    return new ReusePolicy(name, true, rule, Chooser.RULE, 0, null);
  }

  private static ReusePolicy chosenLater(String name, Rule rule, Chooser chooser, double share) {
    requireShare(share);
    return new ReusePolicy(name, true, rule, chooser, share, null);
  }

  private static Optional<Reuse> samePrefix(Place place, List<ContextProfile> stored) {
    int index = place.exactBefore() ? indexOfSamePrefix(place, stored) : -1;
    return index < 0 ? Optional.empty() : Optional.of(new Reuse(index, new int[0], 0));
  }

  private static int indexOfSamePrefix(Place place, List<ContextProfile> stored) {
    for (int i = 0; i < stored.size(); i++) {
      if (stored.get(i).isExactBehind(place.before())) {
        return i;
      }
    }
    return -1;
  }

  private static Optional<Reuse> first(
      List<ContextProfile> stored, int[] repaired, double overhead) {
    return stored.isEmpty() ? Optional.empty() : Optional.of(new Reuse(0, repaired, overhead));
  }

  private static int[] all(Place place) {
    return TokenChoice.first(place.span().length(), place.span().length());
  }

  private static Optional<Reuse> craft(
      FixPlanner planner, Place place, List<ContextProfile> stored, double share) {
    Optional<VariantChoice> choice = planner.choose(stored, place.prefix(), place.prefixLengths());
    return choice.map(
        chosen -> {
          ContextProfile profile = stored.get(chosen.index());
          double overhead = chosen.estimate().overhead();
          double repaired = share < 0 ? overhead : overhead > 0 ? share : 0;
          return new Reuse(chosen.index(), planner.tokens(profile, repaired), overhead);
        });
  }

  private static void requireShare(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be in [0, 1]: " + share);
    }
  }
}
