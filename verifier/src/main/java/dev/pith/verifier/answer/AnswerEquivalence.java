package dev.pith.verifier.answer;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether two answers are the same, whatever their notation.
 *
 * <p>{@link Agreement#DIFFERENT} is said only of two numbers, two option letters, two truth values
 * or two structures of these. Every method is pure, thread-safe and symmetric, and never throws on
 * odd text.
 */
public final class AnswerEquivalence {

  /*
   * Integers are compared exactly and everything else to a relative 1e-4; a, a/100 and 100a are
   * three numbers, and (1,2) is not [1,2]. Graders of homework are more lenient [1]; a signal that
   * stops a model must not be.
   *
   * [1] Measuring Mathematical Problem Solving With the MATH Dataset
   * https://arxiv.org/abs/2103.03874
   */

  private static final int MAX_LENGTH = 600;
  private static final int MAX_DEPTH = 6;
  private static final Set<Set<String>> OPPOSITES =
      Set.of(Set.of("yes", "no"), Set.of("true", "false"));

  private final String question;
  private @Nullable OptionList options;

  private AnswerEquivalence(String question) {
    this.question = question;
  }

  /** Compares two answers when the question is unknown. */
  public static Agreement compare(String first, String second) {
    return compare(first, second, "");
  }

  /**
   * Compares two answers; an option letter and the text of that option in the question are the same
   * answer.
   *
   * @param first an answer, without its frame
   * @param second an answer, without its frame
   * @param question the user's question; empty when unknown
   */
  public static Agreement compare(String first, String second, String question) {
    if (first.isBlank() || second.isBlank()) {
      return Agreement.UNDECIDED;
    }
    if (first.strip().equals(second.strip())) {
      return Agreement.EQUAL;
    }
    return new AnswerEquivalence(question).compareWritten(first, second, 0);
  }

  /** Returns the answer in the one notation in which equal answers are most often equal text. */
  public static String normalise(String answer) {
    return NormalForm.of(answer);
  }

  private Agreement compareWritten(String first, String second, int depth) {
    String a = NormalForm.of(first);
    String b = NormalForm.of(second);
    if (a.isEmpty() || b.isEmpty() || depth > MAX_DEPTH) {
      return Agreement.UNDECIDED;
    }
    if (a.equals(b)) {
      return Agreement.EQUAL;
    }
    boolean code = a.indexOf('\n') >= 0 || b.indexOf('\n') >= 0;
    if (code || Math.max(a.length(), b.length()) > MAX_LENGTH) {
      return Agreement.UNDECIDED;
    }
    Quantity left = Quantity.parse(a);
    Quantity right = Quantity.parse(b);
    if (left != null && right != null) {
      return left.compare(right, asksForPercent());
    }
    Structure leftParts = Structure.parse(a);
    Structure rightParts = Structure.parse(b);
    if (leftParts != null && rightParts != null) {
      return leftParts.compare(rightParts, (x, y) -> compareWritten(x, y, depth + 1));
    }
    if (OPPOSITES.contains(Set.of(a, b))) {
      return Agreement.DIFFERENT;
    }
    return compareOptions(first, second, depth);
  }

  private Agreement compareOptions(String first, String second, int depth) {
    OptionLetter left = option(first, depth);
    OptionLetter right = option(second, depth);
    if (left != null && right != null) {
      return left.letter() == right.letter() ? Agreement.EQUAL : Agreement.DIFFERENT;
    }
    if (left == null && right == null) {
      return Agreement.UNDECIDED;
    }
    return left != null
        ? compareWritten(textOf(left), second, depth + 1)
        : right != null ? compareWritten(first, textOf(right), depth + 1) : Agreement.UNDECIDED;
  }

  /** Returns the option that the answer names by letter or by its whole text, else null. */
  private @Nullable OptionLetter option(String answer, int depth) {
    OptionLetter named = OptionLetter.parse(NormalForm.spelt(answer));
    if (named != null || depth > 0) {
      return named;
    }
    List<String> texts = options().texts();
    String normal = texts.isEmpty() ? "" : NormalForm.of(answer);
    for (int i = 0; i < texts.size(); i++) {
      if (NormalForm.of(texts.get(i)).equals(normal)) {
        return new OptionLetter((char) ('A' + i), texts.get(i));
      }
    }
    return null;
  }

  private String textOf(OptionLetter option) {
    String text = options().text(option.letter());
    return text == null ? option.text() : text;
  }

  private OptionList options() {
    if (options == null) {
      options = OptionList.of(question);
    }
    return options;
  }

  private boolean asksForPercent() {
    return question.indexOf('%') >= 0 || question.toLowerCase(Locale.ROOT).contains("percent");
  }
}
