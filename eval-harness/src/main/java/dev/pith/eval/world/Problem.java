package dev.pith.eval.world;

import java.util.List;

/**
 * A problem with its exact answer.
 *
 * @param family kind of problem
 * @param difficulty 1 (easy) to {@value #MAX_DIFFICULTY}
 * @param chunks retrieved texts that the answer must be read from, in order; empty for a problem
 *     that stands for itself
 * @param question what is asked, with its facts unless they are in the chunks
 * @param answer the right answer: a number or a name
 * @param canonical the problem without its wording, from which its split follows
 * @param solution how it is solved
 */
public record Problem(
    Family family,
    int difficulty,
    List<String> chunks,
    String question,
    String answer,
    String canonical,
    Solution solution) {

  /** The highest difficulty. */
  public static final int MAX_DIFFICULTY = 6;

  /** The highest difficulty of the easy half. */
  public static final int MAX_EASY_DIFFICULTY = 3;

  /** Copies the chunks and refuses a difficulty out of range. */
  public Problem {
    chunks = List.copyOf(chunks);
    requireDifficulty(difficulty);
  }

  /** Returns the split that the problem belongs to. */
  public Split split() {
    return Split.of(canonical);
  }

  /** Tells whether the problem is of the easy half. */
  public boolean easy() {
    return difficulty <= MAX_EASY_DIFFICULTY;
  }

  static void requireDifficulty(int difficulty) {
    if (difficulty < 1 || difficulty > MAX_DIFFICULTY) {
      throw new IllegalArgumentException(
          "difficulty must be in [1, " + MAX_DIFFICULTY + "]: " + difficulty);
    }
  }
}
