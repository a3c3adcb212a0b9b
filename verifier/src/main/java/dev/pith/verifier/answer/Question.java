package dev.pith.verifier.answer;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A user's question, read as far as a rule needs it. */
final class Question {

  private static final List<String> EXPRESSION_WORDS =
      List.of(
          "in terms of",
          "expression for",
          "simplify",
          "factor the",
          "expand",
          "equation of",
          "polynomial",
          "formula",
          "derivative",
          "integral",
          "general solution");

  private final String text;
  private @Nullable Ask ask;
  private @Nullable OptionList options;

  Question(String text) {
    this.text = text;
  }

  boolean isKnown() {
    return !text.isBlank();
  }

  Ask ask() {
    Ask known = ask;
    if (known == null) {
      known = new Ask(text);
      ask = known;
    }
    return known;
  }

  private OptionList options() {
    OptionList known = options;
    if (known == null) {
      known = OptionList.of(text);
      options = known;
    }
    return known;
  }

  /** Tells whether a single letter can be an option: the question has options, or is unknown. */
  boolean mayHaveOptions() {
    return text.isBlank() || !options().texts().isEmpty();
  }

  /** Tells whether the answer may be an expression, not only a value: asked for, or unknown. */
  boolean mayAskForExpression() {
    if (text.isBlank()) {
      return true;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    return EXPRESSION_WORDS.stream().anyMatch(lower::contains);
  }

  boolean asksForCode() {
    return CodeBlocks.isAskedFor(text);
  }

  /** Tells whether the answer is possible: where there are options, it must be one of them. */
  boolean allows(String answer) {
    if (options().texts().isEmpty()) {
      return true;
    }
    OptionLetter letter = OptionLetter.parse(NormalForm.spelt(answer));
    return letter != null
        ? options().text(letter.letter()) != null
        : options().texts().stream()
            .anyMatch(option -> AnswerEquivalence.compare(option, answer) == Agreement.EQUAL);
  }

  /** Tells whether the words are those of an option. */
  boolean repeatsOption(String words) {
    return options().texts().stream().anyMatch(option -> isSame(option, words));
  }

  private static boolean isSame(String option, String words) {
    int length = option.endsWith(".") ? option.length() - 1 : option.length();
    return words.length() == length && option.regionMatches(true, 0, words, 0, length);
  }

  /** Tells whether the question holds the value as a whole word; its options do not count. */
  boolean holds(String value) {
    if (!options().texts().isEmpty()) {
      return false;
    }
    int at = text.indexOf(value);
    while (at >= 0) {
      int end = at + value.length();
      boolean starts = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
      if (starts && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)))) {
        return true;
      }
      at = text.indexOf(value, at + 1);
    }
    return false;
  }
}
