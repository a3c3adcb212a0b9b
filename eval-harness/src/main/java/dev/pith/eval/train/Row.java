package dev.pith.eval.train;

import java.util.List;

/**
 * One training example: a text whose parts weigh differently in the loss.
 *
 * @param type what it teaches
 * @param pieces the text, in order; tokens never reach across two pieces
 */
record Row(RowType type, List<Piece> pieces) {

  /** How much the tokens of a piece weigh in the loss. */
  enum Weight {
    /** What is given. */
    PROMPT(0, 0.01),
    /** What the model must say. */
    ANSWER(1, 1.0),
    /** One word on which all depends. */
    VERDICT(2, 4.0),
    /** What others write into the model's own text: it must not learn to write it. */
    GUIDE(3, 0.0);

    private final int code;
    private final double value;

    Weight(int code, double value) {
      this.code = code;
      this.value = value;
    }

    /** Returns what stands for it in files: its place in the list of weights. */
    int code() {
      return code;
    }

    double value() {
      return value;
    }
  }

  /** A part of the text. */
  record Piece(String text, Weight weight) {}

  Row {
    pieces = List.copyOf(pieces);
  }

  /** Returns an example of two parts: what is given, and what the model must say. */
  static Row of(RowType type, String prompt, String answer, Weight weight) {
    return new Row(
        type,
        List.of(new Piece(prompt, Weight.PROMPT), new Piece(answer + ChatFormat.END, weight)));
  }

  /** Returns the whole text. */
  String text() {
    StringBuilder text = new StringBuilder();
    pieces.forEach(piece -> text.append(piece.text()));
    return text.toString();
  }
}
