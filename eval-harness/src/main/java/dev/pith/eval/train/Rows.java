package dev.pith.eval.train;

import dev.pith.eval.train.ChatFormat.Message;
import dev.pith.eval.train.Row.Piece;
import dev.pith.eval.train.Row.Weight;
import dev.pith.eval.world.Family;
import dev.pith.eval.world.Lookup;
import dev.pith.eval.world.PlainQuestions;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Split;
import dev.pith.eval.world.Worlds;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.Guidance;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws training examples of every type. Immutable and thread-safe. */
final class Rows {
  private static final List<String> SYSTEM_MESSAGES =
      List.of(
          "You are a helpful assistant.",
          "You are a careful assistant. Think step by step.",
          "Answer the question.");

  private static final List<Family> FAMILIES = List.of(Family.values());

  /** What is thought about: programs take longest to learn. */
  private static final List<Family> THOUGHT_ABOUT =
      List.of(Family.QUANTITY, Family.ORDERING, Family.PROGRAM, Family.PROGRAM, Family.CHUNKS);

  /** What takes longest to learn is drilled most. */
  private static final List<Family> DRILLED =
      List.of(
          Family.PROGRAM,
          Family.PROGRAM,
          Family.PROGRAM,
          Family.PROGRAM,
          Family.PROGRAM,
          Family.QUANTITY,
          Family.QUANTITY,
          Family.QUANTITY,
          Family.ORDERING,
          Family.CHUNKS);

  /** Pairs of excerpts of other problems, in an example that asks whether two agree. */
  private static final int FURTHER_PAIRS = 3;

  /** Of what is thought about, cut and answered: questions of no family. */
  private static final double PLAIN_SHARE = 0.1;

  private static final double SYSTEM_MESSAGE_SHARE = 0.1;
  private static final double SETTLED_CUT_SHARE = 0.6;

  /**
   * Follows a statement that more thinking comes after. An example that ends with one ends with
   * this, so that it has the same last token.
   */
  private static final String PARAGRAPH = "\n\n";

  private final TraceWriter writer;
  private final TraceWriter wrongFirst = new TraceWriter(TraceRates.wrongFirst());
  private final QuestionRows questions;
  private final Split split;

  Rows(TraceRates rates, Split split) {
    this.split = split;
    writer = new TraceWriter(rates);
    questions = new QuestionRows(writer, split);
  }

  /**
   * Draws an example.
   *
   * @param minDifficulty lowest difficulty of its problem
   * @param maxDifficulty highest difficulty of its problem
   */
  Row draw(RowType type, int minDifficulty, int maxDifficulty, RandomGenerator random) {
    boolean drill = type == RowType.LOOKUP || type == RowType.ATTEMPT || type == RowType.RECHECK;
    List<Family> families = drill ? DRILLED : type == RowType.TRACE ? THOUGHT_ABOUT : FAMILIES;
    Family family = families.get(random.nextInt(families.size()));
    int difficulty = random.nextInt(minDifficulty, maxDifficulty + 1);
    return switch (type) {
      case TRACE -> trace(anyProblem(family, difficulty, random), random);
      case ATTEMPT -> attempt(problem(family, difficulty, random), random);
      case RECHECK -> recheck(problem(family, difficulty, random), random);
      case LOOKUP -> lookup(problem(family, difficulty, random), random);
      case CUT -> cut(anyProblem(family, difficulty, random), random);
      case DIRECT -> direct(anyProblem(family, difficulty, random), random);
      case SAME_ANSWER -> sameAnswer(family, difficulty, random);
      case STEP_IS_RIGHT -> stepIsRight(family, difficulty, random);
      case STATES_ANSWER -> questions.draw(type, family, difficulty, random).row();
    };
  }

  private Problem problem(Family family, int difficulty, RandomGenerator random) {
    return Worlds.draw(family, difficulty, split, random);
  }

  private Problem anyProblem(Family family, int difficulty, RandomGenerator random) {
    return random.nextDouble() < PLAIN_SHARE
        ? PlainQuestions.draw(split, random)
        : problem(family, difficulty, random);
  }

  private Row trace(Problem problem, RandomGenerator random) {
    Trace trace = writer.write(problem, random);
    String said =
        ChatFormat.THINK
            + "\n"
            + trace.thinking()
            + ChatFormat.THINKING_CLOSED
            + trace.visibleAnswer();
    return Row.of(RowType.TRACE, prompt(problem, true, random), said, Weight.ANSWER);
  }

  /**
   * Ends with the first statement: what a re-check says can be copied from the attempt before it, a
   * first attempt can only be worked out.
   */
  private Row attempt(Problem problem, RandomGenerator random) {
    Trace trace = writer.write(problem, random);
    String kept = trace.thinking().substring(0, trace.statements().get(0).end());
    return new Row(
        RowType.ATTEMPT,
        List.of(
            new Piece(prompt(problem, true, random), Weight.PROMPT),
            new Piece(ChatFormat.THINK + "\n" + kept + PARAGRAPH, Weight.ANSWER)));
  }

