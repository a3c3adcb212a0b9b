package dev.pith.eval.world;

import dev.pith.eval.world.QuantityFact.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Word problems over chains of quantities.
 *
 * <p>Difficulty adds steps (1 to 5), facts that do not matter (0 to 4), from 4 on numbers of two
 * digits that are added, and from 5 on a fact with two sources. All numbers are 1 to 99.
 */
final class QuantityWorld implements World {

  /** What a difficulty means; each value is for difficulties 1 to 6. */
  private static final int[] STEPS = {1, 2, 3, 3, 4, 5};

  private static final int[] IDLE_FACTS = {0, 1, 1, 2, 3, 4};
  private static final int[] MAX_AMOUNT = {9, 9, 9, 25, 25, 25};
  private static final int MAX_TRIPLED = 12;
  private static final int MAX_GIVEN = 30;

  @Override
  public Problem draw(int difficulty, Split wanted, RandomGenerator random) {
    List<String> names = Draw.some(Vocabulary.FIRST_NAMES, 12, random);
    List<String> items = Draw.some(Vocabulary.ITEMS, 2, random);
    List<QuantityFact> facts = facts(difficulty, names, random);
    List<String> sentences =
        new ArrayList<>(facts.stream().map(fact -> fact.sentence(items.get(0))).toList());
    List<String> idle = new ArrayList<>();
    for (int i = 0; i < IDLE_FACTS[difficulty - 1]; i++) {
      String source = Draw.one(facts, random).owner();
      int amount = Draw.between(2, MAX_AMOUNT[difficulty - 1], random);
      if (random.nextBoolean()) {
        sentences.add(source + " also has " + amount + " " + items.get(1) + ".");
      } else {
        String other = names.get(names.size() - 1 - i);
        Relation relation = random.nextBoolean() ? Relation.MORE : Relation.GIVEN;
        idle.add(other);
        sentences.add(
            new QuantityFact(other, relation, amount, List.of(source)).sentence(items.get(0)));
      }
    }
    QuantitySolution solution = new QuantitySolution(facts, idle, items.get(0));
    String asked = facts.get(facts.size() - 1).owner();
    String question =
        "Facts: "
            + String.join(" ", Draw.shuffled(sentences, random))
            + " How many "
            + items.get(0)
            + " does "
            + asked
            + " have?";
    String canonical =
        "quantity|" + facts.stream().map(QuantityFact::canonical).collect(Collectors.joining(";"));
    return new Problem(
        Family.QUANTITY,
        difficulty,
        List.of(),
        question,
        solution.walk(null, Solution.Wording.FULL).answer(),
        canonical,
        solution);
  }

  private static List<QuantityFact> facts(
      int difficulty, List<String> names, RandomGenerator random) {
    List<QuantityFact> facts = new ArrayList<>();
    List<Integer> values = new ArrayList<>();
    int steps = STEPS[difficulty - 1];
    int joins = difficulty >= 5 ? Draw.between(2, steps - 1, random) : -1;
    add(facts, values, given(names.get(0), random));
    for (int i = 1; i <= steps; i++) {
      String owner = names.get(facts.size());
      if (i == joins) {
        // A second root, which the next fact joins with the chain so far.
        QuantityFact second = given(owner, random);
        QuantityFact chain = facts.get(facts.size() - 1);
        add(facts, values, second);
        QuantityFact join =
            new QuantityFact(
                names.get(facts.size()),
                Relation.TOGETHER,
                0,
                List.of(chain.owner(), second.owner()));
        if (last(values) + values.get(values.size() - 2) > QuantitySolution.MAX_VALUE) {
          return facts(difficulty, names, random);
        }
        add(facts, values, join);
      } else {
        add(facts, values, next(owner, facts, last(values), difficulty, random));
      }
    }
    return facts;
  }

  private static QuantityFact given(String owner, RandomGenerator random) {
    return new QuantityFact(owner, Relation.GIVEN, Draw.between(2, MAX_GIVEN, random), List.of());
  }

  /** Draws a fact whose number stays in range. */
  private static QuantityFact next(
      String owner, List<QuantityFact> facts, int value, int difficulty, RandomGenerator random) {
    List<String> source = List.of(facts.get(facts.size() - 1).owner());
    int amount = Draw.between(2, MAX_AMOUNT[difficulty - 1], random);
    int kind = random.nextInt(5);
    if (kind == 0 && value <= MAX_TRIPLED) {
      return new QuantityFact(owner, Relation.TIMES, 3, source);
    }
    if (kind <= 1 && 2 * value <= QuantitySolution.MAX_VALUE) {
      return new QuantityFact(owner, Relation.TIMES, 2, source);
    }
    boolean more = kind <= 2 ? value <= amount + 1 : random.nextBoolean();
    if (more && value + amount <= QuantitySolution.MAX_VALUE) {
      return new QuantityFact(owner, Relation.MORE, amount, source);
    }
    return value > amount
        ? new QuantityFact(owner, Relation.FEWER, amount, source)
        : new QuantityFact(owner, Relation.MORE, amount, source);
  }

  private static void add(List<QuantityFact> facts, List<Integer> values, QuantityFact fact) {
    int size = values.size();
    List<Integer> from =
        fact.sources().size() == 2
            ? List.of(values.get(size - 2), values.get(size - 1))
            : fact.sources().isEmpty() ? List.of() : List.of(values.get(size - 1));
    facts.add(fact);
    values.add(fact.value(from));
  }

  private static int last(List<Integer> values) {
    return values.get(values.size() - 1);
  }
}
