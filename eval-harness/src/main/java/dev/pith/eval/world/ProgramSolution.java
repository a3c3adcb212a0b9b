package dev.pith.eval.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the program line by line.
 *
 * @param lines the program
 * @param asked the variable whose last value is asked for
 */
record ProgramSolution(List<ProgramLine> lines, String asked) implements Solution {

  static final int MAX_VALUE = 99;

  ProgramSolution {
    lines = List.copyOf(lines);
  }

  @Override
  public String plan() {
    return "I need " + asked + " at the end. I go through " + planKey() + " and keep the values.";
  }

  @Override
  public String planKey() {
    return lines.size() + " lines";
  }

  @Override
  public int steps() {
    return run(null, Wording.FULL).steps.size();
  }

  @Override
  public Attempt walk(@Nullable Slip slip, Wording wording) {
    Run run = run(slip == null ? null : slipped(slip), wording);
    return new Attempt(run.steps, run.answer());
  }

  @Override
  public String stated(String answer) {
    return "at the end " + asked + " is " + answer;
  }

  @Override
  public String deadEnd(RandomGenerator random) {
    return "I could read the program from its last line. I do not know the values there yet.";
  }

  /** Returns every line with what it comes to, and after it the values of all variables so far. */
  @Override
  public List<Lookup> lookups(RandomGenerator random) {
    List<Lookup> read = new ArrayList<>();
    Run run = new Run(null, Wording.FULL);
    for (int i = 0; i < lines.size(); i++) {
      int before = run.steps.size();
      run.line(lines.get(i), i + 1);
      String asked = "Line " + (i + 1) + ":";
      for (Attempt.Step step : run.steps.subList(before, run.steps.size())) {
        read.add(new Lookup(asked, step.text().substring(asked.length())));
      }
      for (String variable : Draw.shuffled(List.copyOf(run.values.keySet()), random)) {
        read.add(new Lookup(variable + " is", " " + run.values.get(variable) + "."));
      }
    }
    return read;
  }

  /** Tells whether all values stay in range. */
  boolean inRange() {
    return run(null, Wording.FULL).inRange;
  }

  private Run run(@Nullable Slipped slipped, Wording wording) {
    Run run = new Run(slipped, wording);
    for (int i = 0; i < lines.size(); i++) {
      run.line(lines.get(i), i + 1);
    }
    return run;
  }

  /** A step gone wrong: what was done instead, and how far the result is off. */
  private record Slipped(int step, Kind kind, int offset) {
    enum Kind {
      /** Takes a condition that holds for one that does not, or the other way round. */
      BRANCH,
      /** Adds for subtracts, or the other way round. */
      SIGN,
      /** Sets a variable to the number of the next line. */
      NEXT,
      /** Miscalculates. */
      OFFSET
    }
  }

  /** Returns the first slip, from the one that the seed names, that changes the answer. */
  private @Nullable Slipped slipped(Slip slip) {
    RandomGenerator random = new SplittableRandom(slip.seed());
    List<Slipped> misread =
        Stream.of(Slipped.Kind.BRANCH, Slipped.Kind.SIGN, Slipped.Kind.NEXT)
            .map(kind -> new Slipped(slip.step(), kind, 0))
            .toList();
    Slipped miscalculated =
        new Slipped(slip.step(), Slipped.Kind.OFFSET, Arithmetic.offset(random));
    String right = run(null, Wording.BRIEF).answer();
    for (Slipped candidate : Slip.inOrder(misread, miscalculated, random)) {
      Run run = run(candidate, Wording.BRIEF);
      if (run.inRange && !run.answer().equals(right)) {
        return candidate;
      }
    }
    return null;
  }

  /** One run of the program. */
  private final class Run {
    final List<Attempt.Step> steps = new ArrayList<>();
    boolean inRange = true;
    private final Map<String, Integer> values = new LinkedHashMap<>();
    private final @Nullable Slipped slipped;
    private final boolean full;
    private boolean right = true;

    Run(@Nullable Slipped slipped, Wording wording) {
      this.slipped = slipped;
      full = wording == Wording.FULL;
    }

    String answer() {
      return String.valueOf(values.get(asked));
    }

    void line(ProgramLine line, int number) {
      String place = full ? "Line " + number + ": " : "";
      ProgramLine.Guard guard = line.guard();
      if (guard != null) {
        boolean holds = guard.holds(values) != slips(Slipped.Kind.BRANCH);
        String test = values.get(guard.variable()) + " > " + guard.bound();
        if (!holds) {
          add(place + test + " does not hold.", test + " does not hold");
          return;
        }
        place += test + " holds, so ";
      }
      for (int round = 1; round <= line.rounds(); round++) {
        String prefix = line.rounds() > 1 && full ? place + "round " + round + ", " : place;
        set(line, lines.get(number % lines.size()), prefix);
      }
    }

    private void set(ProgramLine line, ProgramLine next, String prefix) {
      boolean signed = line.left() != null && line.sign() != '*';
      ProgramLine done =
          signed && slips(Slipped.Kind.SIGN) ? line.withSign(line.sign() == '+' ? '-' : '+') : line;
      int offset = slipped != null && slips(Slipped.Kind.OFFSET) ? slipped.offset() : 0;
      if (line.left() == null && slips(Slipped.Kind.NEXT)) {
        done = line.withAmount(next.amount());
      }
      int result = done.result(values) + offset;
      inRange &= result >= 0 && result <= MAX_VALUE;
      String working = done.working(values, result);
      String key = done.target() + ": " + Arithmetic.last(working);
      boolean expression = full && line.left() != null;
      String text =
          expression ? done.assignment() + ", " + done.target() + ": " : done.target() + ": ";
      values.put(done.target(), result);
      add(prefix + text + working + ".", working.contains(", ") ? Arithmetic.last(working) : key);
    }

    /** Tells whether this step slips in this way, and if so counts it. */
    private boolean slips(Slipped.Kind kind) {
      boolean here =
          right && slipped != null && slipped.step() == steps.size() && slipped.kind() == kind;
      right &= !here;
      return here;
    }

    private void add(String text, String key) {
      steps.add(new Attempt.Step(text, key, right));
    }
  }
}
