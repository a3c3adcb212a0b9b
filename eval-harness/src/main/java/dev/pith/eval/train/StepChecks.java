package dev.pith.eval.train;

import dev.pith.eval.train.ChatFormat.Message;
import dev.pith.eval.train.Row.Piece;
import dev.pith.eval.train.Row.Weight;
import dev.pith.eval.world.Attempt;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Slip;
import dev.pith.eval.world.Solution;
import dev.pith.verifier.VerifierPrompts;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks of every step of some attempts, one after the other, whether it is right: a question about
 * one step of a whole trace has one label in hundreds of tokens, from which checking is learned too
 * slowly.
 */
final class StepChecks {
  private static final String ASKED = "Step by step: is each right? Reply Yes or No.";
  private static final int ATTEMPTS = 3;

  private final Solution solution;
  private final RandomGenerator random;
  private final List<Piece> pieces = new ArrayList<>();

  private StepChecks(Solution solution, RandomGenerator random) {
    this.solution = solution;
    this.random = random;
  }

  /** Draws one turn about a problem, to follow an answered question about one of its steps. */
  static List<Piece> draw(Problem problem, RandomGenerator random) {
    StepChecks checks = new StepChecks(problem.solution(), random);
    String turn = ChatFormat.prompt(List.of(Message.user(ASKED)), false);
    checks.pieces.add(new Piece("\n" + turn, Weight.GUIDE));
    for (int i = 0; i < ATTEMPTS; i++) {
      checks.attempt();
    }
    checks.pieces.add(new Piece(ChatFormat.END, Weight.ANSWER));
    return checks.pieces;
  }

  /** Goes through an attempt, half of them with a slip, until two steps were wrong. */
  private void attempt() {
    @Nullable Slip slip =
        random.nextBoolean() ? new Slip(random.nextInt(solution.steps()), random.nextLong()) : null;
    Solution.Wording wording =
        random.nextBoolean() ? Solution.Wording.FULL : Solution.Wording.BRIEF;
    int wrong = 0;
    for (Attempt.Step step : solution.walk(slip, wording).steps()) {
      pieces.add(new Piece(step.text() + "\n", Weight.GUIDE));
      String verdict = step.right() ? VerifierPrompts.YES : VerifierPrompts.NO;
      pieces.add(new Piece(verdict, Weight.VERDICT));
      pieces.add(new Piece("\n", Weight.GUIDE));
      wrong += step.right() ? 0 : 1;
      if (wrong == 2) {
        return;
      }
    }
  }
}
