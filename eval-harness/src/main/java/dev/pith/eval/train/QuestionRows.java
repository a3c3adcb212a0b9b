package dev.pith.eval.train;

import dev.pith.eval.world.Attempt;
import dev.pith.eval.world.Family;
import dev.pith.eval.world.Split;
import dev.pith.eval.world.Worlds;
import dev.pith.verifier.trace.LastSentences;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Draws the questions that are answered with Yes or No, each answer as often as the other.
 *
 * <p>The hard ones: excerpts that end in a result which is not the answer, that doubt or reject
 * one, or only plan; pairs that differ in one slip. Immutable and thread-safe.
 */
public final class QuestionRows {
  private static final int TAIL_SENTENCES = 4;
  private static final int MAX_TAIL_CHARS = 1_200;

  /** Traces are drawn until one has what is wanted; most have, so this many never run out. */
  private static final int MAX_DRAWS = 2_000;

  private static final List<String> REJECTIONS =
      List.of(
          "But {0} can not be right.",
          "So the answer is not {0}.", "I first took {0} for the answer, but that does not fit.");

  private final TraceWriter writer;
  private final Split split;

  /**
   * Draws from a split.
   *
   * @param writer writes the traces that excerpts are taken from
   */
  public QuestionRows(TraceWriter writer, Split split) {
    this.writer = writer;
    this.split = split;
  }

  /**
   * Draws a question.
   *
   * @param type one of the three that are answered with Yes or No
   */
  public VerifierQuestion draw(
      RowType type, Family family, int difficulty, RandomGenerator random) {
    return switch (type) {
      case STATES_ANSWER -> statesAnswer(family, difficulty, random);
      case SAME_ANSWER -> sameAnswer(family, difficulty, random);
      case STEP_IS_RIGHT -> stepIsRight(family, difficulty, random);
      case TRACE, ATTEMPT, RECHECK, LOOKUP, CUT, DIRECT ->
          throw new IllegalArgumentException("no question: " + type);
    };
  }

  private VerifierQuestion statesAnswer(Family family, int difficulty, RandomGenerator random) {
    boolean yes = random.nextBoolean();
    for (int i = 0; i < MAX_DRAWS; i++) {
      Trace trace = trace(family, difficulty, random);
      @Nullable String excerpt = yes ? stating(trace, random) : notStating(trace, random);
      if (excerpt != null) {
        return new VerifierQuestion(
            RowType.STATES_ANSWER, trace.problem(), List.of(tail(excerpt)), yes, "");
      }
    }
    throw none(RowType.STATES_ANSWER, family, difficulty);
  }

  private VerifierQuestion sameAnswer(Family family, int difficulty, RandomGenerator random) {
    boolean yes = random.nextBoolean();
    for (int i = 0; i < MAX_DRAWS; i++) {
      Trace trace = trace(family, difficulty, random);
      List<Trace.Statement> firm =
          trace.statements().stream().filter(statement -> !statement.doubted()).toList();
      if (firm.isEmpty()) {
        continue;
      }
      Trace.Statement one = one(firm, random);
      List<Trace.Statement> others =
          firm.stream()
              .filter(other -> other.start() != one.start())
              .filter(other -> other.answer().equals(one.answer()) == yes)
              .toList();
      if (!others.isEmpty()) {
        Trace.Statement other = one(others, random);
        List<String> pair = List.of(tail(paragraph(trace, one)), tail(paragraph(trace, other)));
        String reason =
            yes
                ? ", both come to " + one.answer() + "."
                : ", the first comes to "
                    + one.answer()
                    + ", the second to "
                    + other.answer()
                    + ".";
        return new VerifierQuestion(RowType.SAME_ANSWER, trace.problem(), pair, yes, reason);
      }
    }
    throw none(RowType.SAME_ANSWER, family, difficulty);
  }

  private VerifierQuestion stepIsRight(Family family, int difficulty, RandomGenerator random) {
    boolean yes = random.nextBoolean();
    for (int i = 0; i < MAX_DRAWS; i++) {
      Trace trace = trace(family, difficulty, random);
      List<Integer> ends = new ArrayList<>();
      for (Trace.Statement statement : trace.statements()) {
        int end = statement.start();
        for (Attempt.Step step : statement.attempt().steps()) {
          end = trace.thinking().indexOf(step.text(), end) + step.text().length();
          if (step.right() == yes) {
            ends.add(end);
          }
        }
      }
      if (!ends.isEmpty()) {
        String thinking =
            ChatFormat.THINK + "\n" + trace.thinking().substring(0, one(ends, random));
        return new VerifierQuestion(
            RowType.STEP_IS_RIGHT, trace.problem(), List.of(thinking), yes, "");
      }
    }
    throw none(RowType.STEP_IS_RIGHT, family, difficulty);
  }

  private Trace trace(Family family, int difficulty, RandomGenerator random) {
    return writer.write(Worlds.draw(family, difficulty, split, random), random);
  }

  private static @Nullable String stating(Trace trace, RandomGenerator random) {
    Trace.Statement statement = one(trace.statements(), random);
    return statement.doubted() ? null : paragraph(trace, statement);
  }

  private static String notStating(Trace trace, RandomGenerator random) {
    Trace.Statement statement = one(trace.statements(), random);
    String paragraph = paragraph(trace, statement);
    List<Attempt.Step> steps = statement.attempt().steps();
    String last = steps.get(steps.size() - 1).text();
    String working = paragraph.substring(0, paragraph.lastIndexOf(last) + last.length());
    Trace.Statement first = trace.statements().get(0);
    return switch (random.nextInt(4)) {
      case 0 -> {
        Trace.Passage passage = one(trace.passages(), random);
        yield trace.thinking().substring(passage.start(), passage.end());
      }
      case 1 -> working + " " + Phrases.fill(one(REJECTIONS, random), statement.answer());
      case 2 -> first.doubted() ? paragraph(trace, first) : working;
      default -> {
        // The steps before the last one come to something else.
        int upTo = paragraph.lastIndexOf(last);
        yield steps.size() > 1 ? paragraph.substring(0, upTo).stripTrailing() : working;
      }
    };
  }

  private static String paragraph(Trace trace, Trace.Statement statement) {
    return trace.thinking().substring(statement.start(), statement.end());
  }

  private static String tail(String paragraph) {
    return LastSentences.of(paragraph, TAIL_SENTENCES, MAX_TAIL_CHARS);
  }

  private static <T> T one(List<T> from, RandomGenerator random) {
    return from.get(random.nextInt(from.size()));
  }

  private static IllegalStateException none(RowType type, Family family, int difficulty) {
    return new IllegalStateException(
        "no example of " + type + " was found for " + family + " " + difficulty);
  }
}
