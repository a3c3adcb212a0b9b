package dev.pith.eval.world;

import java.util.List;

/**
 * One statement of how many things somebody has.
 *
 * @param owner who has them
 * @param relation how the number follows
 * @param amount the number in the statement; 0 where it has none
 * @param sources whose numbers it follows from: none, one or two
 */
record QuantityFact(String owner, Relation relation, int amount, List<String> sources) {

  /** How a number follows from others. */
  enum Relation {
    GIVEN,
    MORE,
    FEWER,
    TIMES,
    TOGETHER
  }

  QuantityFact {
    sources = List.copyOf(sources);
  }

  QuantityFact with(Relation other) {
    return new QuantityFact(owner, other, amount, sources);
  }

  QuantityFact withAmount(int other) {
    return new QuantityFact(owner, relation, other, sources);
  }

  /** Returns the number that follows, from the numbers of the sources. */
  int value(List<Integer> from) {
    return switch (relation) {
      case GIVEN -> amount;
      case MORE -> from.get(0) + amount;
      case FEWER -> from.get(0) - amount;
      case TIMES -> from.get(0) * amount;
      case TOGETHER -> from.get(0) + from.get(1);
    };
  }

  /** Returns the statement as a problem makes it. */
  String sentence(String item) {
    return switch (relation) {
      case GIVEN -> owner + " has " + amount + " " + item + ".";
      case MORE -> owner + " has " + amount + " more " + item + " than " + sources.get(0) + ".";
      case FEWER -> owner + " has " + amount + " fewer " + item + " than " + sources.get(0) + ".";
      case TIMES -> owner + " has " + times() + " as many " + item + " as " + sources.get(0) + ".";
      case TOGETHER ->
          owner
              + " has as many "
              + item
              + " as "
              + sources.get(0)
              + " and "
              + sources.get(1)
              + " together.";
    };
  }

  /** Returns the step that uses the statement. */
  String step(String item, List<Integer> from, int result, Solution.Wording wording) {
    if (relation == Relation.GIVEN) {
      return wording == Solution.Wording.FULL
          ? owner + " has " + result + " " + item + "."
          : owner + ": " + result + ".";
    }
    String working = working(from, result);
    if (wording == Solution.Wording.BRIEF) {
      return owner + ": " + working + ".";
    }
    return owner + " has " + reason(item) + ", so " + working + ".";
  }

  /** Returns what the owner has, word for word as the problem says it. */
  String reason(String item) {
    String sentence = sentence(item);
    return sentence.substring((owner + " has ").length(), sentence.length() - 1);
  }

  /** Returns the equations that come to the result. */
  String working(List<Integer> from, int result) {
    return switch (relation) {
      case GIVEN -> Integer.toString(result);
      case MORE -> Arithmetic.sum(from.get(0), amount, result);
      case FEWER -> Arithmetic.difference(from.get(0), amount, result);
      case TIMES ->
          amount == 2
              ? Arithmetic.sum(from.get(0), from.get(0), result)
              : Arithmetic.product(amount, from.get(0), result);
      case TOGETHER -> Arithmetic.sum(from.get(0), from.get(1), result);
    };
  }

  /** Returns the statement without its wording. */
  String canonical() {
    return owner + "=" + relation + amount + sources;
  }

  private String times() {
    return amount == 2 ? "twice" : "three times";
  }
}
