package dev.pith.verifier.anchor;

import dev.pith.verifier.surprisal.TraceSteps;

/** What the models of the coarse stage are asked, in our words. */
final class AnchorPrompts {
  private static final String TASK =
      """
      Below are a problem, a direct solution of it, and somebody's long thinking about it.
      The thinking shall be shortened. It is the text that counts; the solution only shows which of
      its sections the result rests on.
      - Leave out, without hesitation, what does not lead to the result: other approaches above all.
      - Keep the examples, second thoughts and tests that support the way to the result.
      """;

  private AnchorPrompts() {}

  /** Asks for a direct derivation of a known answer. */
  static String anchor(String question, String answer) {
    return """
        Here is a problem with its final answer. Write the shortest complete derivation that leads
        from the problem to this answer, one step after the other, without detours and without
        doubt. Write the derivation and nothing else.

        Problem:
        %s

        Final answer:
        %s
        """
        .formatted(question.strip(), answer.strip());
  }

  /** Asks for the numbers of the sections that can go, counted from 1. */
  static String numbers(String question, String anchor, TraceSteps steps) {
    StringBuilder sections = new StringBuilder();
    for (int step = 0; step < steps.size(); step++) {
      sections.append('[').append(step + 1).append("]\n").append(steps.text(step)).append("\n\n");
    }
    return TASK
        + """
        Answer with the numbers of the sections to leave out, separated by commas, ranges as 4-7,
        or with the word none. Write nothing else.
        """
        + parts(question, anchor, sections.toString());
  }

  /** Asks for the shortened text. */
  static String text(String question, String anchor, TraceSteps steps) {
    return TASK
        + """
        - Keep the words of what stays: nothing is rephrased and nothing changes its place.
        - Add nothing: no word, no sign, no abbreviation.
        Answer with the shortened thinking, its sections divided by blank lines as before, and
        nothing else.
        """
        + parts(question, anchor, steps.text().strip());
  }

  private static String parts(String question, String anchor, String thinking) {
    return "\nProblem:\n"
        + question.strip()
        + "\n\nSolution:\n"
        + anchor.strip()
        + "\n\nThinking:\n"
        + thinking.strip()
        + "\n";
  }
}
