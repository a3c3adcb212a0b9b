package dev.pith.eval.train;

import dev.pith.eval.train.ChatFormat.Message;
import dev.pith.eval.train.Row.Piece;
import dev.pith.eval.train.Row.Weight;
import dev.pith.eval.world.Problem;
import dev.pith.verifier.VerifierPrompts;
import java.util.ArrayList;
import java.util.List;

/**
 * A question that is answered with Yes or No.
 *
 * @param type what is asked
 * @param problem what the texts are about
 * @param texts the excerpt, the two excerpts, or the thinking up to the step
 * @param yes the right answer
 * @param reason what a training example says after Yes or No, so that there is more to learn from
 *     than one word; begins with a comma, or is empty
 */
public record VerifierQuestion(
    RowType type, Problem problem, List<String> texts, boolean yes, String reason) {

  /** Copies the texts. */
  public VerifierQuestion {
    texts = List.copyOf(texts);
  }

  /** Returns the training example. */
  Row row() {
    return new Row(
        type,
        List.of(
            new Piece(ChatFormat.prompt(messages(), false), Weight.GUIDE),
            new Piece(yes ? VerifierPrompts.YES : VerifierPrompts.NO, Weight.VERDICT),
            new Piece(reason + ChatFormat.END, Weight.ANSWER)));
  }

  private List<Message> messages() {
    String question = problem.question();
    return switch (type) {
      case STATES_ANSWER ->
          List.of(Message.user(VerifierPrompts.statesAnswer(question, texts.get(0))));
      case SAME_ANSWER ->
          List.of(Message.user(VerifierPrompts.sameAnswer(question, texts.get(0), texts.get(1))));
      default -> {
        List<Message> messages = new ArrayList<>(ChatFormat.messages(problem));
        messages.add(Message.assistant(texts.get(0)));
        messages.add(Message.user(VerifierPrompts.stepIsRight()));
        yield messages;
      }
    };
  }
}
