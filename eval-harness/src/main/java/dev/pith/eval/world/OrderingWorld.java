package dev.pith.eval.world;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Puzzles that give the neighbours in an order and ask who has a place in it.
 *
 * <p>Difficulty adds people (3 to 7), facts in both directions from 2 on, and from 4 on facts of
 * another order that does not matter.
 */
final class OrderingWorld implements World {

  /**
   * What people are ordered by.
   *
   * @param more the comparative that points to the first place
   * @param less the other one
   * @param most the superlative of the first place
   * @param least that of the last place
   */
  record Scale(String more, String less, String most, String least) {}

  static final List<String> PLACES =
      List.of("first", "second", "third", "fourth", "fifth", "sixth", "seventh");

  static final List<Scale> SCALES =
      List.of(
          new Scale("taller", "shorter", "tallest", "shortest"),
          new Scale("older", "younger", "oldest", "youngest"),
          new Scale("faster", "slower", "fastest", "slowest"),
          new Scale("richer", "poorer", "richest", "poorest"),
          new Scale("louder", "quieter", "loudest", "quietest"));

  private static final int[] PEOPLE = {3, 3, 4, 5, 6, 7};
  private static final int[] IDLE_FACTS = {0, 0, 1, 1, 2, 3};

  @Override
  public Problem draw(int difficulty, Split wanted, RandomGenerator random) {
    int people = PEOPLE[difficulty - 1];
    List<String> order = Draw.some(Vocabulary.FIRST_NAMES, people, random);
    List<Scale> scales = Draw.some(SCALES, 2, random);
    Scale scale = scales.get(0);
    List<String> facts = new ArrayList<>();
    for (int i = 0; i + 1 < people; i++) {
      boolean reverse = difficulty > 1 && random.nextBoolean();
      facts.add(fact(scale, order.get(i), order.get(i + 1), reverse));
    }
    for (int i = 0; i < IDLE_FACTS[difficulty - 1]; i++) {
      List<String> pair = Draw.some(order, 2, random);
      facts.add(fact(scales.get(1), pair.get(0), pair.get(1), random.nextBoolean()));
    }
    facts = Draw.shuffled(facts, random);
    String first = facts.get(0);
    String start = first.substring(0, first.indexOf(' '));
    // The ends of a short order are too easy to guess; of a long one any place may be asked for.
    int place = Draw.between(difficulty == 1 ? 0 : 1, people - 2, random);
    OrderingSolution solution = new OrderingSolution(order, scale, start, place);
    String question =
        "Facts: " + String.join(" ", facts) + " Who is the " + solution.placeName() + "?";
    String canonical = "ordering|" + scale.more() + "|" + String.join(">", order) + "|" + place;
    return new Problem(
        Family.ORDERING, difficulty, List.of(), question, order.get(place), canonical, solution);
  }

  private static String fact(Scale scale, String upper, String lower, boolean reverse) {
    return reverse
        ? lower + " is " + scale.less() + " than " + upper + "."
        : upper + " is " + scale.more() + " than " + lower + ".";
  }
}
