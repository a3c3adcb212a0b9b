package dev.pith.verifier.answer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lettered options of a multiple-choice question.
 *
 * @param texts the text of each option, from A on; empty when the question has none
 */
record OptionList(List<String> texts) {

  static final OptionList NONE = new OptionList(List.of());

  private static final int MAX_OPTIONS = 26;
  private static final int MAX_EDGES = 12;
  private static final String[] EDGES = {
    "\\textbf{", "\\text{", "\\mathrm{", "\\mathbf{", "\\", "*", ",", ";", "\n-"
  };

  /** Copies the texts. */
  OptionList {
    texts = List.copyOf(texts);
  }

  /**
   * Reads the options of a question: {@code A.}, {@code A)}, {@code (A)} or {@code A:}, each letter
   * after the one before it, at least two of them.
   */
  static OptionList of(String question) {
    List<String> texts = new ArrayList<>();
    int textStart = -1;
    for (int i = 0; i < question.length() && texts.size() < MAX_OPTIONS; i++) {
      int end = markEnd(question, i, (char) ('A' + texts.size() + (textStart < 0 ? 0 : 1)));
      int restart = textStart >= 0 && texts.isEmpty() ? markEnd(question, i, 'A') : -1;
      if (restart > 0) {
        textStart = restart;
      } else if (end > 0) {
        if (textStart >= 0) {
          texts.add(clean(question.substring(textStart, i)));
        }
        textStart = end;
      }
    }
    if (textStart >= 0) {
      texts.add(lastText(question, textStart));
    }
    return texts.size() < 2 ? NONE : new OptionList(texts);
  }

  /** Returns the end of the mark of the letter when one starts here, else -1. */
  private static int markEnd(String text, int start, char letter) {
    if (start > 0 && Character.isLetterOrDigit(text.charAt(start - 1))) {
      return -1;
    }
    boolean framed = text.charAt(start) == '(';
    int at = framed ? start + 1 : start;
    if (at >= text.length() || Character.toUpperCase(text.charAt(at)) != letter) {
      return -1;
    }
    int close = at + 1;
    if (close >= text.length()) {
      return -1;
    }
    char mark = text.charAt(close);
    if (framed) {
      return mark == ')' ? close + 1 : -1;
    }
    char next = close + 1 < text.length() ? text.charAt(close + 1) : 'x';
    boolean spaced = Character.isWhitespace(next) || next == '*';
    boolean capital = text.charAt(at) == letter;
    return capital && (mark == ')' || ((mark == '.' || mark == ':') && spaced)) ? close + 1 : -1;
  }

  /**
   * Returns the text after the last mark: to the end of its line, or the next line if that is
   * empty.
   */
  private static String lastText(String question, int start) {
    return question
        .substring(start)
        .lines()
        .map(OptionList::clean)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** Strips what belongs to the marks around the text, not to the text. */
  private static String clean(String text) {
    String bare = text.replace("\\qquad", " ").replace("\\quad", " ").strip();
    boolean stripped = true;
    for (int i = 0; stripped && i < MAX_EDGES; i++) {
      stripped = false;
      for (String edge : EDGES) {
        if (bare.endsWith(edge)) {
          bare = bare.substring(0, bare.length() - edge.length()).strip();
          stripped = true;
        }
      }
      if (bare.startsWith("}") || bare.startsWith("*")) {
        bare = bare.substring(1).strip();
        stripped = true;
      }
    }
    boolean oddMarks = bare.chars().filter(c -> c == '$').count() % 2 == 1;
    return oddMarks && bare.endsWith("$") ? bare.substring(0, bare.length() - 1).strip() : bare;
  }

  /** Returns the text of the option, or null when the letter is none of the options. */
  @Nullable String text(char letter) {
    int index = letter - 'A';
    return index >= 0 && index < texts.size() ? texts.get(index) : null;
  }
}
