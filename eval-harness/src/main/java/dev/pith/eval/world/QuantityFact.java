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

  QuantityFact withSources(List<String> others) {
    return new QuantityFact(owner, relation, amount, others);
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

  /** Returns the statement as a problem makes it: owner, verb, sources, amount. */
  String sentence(String item) {
    return opening(item)
        + switch (relation) {
          case GIVEN -> "";
          case MORE, FEWER -> " by " + amount + " " + item;
          case TIMES -> " in " + item;
          case TOGETHER -> " together";
        }
        + ".";
  }

  /** Returns the beginning of the statement: whose number is needed, or the number itself. */
  String opening(String item) {
    return owner
        + switch (relation) {
          case GIVEN -> " has " + amount + " " + item;
          case MORE -> " leads " + sources.get(0);
          case FEWER -> " trails " + sources.get(0);
          case TIMES -> (amount == 2 ? " doubles " : " triples ") + sources.get(0);
          case TOGETHER -> " matches " + sources.get(0) + " and " + sources.get(1);
        };
  }

  /** Returns the step that uses the statement. */
  String step(String item, List<Integer> from, int result, Solution.Wording wording) {
    boolean full = wording == Solution.Wording.FULL;
    if (relation == Relation.GIVEN) {
      return full ? withAmount(result).sentence(item) : owner + ": " + result + ".";
    }
    String working = working(from, result);
    return full
        ? sentence(item).replaceAll("\\.$", ", so " + working + ".")
        : owner + ": " + working + ".";
  }

  /** Returns what is done with the numbers of the sources. */
  String operation() {
    return switch (relation) {
      case GIVEN -> Integer.toString(amount);
      case MORE -> "+ " + amount;
      case FEWER -> "- " + amount;
      case TIMES -> "* " + amount;
      case TOGETHER -> sources.get(0) + " + " + sources.get(1);
    };
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
}