  /**
   * Shows an attempt that went wrong and asks for the next one, which is right: in whole traces
   * most attempts are right, and to copy the one before is nearly always good enough.
   */
  private Row recheck(Problem problem, RandomGenerator random) {
    Trace trace = wrongFirst.write(problem, random);
    int given = trace.statements().get(0).end();
    String thinking = trace.thinking();
    return new Row(
        RowType.RECHECK,
        List.of(
            new Piece(prompt(problem, true, random), Weight.PROMPT),
            new Piece(ChatFormat.THINK + "\n" + thinking.substring(0, given), Weight.GUIDE),
            new Piece(
                thinking.substring(given, trace.statements().get(1).end()) + PARAGRAPH,
                Weight.ANSWER)));
  }

  /** Asks for one fact after the other: many look-ups for one prompt. */
  private Row lookup(Problem problem, RandomGenerator random) {
    List<Piece> pieces = new ArrayList<>();
    String opened = prompt(problem, true, random) + ChatFormat.THINK + "\n";
    pieces.add(new Piece(opened, Weight.PROMPT));
    pieces.add(new Piece("One by one.", Weight.GUIDE));
    for (Lookup fact : problem.solution().lookups(random)) {
      pieces.add(new Piece(" " + fact.asked(), Weight.GUIDE));
      pieces.add(new Piece(fact.told(), Weight.ANSWER));
    }
    return new Row(RowType.LOOKUP, pieces);
  }

  private Row sameAnswer(Family family, int difficulty, RandomGenerator random) {
    Row row = questions.draw(RowType.SAME_ANSWER, family, difficulty, random).row();
    List<Piece> pieces = new ArrayList<>(row.pieces());
    pieces.addAll(AnswerPairs.draw(split, random));
    for (int i = 0; i < FURTHER_PAIRS; i++) {
      Family other = FAMILIES.get(random.nextInt(FAMILIES.size()));
      VerifierQuestion further = questions.draw(RowType.SAME_ANSWER, other, difficulty, random);
      pieces.addAll(AnswerPairs.turn(further.texts(), further.yes()));
    }
    return new Row(RowType.SAME_ANSWER, pieces);
  }

  private Row stepIsRight(Family family, int difficulty, RandomGenerator random) {
    VerifierQuestion question = questions.draw(RowType.STEP_IS_RIGHT, family, difficulty, random);
    List<Piece> pieces = new ArrayList<>(question.row().pieces());
    pieces.addAll(StepChecks.draw(question.problem(), random));
    return new Row(RowType.STEP_IS_RIGHT, pieces);
  }

  private Row direct(Problem problem, RandomGenerator random) {
    return Row.of(
        RowType.DIRECT,
        prompt(problem, false, random),
        Trace.visible(problem.answer()),
        Weight.ANSWER);
  }

  private Row cut(Problem problem, RandomGenerator random) {
    Trace trace = writer.write(problem, random);
    boolean settled = random.nextDouble() < SETTLED_CUT_SHARE;
    int at = settled ? afterSettled(trace, random) : anywhere(trace, random);
    Cut.Ending ending = settled ? Cut.Ending.GENTLE : Cut.Ending.FORCED;
    String kept = trace.thinking().substring(0, at);
    String guide = Guidance.english().after(kept, ending);
    List<Piece> pieces = new ArrayList<>();
    pieces.add(new Piece(prompt(problem, true, random), Weight.PROMPT));
    pieces.add(new Piece(ChatFormat.THINK + "\n" + kept, Weight.PROMPT));
    pieces.add(new Piece(guide + ChatFormat.THINKING_CLOSED.substring(1), Weight.GUIDE));
    boolean stated = trace.statements().get(0).end() <= at;
    String answer = stated ? trace.leaderAt(at) : problem.answer();
    pieces.add(new Piece(Trace.visible(answer) + ChatFormat.END, Weight.ANSWER));
    return new Row(RowType.CUT, pieces);
  }

  /** Returns the end of the first sentence after an answer has settled, as a trimmer cuts. */
  private static int afterSettled(Trace trace, RandomGenerator random) {
    int from = trace.settled().end();
    int sentence = trace.thinking().indexOf(". ", from);
    boolean onward = sentence >= 0 && random.nextInt(4) > 0;
    return onward ? sentence + 1 : from;
  }

  /** Returns the end of a word, as a budget cuts. */
  private static int anywhere(Trace trace, RandomGenerator random) {
    int space = trace.thinking().indexOf(' ', random.nextInt(trace.thinking().length()));
    return space < 0 ? trace.thinking().length() : space;
  }

  private static String prompt(Problem problem, boolean thinking, RandomGenerator random) {
    List<Message> messages = new ArrayList<>(ChatFormat.messages(problem));
    if (problem.chunks().isEmpty() && random.nextDouble() < SYSTEM_MESSAGE_SHARE) {
      String system = SYSTEM_MESSAGES.get(random.nextInt(SYSTEM_MESSAGES.size()));
      messages.add(0, Message.system(system));
    }
    return ChatFormat.prompt(messages, thinking);
  }
}
