package dev.pith.eval.world;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Short questions as people type them: a sum, a product, a story of two sentences. They belong to
 * no world and are in no figure; a model that has seen some of them thinks and answers when it is
 * asked in other words than those of the worlds.
 */
public final class PlainQuestions {
  private static final int EASIEST = 1;
  private static final int TEN = 10;
  private static final int MAX_FACTOR = 40;
  private static final int MAX_SUMMAND = 60;
  private static final int MAX_BOXES = 9;
  private static final int MAX_EACH = 20;

  private static final List<String> ENDINGS =
      List.of(
          "",
          "",
          " Think step by step.",
          " Think about it step by step before you answer.",
          " Reply with the number alone.");

  private static final List<String> PRODUCTS =
      List.of("What is %d*%d?", "What is %d times %d?", "What is %d x %d?", "%d * %d = ?");

  private static final List<String> SUMS =
      List.of("What is %d + %d?", "What is %d plus %d?", "%d + %d = ?");

  private PlainQuestions() {}

  /** Draws a question of a split. The same state of the random generator gives the same one. */
  public static Problem draw(Split split, RandomGenerator random) {
    while (true) {
      Problem problem =
          switch (random.nextInt(5)) {
            case 0, 1 -> product(random);
            case 2 -> sum(random);
            case 3 -> bought(random);
            default -> boxes(random);
          };
      if (problem.split() == split) {
        return problem;
      }
    }
  }

  private static Problem product(RandomGenerator random) {
    int a = Draw.between(2, MAX_FACTOR, random);
    int b = Draw.between(2, MAX_FACTOR, random);
    String question = String.format(Locale.ROOT, Draw.one(PRODUCTS, random), a, b);
    return problem(question, a + " * " + b, timesSteps(a, b), a * b, random);
  }

  private static Problem sum(RandomGenerator random) {
    int a = Draw.between(2, MAX_SUMMAND, random);
    int b = Draw.between(2, MAX_SUMMAND, random);
    String question = String.format(Locale.ROOT, Draw.one(SUMS, random), a, b);
    return problem(question, a + " + " + b, List.of(plus(a, b)), a + b, random);
  }

  private static Problem bought(RandomGenerator random) {
    String name = Draw.one(Vocabulary.FIRST_NAMES, random);
    String items = Draw.one(Vocabulary.ITEMS, random);
    int a = Draw.between(2, MAX_SUMMAND, random);
    int b = Draw.between(2, MAX_SUMMAND, random);
    String question =
        String.format(
            Locale.ROOT,
            "%s has %d %s and %s %d more. How many %s does %s have now?",
            name,
            a,
            items,
            random.nextBoolean() ? "buys" : "finds",
            b,
            items,
            name);
    return problem(question, a + " + " + b, List.of(plus(a, b)), a + b, random);
  }

  private static Problem boxes(RandomGenerator random) {
    String name = Draw.one(Vocabulary.FIRST_NAMES, random);
    String items = Draw.one(Vocabulary.ITEMS, random);
    int boxes = Draw.between(2, MAX_BOXES, random);
    int each = Draw.between(2, MAX_EACH, random);
    int given = Draw.between(1, boxes * each - 1, random);
    String question =
        String.format(
            Locale.ROOT,
            "%s has %d boxes with %d %s each and gives %d %s away. How many %s has %s left?",
            name,
            boxes,
            each,
            items,
            given,
            items,
            items,
            name);
    int left = boxes * each - given;
    return problem(
        question,
        boxes + " * " + each + " - " + given,
        List.of(
            boxes + " * " + each + " = " + boxes * each + ".",
            boxes * each + " - " + given + " = " + left + "."),
        left,
        random);
  }

  private static List<String> timesSteps(int a, int b) {
    int ones = b % TEN;
    int tens = b - ones;
    return tens == 0 || ones == 0
        ? List.of(a + " * " + b + " = " + a * b + ".")
        : List.of(
            a + " * " + tens + " = " + a * tens + ".",
            a + " * " + ones + " = " + a * ones + ".",
            plus(a * tens, a * ones));
  }

  private static String plus(int a, int b) {
    return a + " + " + b + " = " + (a + b) + ".";
  }

  private static Problem problem(
      String question, String formula, List<String> steps, int answer, RandomGenerator random) {
    return new Problem(
        Family.QUANTITY,
        EASIEST,
        List.of(),
        question + Draw.one(ENDINGS, random),
        Integer.toString(answer),
        "plain|" + formula,
        new Worked(formula, steps, Integer.toString(answer)));
  }

  /** A solution that never slips. */
  private record Worked(String formula, List<String> sentences, String answer) implements Solution {

    @Override
    public String plan() {
      return "I need " + planKey() + ".";
    }

    @Override
    public String planKey() {
      return formula;
    }

    @Override
    public int steps() {
      return sentences.size();
    }

    @Override
    public Attempt walk(@Nullable Slip slip, Wording wording) {
      return new Attempt(
          sentences.stream().map(each -> new Attempt.Step(each, each, true)).toList(), answer);
    }

    @Override
    public String stated(String stated) {
      return "it comes to " + stated;
    }

    @Override
    public String deadEnd(RandomGenerator random) {
      return "I could guess. A guess is no answer.";
    }

    @Override
    public List<Lookup> lookups(RandomGenerator random) {
      return List.of(new Lookup("I need", " " + formula + "."));
    }
  }
}
