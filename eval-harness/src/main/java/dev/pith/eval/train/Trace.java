package dev.pith.eval.train;

import dev.pith.eval.world.Attempt;
import dev.pith.eval.world.Problem;
import java.util.List;

/**
 * The thinking about one problem, with what is known about every part of it.
 *
 * @param problem what it is about
 * @param thinking the text between the think tags
 * @param statements where attempts ended, in order; never empty
 * @param passages the paragraphs that state no answer
 * @param answer the answer that it ends with
 */
public record Trace(
    Problem problem,
    String thinking,
    List<Statement> statements,
    List<Passage> passages,
    String answer) {

  /**
   * The end of an attempt.
   *
   * @param attempt the attempt
   * @param answer the answer it states
   * @param start where its paragraph begins in the thinking, in characters
   * @param end where its paragraph ends
   * @param doubted whether it is stated as a question
   * @param leader the answer that most attempts have come to so far; of equals the latest
   * @param votes how many have come to that
   */
  public record Statement(
      Attempt attempt,
      String answer,
      int start,
      int end,
      boolean doubted,
      String leader,
      int votes) {}

  /**
   * A paragraph without an answer.
   *
   * @param start where it begins in the thinking, in characters
   * @param end where it ends
   */
  public record Passage(int start, int end) {}

  /** How the visible answer is worded. */
  static final String ANSWER_PREFIX = "The answer is ";

  /** Copies the lists and refuses a trace without a statement. */
  public Trace {
    statements = List.copyOf(statements);
    passages = List.copyOf(passages);
    if (statements.isEmpty()) {
      throw new IllegalArgumentException("a trace needs a statement");
    }
  }

  /** Returns the text after the thinking. */
  public String visibleAnswer() {
    return visible(answer);
  }

  /** Returns an answer as the text after the thinking. */
  static String visible(String answer) {
    return ANSWER_PREFIX + answer + ".";
  }

  /** Returns the answer of the first attempt. */
  public String firstAnswer() {
    return statements.get(0).answer();
  }

  /** Returns the first statement with two votes for one answer, else the last statement. */
  public Statement settled() {
    return statements.stream()
        .filter(statement -> statement.votes() >= 2)
        .findFirst()
        .orElse(statements.get(statements.size() - 1));
  }

  /** Returns what leads after so much of the thinking; the first answer when nothing does yet. */
  String leaderAt(long chars) {
    String leader = firstAnswer();
    for (Statement statement : statements) {
      if (statement.end() <= chars) {
        leader = statement.leader();
      }
    }
    return leader;
  }

  /** Tells whether an answer is the right one. */
  public boolean isRight(String answer) {
    return answer.equals(problem.answer());
  }
}
