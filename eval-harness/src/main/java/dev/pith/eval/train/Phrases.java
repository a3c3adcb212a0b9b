package dev.pith.eval.train;

import java.util.List;

/** The turns of phrase of a trace, in the manner of today's reasoning models. */
final class Phrases {

  /** Open the first attempt. */
  static final List<String> FIRST_OPENERS =
      List.of("Let me work it out.", "Now step by step.", "Okay, let me begin.", "So, first try.");

  /** Open a re-check. */
  static final List<String> OPENERS =
      List.of(
          "Wait, let me check that again.",
          "Let me verify this.",
          "Alternatively, I can go through it from the start.",
          "Hmm, let me read the facts once more.",
          "But let me make sure.",
          "Wait, I should go over the steps again.",
          "Let me double-check with fresh eyes.",
          "Actually, let me do it once more.");

  /** Open the last re-check. */
  static final List<String> LAST_OPENERS =
      List.of(
          "One last time, to be sure.", "Let me verify it one last time.", "Wait, one last check.");

  /** Open a re-check of an answer that was stated as a question. */
  static final List<String> DOUBT_OPENERS =
      List.of("Let me see if that holds.", "Wait, I am not sure yet. Let me verify.");

  /** Open a start that is dropped. */
  static final List<String> DEAD_END_OPENERS =
      List.of("Alternatively, another way.", "Hmm, is there another way?", "Maybe another start.");

  /** State an answer; {0} is the answer. */
  static final List<String> STATEMENTS =
      List.of(
          "So the answer is {0}.",
          "Therefore, the answer is {0}.",
          "That means the answer is {0}.",
          "So the answer should be {0}.");

  /** State an answer that was found before. */
  static final List<String> CONFIRMATIONS =
      List.of(
          "So again, the answer is {0}.",
          "That is {0} once more, so the answer is {0}.",
          "Yes, the answer is {0}.",
          "So the answer is {0}.");

  /** State an answer as a question. */
  static final List<String> DOUBTS =
      List.of("So the answer might be {0}.", "Maybe the answer is {0}?");

  /** End a trace. */
  static final List<String> CLOSINGS =
      List.of("I am done.", "That settles it.", "I can stop here.");

  private Phrases() {}

  static String fill(String phrase, String answer) {
    return phrase.replace("{0}", answer);
  }
}
