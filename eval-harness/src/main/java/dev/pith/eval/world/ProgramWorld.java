package dev.pith.eval.world;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Small programs whose last value is asked for.
 *
 * <p>Difficulty adds lines (2 to 7) and variables (1 to 3); conditions come from 3 on, numbers of
 * two digits from 4 on, a repetition from 5 on. All values are 0 to 99.
 */
final class ProgramWorld implements World {
  private static final List<String> VARIABLES = List.of("a", "b", "n", "x", "y", "z");

  private static final int[] LINES = {2, 3, 4, 5, 5, 6};
  private static final int[] VARIABLE_COUNT = {1, 2, 2, 2, 3, 3};
  private static final int[] MAX_AMOUNT = {9, 9, 9, 25, 25, 25};
  private static final int CONDITIONS_FROM = 3;
  private static final int REPETITION_FROM = 5;
  private static final int MAX_FIRST = 20;

  @Override
  public Problem draw(int difficulty, Split wanted, RandomGenerator random) {
    ProgramSolution solution;
    do {
      solution = program(difficulty, random);
    } while (!solution.inRange());
    String code = solution.lines().stream().map(Object::toString).collect(Collectors.joining("\n"));
    String question =
        "A small program:\n" + code + "\nWhich number is " + solution.asked() + " at the end?";
    return new Problem(
        Family.PROGRAM,
        difficulty,
        List.of(),
        question,
        solution.walk(null, Solution.Wording.BRIEF).answer(),
        "program|" + code.replace('\n', ';') + "|" + solution.asked(),
        solution);
  }

  private static ProgramSolution program(int difficulty, RandomGenerator random) {
    int count = LINES[difficulty - 1];
    List<String> names = Draw.some(VARIABLES, VARIABLE_COUNT[difficulty - 1], random);
    List<String> set = new ArrayList<>();
    List<ProgramLine> lines = new ArrayList<>();
    int repeated = difficulty >= REPETITION_FROM ? Draw.between(2, count - 1, random) : -1;
    for (int i = 0; i < count; i++) {
      boolean computes = i == repeated || i == count - 1 || set.size() == names.size();
      boolean opens = i == 0 || (!computes && random.nextInt(3) == 0);
      ProgramLine line =
          opens
              ? ProgramLine.set(names.get(set.size()), Draw.between(2, MAX_FIRST, random))
              : computing(set, names, difficulty, i == repeated, random);
      lines.add(line);
      if (!set.contains(line.target())) {
        set.add(line.target());
      }
    }
    return new ProgramSolution(lines, lines.get(count - 1).target());
  }

  private static ProgramLine computing(
      List<String> set,
      List<String> names,
      int difficulty,
      boolean repeat,
      RandomGenerator random) {
    if (repeat) {
      String target = Draw.one(set, random);
      int amount = Draw.between(2, 9, random);
      return ProgramLine.compute(target, target, random.nextBoolean() ? '+' : '-', null, amount)
          .repeated(Draw.between(2, 3, random));
    }
    boolean conditional = difficulty >= CONDITIONS_FROM && random.nextInt(4) == 0;
    String target =
        !conditional && set.size() < names.size() && random.nextBoolean()
            ? names.get(set.size())
            : Draw.one(set, random);
    String left = Draw.one(set, random);
    ProgramLine line = expression(target, left, set, difficulty, random);
    return conditional
        ? line.when(new ProgramLine.Guard(Draw.one(set, random), Draw.between(5, 25, random)))
        : line;
  }

  private static ProgramLine expression(
      String target, String left, List<String> set, int difficulty, RandomGenerator random) {
    int kind = random.nextInt(6);
    if (kind == 0) {
      return ProgramLine.compute(target, left, '*', null, Draw.between(2, 3, random));
    }
    char sign = kind % 2 == 0 ? '-' : '+';
    String right = Draw.one(set, random);
    if (difficulty >= CONDITIONS_FROM && kind >= 4 && !right.equals(left)) {
      return ProgramLine.compute(target, left, sign, right, 0);
    }
    int amount = Draw.between(2, MAX_AMOUNT[difficulty - 1], random);
    return ProgramLine.compute(target, left, sign, null, amount);
  }
}
