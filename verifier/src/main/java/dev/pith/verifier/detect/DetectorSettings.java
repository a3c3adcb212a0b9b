package dev.pith.verifier.detect;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which detectors are asked, where, and how their answers are combined with the verifier's verdict.
 *
 * @param members the detectors, each under a name of its own; none by default
 * @param combine how they are combined
 * @param combineThreshold for {@link Combine#WEIGHTED}: the mean from which on the answer is
 *     settled, in (0, 1]
 * @param verifierWeight for {@link Combine#WEIGHTED}: the weight of the verdict, at least 0
 * @param gapTokens distance between two checkpoints, at least 1; estimated from characters
 * @param patience how many answers in a row must be equal for a forced answer, at least 1
 * @param answerTokens most tokens of a forced answer, at least 1
 * @param opener the words that a forced answer begins with
 */
public record DetectorSettings(
    List<Member> members,
    Combine combine,
    double combineThreshold,
    double verifierWeight,
    int gapTokens,
    int patience,
    int answerTokens,
    String opener) {

  /** How the detectors and the verdict are combined. */
  public enum Combine {
    /** One of them is enough. */
    ANY,
    /** All of them must agree; a detector that has not answered does not. */
    ALL,
    /** Their weighted mean must reach a threshold; one that has not answered counts as 0. */
    WEIGHTED
  }

  /**
   * A detector.
   *
   * @param name its name
   * @param threshold the score from which on it says "settled", in (0, 1]
   * @param patience for how many checkpoints in a row it must say so, at least 1
   * @param weight for {@link Combine#WEIGHTED}, at least 0
   */
  public record Member(String name, double threshold, int patience, double weight) {

    /** Refuses values out of range. */
    public Member {
      require(threshold > 0 && threshold <= 1, "threshold", "in (0, 1]", threshold);
      require(patience >= 1, "patience", "at least 1", patience);
      require(weight >= 0 && weight < Double.POSITIVE_INFINITY, "weight", "at least 0", weight);
    }
  }

  /** No detectors: the verdict alone decides. */
  public static final DetectorSettings OFF =
      new DetectorSettings(List.of(), Combine.ANY, 0.5, 1, 128, 2, 20, "The final answer is");

  /** Refuses values out of range, naming them. */
  public DetectorSettings {
    members = List.copyOf(members);
    Set<String> names = new HashSet<>();
    members.forEach(
        member -> require(names.add(member.name()), "a detector", "named once", member.name()));
    require(
        combineThreshold > 0 && combineThreshold <= 1,
        "combineThreshold",
        "in (0, 1]",
        combineThreshold);
    require(
        verifierWeight >= 0 && verifierWeight < Double.POSITIVE_INFINITY,
        "verifierWeight",
        "at least 0",
        verifierWeight);
    double weights = verifierWeight + members.stream().mapToDouble(Member::weight).sum();
    require(
        combine != Combine.WEIGHTED || weights > 0, "the sum of the weights", "above 0", weights);
    require(gapTokens >= 1, "gapTokens", "at least 1", gapTokens);
    require(patience >= 1, "patience", "at least 1", patience);
    require(answerTokens >= 1, "answerTokens", "at least 1", answerTokens);
    require(!opener.isBlank(), "opener", "not blank", opener);
  }

  /** Returns whether nobody is asked. */
  public boolean isOff() {
    return members.isEmpty();
  }

  /** Returns the detectors that come with Pith among the members, in their order. */
  public List<DetectorKind> kinds() {
    return members.stream().flatMap(each -> DetectorKind.named(each.name()).stream()).toList();
  }

  private static void require(boolean holds, String name, String range, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be " + range + ": " + value);
    }
  }
}
