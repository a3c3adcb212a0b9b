package dev.pith.eval.train;

import dev.pith.eval.world.Attempt;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Slip;
import dev.pith.eval.world.Solution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes the thinking about a problem as a reasoning model would: a plan, an attempt, re-checks.
 *
 * <p>Every attempt works the problem out again, one paragraph each, and states what it came to. A
 * slip is inherited by all that follows in its attempt. How many attempts there are is drawn
 * beforehand, and more are made until two agree; the trace ends with the answer that most of them
 * came to. Immutable and thread-safe.
 */
public final class TraceWriter {
  private static final String PARAGRAPH = "\n\n";

  /** So many attempts must have come to the answer that a trace ends with. */
  private static final int AGREEING = 2;

  /** Not every step can go wrong so that the answer changes. */
  private static final int MAX_SLIP_DRAWS = 8;

  private static final int MIN_LOOP_REPEATS = 3;
  private static final int MAX_LOOP_REPEATS = 5;

  private final TraceRates rates;

  /** Creates a writer with these rates. */
  public TraceWriter(TraceRates rates) {
    this.rates = rates;
  }

  /** Writes a trace. The same state of the random generator gives the same trace. */
  public Trace write(Problem problem, RandomGenerator random) {
    return new Writing(problem, random).write();
  }

  /** One trace while it is written. */
  private final class Writing {
    private final Problem problem;
    private final Solution solution;
    private final RandomGenerator random;
    private final StringBuilder text = new StringBuilder();
    private final List<Trace.Statement> statements = new ArrayList<>();
    private final List<Trace.Passage> passages = new ArrayList<>();
    private final Map<String, Integer> votes = new LinkedHashMap<>();
    private @Nullable Slip lastSlip;

    Writing(Problem problem, RandomGenerator random) {
      this.problem = problem;
      this.random = random;
      solution = problem.solution();
    }

    Trace write() {
      passage(solution.plan());
      int wanted = AGREEING + rates.minFurtherChecks();
      while (chance(rates.oneMoreCheck())) {
        wanted++;
      }
      int attempts = Math.min(wanted, rates.maxAttempts());
      while (statements.size() < attempts
          || (last().votes() < AGREEING && statements.size() < rates.maxAttempts())) {
        attempt(statements.size() + 1 >= attempts);
      }
      if (random.nextBoolean()) {
        passage(one(Phrases.CLOSINGS));
      }
      return new Trace(problem, text.toString(), statements, passages, last().leader());
    }

    /** Writes an attempt; the last one says so: an end that can be read need not be counted. */
    private void attempt(boolean last) {
      boolean first = statements.isEmpty();
      if (chance(rates.deadEnd())) {
        passage(one(Phrases.DEAD_END_OPENERS) + " " + solution.deadEnd(random));
      }
      lastSlip = slip(first);
      Attempt attempt =
          solution.walk(
              lastSlip,
              first || random.nextBoolean() ? Solution.Wording.FULL : Solution.Wording.BRIEF);
      boolean doubted = first && chance(rates.doubtFirst());
      int start = beginParagraph();
      text.append(first ? one(Phrases.FIRST_OPENERS) : opener(last)).append(' ');
      for (Attempt.Step step : attempt.steps()) {
        text.append(step.text()).append(' ');
      }
      text.append(statement(attempt.answer(), doubted));
      count(attempt, start, doubted);
      if (!first && !last && chance(rates.loop())) {
        loop(text.substring(start));
      }
    }

    /** Draws what goes wrong in the next attempt. */
    private @Nullable Slip slip(boolean first) {
      boolean slipped = !first && lastSlip != null && !last().attempt().clean();
      if (slipped && chance(rates.repeatSlip())) {
        return lastSlip;
      }
      if (!chance(rates.slip(problem.difficulty(), first))) {
        return null;
      }
      for (int i = 0; i < MAX_SLIP_DRAWS; i++) {
        Slip slip = new Slip(random.nextInt(solution.steps()), random.nextLong());
        if (!solution.walk(slip, Solution.Wording.BRIEF).clean()) {
          return slip;
        }
      }
      return null;
    }

    private String opener(boolean ends) {
      if (last().doubted()) {
        return one(Phrases.DOUBT_OPENERS);
      }
      return one(ends ? Phrases.LAST_OPENERS : Phrases.OPENERS);
    }

    private String statement(String answer, boolean doubted) {
      if (doubted) {
        return Phrases.fill(one(Phrases.DOUBTS), answer);
      }
      if (chance(rates.plainStatement())) {
        return "So " + solution.stated(answer) + ".";
      }
      List<String> phrases = votes.containsKey(answer) ? Phrases.CONFIRMATIONS : Phrases.STATEMENTS;
      return Phrases.fill(one(phrases), answer);
    }

    private void count(Attempt attempt, int start, boolean doubted) {
      String answer = attempt.answer();
      if (!doubted) {
        votes.merge(answer, 1, Integer::sum);
      }
      int most = votes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
      boolean leads = votes.getOrDefault(answer, 0) == most;
      String leader = leads ? answer : leader(most);
      statements.add(
          new Trace.Statement(attempt, answer, start, text.length(), doubted, leader, most));
    }

    /** Returns the answer with most votes that was found last. */
    private String leader(int most) {
      for (int i = statements.size() - 1; i >= 0; i--) {
        String answer = statements.get(i).answer();
        if (votes.getOrDefault(answer, 0) == most) {
          return answer;
        }
      }
      throw new IllegalStateException("nobody has " + most + " votes: " + votes);
    }

    private void loop(String paragraph) {
      int repeats = random.nextInt(MIN_LOOP_REPEATS, MAX_LOOP_REPEATS + 1);
      for (int i = 0; i < repeats; i++) {
        beginParagraph();
        text.append(paragraph);
      }
      passage("I am going in circles.");
    }

    private void passage(String paragraph) {
      int start = beginParagraph();
      text.append(paragraph);
      passages.add(new Trace.Passage(start, text.length()));
    }

    private int beginParagraph() {
      if (!text.isEmpty()) {
        text.append(PARAGRAPH);
      }
      return text.length();
    }

    private Trace.Statement last() {
      return statements.get(statements.size() - 1);
    }

    private boolean chance(double share) {
      return random.nextDouble() < share;
    }

    private String one(List<String> phrases) {
      return phrases.get(random.nextInt(phrases.size()));
    }
  }
}
