package dev.pith.verifier.search;

/**
 * What ETS weighs against what.
 *
 * @param temperature of the softmax over scores, above 0
 * @param lambdaB what keeping all nodes would cost, at least 0, in units of the whole score mass; 0
 *     keeps everything
 * @param lambdaD what covering all clusters is worth, at least 0, in the same unit; 0 is the
 *     paper's ablation that looks at KV alone
 * @param cost what a node costs in proportion to
 * @param spareKept gives every kept candidate one continuation before the rest is shared out. The
 *     published method does not: what was kept for its meaning may then not be continued
 * @param handBack gives what pruned candidates would have got to the kept ones, as published; false
 *     narrows the search instead, which saves tokens
 * @param minWidth what the search is never narrowed below when nothing is handed back, at least 1
 */
public record EtsSettings(
    double temperature,
    double lambdaB,
    double lambdaD,
    Cost cost,
    boolean spareKept,
    boolean handBack,
    int minWidth) {

  /** What the cost of a node is proportional to; all nodes together cost {@link #lambdaB}. */
  public enum Cost {
    /** Nothing: every node costs the same, as published. */
    NODES,
    /** The tokens of its step. The prompt costs nothing: it is kept whatever is pruned. */
    TOKENS,
    /** The tokens of its step; the prompt counts as a step. */
    TOKENS_AND_PROMPT
  }

  private static final double PUBLISHED_TEMPERATURE = 0.2;
  private static final double PUBLISHED_LAMBDA_B = 1.0;

  /** Refuses values out of range, naming them. */
  public EtsSettings {
    require(temperature > 0 && finite(temperature), "temperature", "above 0", temperature);
    require(lambdaB >= 0 && finite(lambdaB), "lambdaB", "at least 0", lambdaB);
    require(lambdaD >= 0 && finite(lambdaD), "lambdaD", "at least 0", lambdaD);
    require(minWidth >= 1, "minWidth", "at least 1", minWidth);
  }

  /**
   * Returns the published parameters.
   *
   * @param searchWidth the width of the search: 16, 64 and 256 are published, the nearest of these
   *     is taken
   */
  public static EtsSettings published(int searchWidth) {
    Selection.checkWidth(searchWidth);
    double lambdaD = searchWidth <= 32 ? 1.5 : searchWidth <= 128 ? 1.4 : 1.45;
    return new EtsSettings(
        PUBLISHED_TEMPERATURE, PUBLISHED_LAMBDA_B, lambdaD, Cost.NODES, false, true, 1);
  }

  /**
   * Returns settings that save generated tokens too: nodes cost what their steps are long, kept
   * meanings go on, and the search narrows when candidates are pruned.
   *
   * @param minWidth what it is never narrowed below, at least 1
   */
  public static EtsSettings narrowing(int searchWidth, int minWidth) {
    return new EtsSettings(
        PUBLISHED_TEMPERATURE,
        PUBLISHED_LAMBDA_B,
        published(searchWidth).lambdaD,
        Cost.TOKENS,
        true,
        false,
        minWidth);
  }

  /** Returns these settings with other weights. */
  public EtsSettings withWeights(double newLambdaB, double newLambdaD) {
    return new EtsSettings(
        temperature, newLambdaB, newLambdaD, cost, spareKept, handBack, minWidth);
  }

  /** Returns these settings with another cost of nodes. */
  public EtsSettings withCost(Cost newCost) {
    return new EtsSettings(temperature, lambdaB, lambdaD, newCost, spareKept, handBack, minWidth);
  }

  private static boolean finite(double value) {
    return value < Double.POSITIVE_INFINITY;
  }

  private static void require(boolean holds, String name, String range, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("%s must be %s: %s".formatted(name, range, value));
    }
  }
}
