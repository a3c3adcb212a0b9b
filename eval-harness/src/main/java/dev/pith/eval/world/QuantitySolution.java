package dev.pith.eval.world;

import dev.pith.eval.world.QuantityFact.Relation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Follows the facts from those that are given to the one that is asked for.
 *
 * @param facts what is needed, each after its sources; the last one is asked for
 * @param idle people whose numbers do not matter
 * @param item what is counted
 */
record QuantitySolution(List<QuantityFact> facts, List<String> idle, String item)
    implements Solution {

  static final int MAX_VALUE = 99;

  QuantitySolution {
    facts = List.copyOf(facts);
    idle = List.copyOf(idle);
  }

  @Override
  public String plan() {
    StringBuilder plan = new StringBuilder("I need the number for " + asked() + ".");
    for (int i = facts.size() - 1; i >= 0; i--) {
      plan.append(' ').append(facts.get(i).opening(item)).append('.');
    }
    return plan.append(" So the order is ").append(planKey()).append('.').toString();
  }

  @Override
  public String planKey() {
    return facts.stream().map(QuantityFact::owner).collect(Collectors.joining(", "));
  }

  @Override
  public int steps() {
    return facts.size();
  }

  @Override
  public Attempt walk(@Nullable Slip slip, Wording wording) {
    Slipped slipped = slip == null ? null : slipped(slip);
    Map<String, Integer> values = values(slipped);
    List<Attempt.Step> steps = new ArrayList<>();
    for (int i = 0; i < facts.size(); i++) {
      QuantityFact fact = slipped != null && i == slipped.step ? slipped.fact : facts.get(i);
      List<Integer> from = sources(fact, values);
      int result = value(fact, values);
      String key = Arithmetic.last(fact.working(from, result));
      steps.add(
          new Attempt.Step(
              fact.step(item, from, result, wording),
              from.isEmpty()
                  ? fact.owner() + (wording == Wording.FULL ? " has " : ": ") + key
                  : key,
              slipped == null || i < slipped.step));
    }
    return new Attempt(steps, Integer.toString(value(facts.get(facts.size() - 1), values)));
  }

  @Override
  public String stated(String answer) {
    return asked() + " has " + answer + " " + item;
  }

  @Override
  public String deadEnd(RandomGenerator random) {
    if (idle.isEmpty()) {
      return "I could guess a number and test it. That would take too long.";
    }
    String other = Draw.one(idle, random);
    return "I could start from "
        + other
        + ". The number for "
        + other
        + " is not needed for "
        + asked()
        + ".";
  }

  @Override
  public List<Lookup> lookups(RandomGenerator random) {
    List<Lookup> read = new ArrayList<>();
    for (QuantityFact fact : facts) {
      String owner = fact.owner();
      read.add(new Lookup(owner, fact.sentence(item).substring(owner.length())));
      read.add(new Lookup(owner + ":", " " + fact.operation() + "."));
    }
    return Draw.shuffled(read, random);
  }

  private String asked() {
    return facts.get(facts.size() - 1).owner();
  }

  /** A step gone wrong: what was read instead, and how far the result is off. */
  private record Slipped(int step, QuantityFact fact, int offset) {}

  /** Returns the first slip, from the one that the seed names, that changes the answer. */
  private @Nullable Slipped slipped(Slip slip) {
    if (slip.step() >= facts.size()) {
      return null;
    }
    RandomGenerator random = new SplittableRandom(slip.seed());
    Slipped misread = new Slipped(slip.step(), misread(slip.step()), 0);
    Slipped miscalculated =
        new Slipped(slip.step(), facts.get(slip.step()), Arithmetic.offset(random));
    int right = value(facts.get(facts.size() - 1), values(null));
    for (Slipped candidate : Slip.inOrder(List.of(misread), miscalculated, random)) {
      Map<String, Integer> values = values(candidate);
      boolean possible = values.values().stream().allMatch(v -> v >= 1 && v <= MAX_VALUE);
      if (possible && value(facts.get(facts.size() - 1), values) != right) {
        return candidate;
      }
    }
    return null;
  }

  /**
   * Reads a fact as the one that is most easily taken for it: more for fewer, twice for three
   * times, the number of the next fact, one source for both.
   */
  private QuantityFact misread(int step) {
    QuantityFact fact = facts.get(step);
    return switch (fact.relation()) {
      case MORE -> fact.with(Relation.FEWER);
      case FEWER -> fact.with(Relation.MORE);
      case TIMES -> fact.withAmount(fact.amount() == 2 ? 3 : 2);
      case TOGETHER -> fact.withSources(List.of(fact.sources().get(0), fact.sources().get(0)));
      case GIVEN -> fact.withAmount(facts.get((step + 1) % facts.size()).amount());
    };
  }

  private Map<String, Integer> values(@Nullable Slipped slipped) {
    Map<String, Integer> values = new LinkedHashMap<>();
    for (int i = 0; i < facts.size(); i++) {
      QuantityFact fact = facts.get(i);
      int offset = 0;
      if (slipped != null && i == slipped.step) {
        fact = slipped.fact;
        offset = slipped.offset;
      }
      values.put(fact.owner(), fact.value(sources(fact, values)) + offset);
    }
    return values;
  }

  private static int value(QuantityFact fact, Map<String, Integer> values) {
    return values.getOrDefault(fact.owner(), 0);
  }

  private static List<Integer> sources(QuantityFact fact, Map<String, Integer> values) {
    return fact.sources().stream().map(source -> values.getOrDefault(source, 0)).toList();
  }
}
