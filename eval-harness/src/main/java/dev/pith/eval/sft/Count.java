package dev.pith.eval.sft;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a run counts. */
enum Count {
  /** Lines that are not blank. */
  LINES,
  /** Rows that were written. */
  ROWS,
  /** Rows from which nothing was removed. */
  UNTOUCHED,
  /** Rows in which what must stay is longer than the budget. */
  OVER_BUDGET,
  /** Rows some steps of which could not be scored, and stay therefore. */
  PARTLY_SCORED,
  /** Rows that the coarse stage was skipped for. */
  COARSE_SKIPPED,
  /** Tokens of thinking of the rows before. */
  TOKENS_BEFORE,
  /** The same after pruning. */
  TOKENS_AFTER,
  /** The same in the random control. */
  CONTROL_TOKENS_AFTER,
  /** Lines that cannot be read. */
  BROKEN,
  /** Records without a thinking. */
  WITHOUT_STEPS,
  /** Traces without a question or an answer. */
  INCOMPLETE,
  /** Traces whose answer is known to be wrong. */
  WRONG,
  /** Traces that could not be scored. */
  NOT_SCORED;

  /** Returns its name in reports and rejects. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns whether it counts lines that became no row. */
  boolean isRejection() {
    return compareTo(BROKEN) >= 0;
  }

  static Optional<Count> named(String label) {
    return Arrays.stream(values()).filter(count -> count.label().equals(label)).findFirst();
  }
}
