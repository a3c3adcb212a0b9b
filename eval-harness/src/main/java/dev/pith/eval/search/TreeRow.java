package dev.pith.eval.search;

/**
 * A line of the report: one policy on recorded trees. All but the shares are means over trees.
 *
 * @param trees how many there are
 * @param seeds how many draws there were
 * @param nodes candidates that the policy was shown
 * @param kept candidates that it kept
 * @param duplicatesKept kept ones whose state is that of another kept one of their level
 * @param unexpandedKept kept ones of which it is not recorded what would have come of them
 * @param solutionKept share of the trees with a recorded solution in which it is kept
 * @param solved share of all trees in which a recorded solution is kept
 */
record TreeRow(
    String dataset,
    String model,
    String policy,
    int trees,
    int seeds,
    double nodes,
    double kept,
    double duplicatesKept,
    double unexpandedKept,
    double solutionKept,
    double solved) {}
