package dev.pith.plugin.search;

import dev.pith.verifier.trace.SentenceEnds;
import dev.pith.verifier.trace.ThinkTags;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Tells where a step ends. Pure and thread-safe.
 *
 * <p>A step has a letter or a digit at least, think tags not counted: what comes before belongs to
 * it.
 */
@FunctionalInterface
public interface StepEnds {

  /**
   * Looks for the end of the first step.
   *
   * @param text from the beginning of the step on
   * @return how many characters belong to it; empty while it is not known to be complete
   */
  OptionalInt find(CharSequence text);

  /** Returns the text that ends a step whatever comes before it, for servers; empty for none. */
  default Optional<String> stopText() {
    return Optional.empty();
  }

  /** Returns steps that are paragraphs: they end with the blank line behind them. */
  static StepEnds blankLine() {
    return new StepEnds() {
      @Override
      public OptionalInt find(CharSequence text) {
        int from = firstWord(text);
        for (int i = from + 1; i < text.length(); i++) {
          if (text.charAt(i) == '\n' && text.charAt(i - 1) == '\n') {
            return OptionalInt.of(i + 1);
          }
        }
        return OptionalInt.empty();
      }

      @Override
      public Optional<String> stopText() {
        return Optional.of("\n\n");
      }
    };
  }

  /**
   * Returns steps that are sentences. One that ends in a letter and a full stop is complete with
   * that, one that ends in a digit with the white space behind it.
   */
  static StepEnds sentence() {
    return text -> {
      int first = firstWord(text);
      SentenceEnds ends = new SentenceEnds();
      for (int i = 0; i < text.length(); i++) {
        if (ends.onChar(text.charAt(i)) && i > first) {
          return OptionalInt.of(trimmed(text, i));
        }
      }
      int last = text.length() - 1;
      boolean mayEnd = last > first && ".!?".indexOf(text.charAt(last)) >= 0;
      return mayEnd && !Character.isDigit(text.charAt(last - 1)) && ends.onChar(' ')
          ? OptionalInt.of(text.length())
          : OptionalInt.empty();
    };
  }

  /** Returns steps that end with the text: a search over whole answers. */
  static StepEnds never() {
    return text -> OptionalInt.empty();
  }

  /** Returns where the white space in front of a position begins, one line end included. */
  private static int trimmed(CharSequence text, int whiteSpace) {
    return text.charAt(whiteSpace) == '\n' ? whiteSpace + 1 : whiteSpace;
  }

  /** Returns where the first letter or digit outside of think tags stands; else the length. */
  private static int firstWord(CharSequence text) {
    int i = 0;
    while (i < text.length() && !Character.isLetterOrDigit(text.charAt(i))) {
      int tag = tagLength(text, i);
      i += Math.max(1, tag);
    }
    return i;
  }

  private static int tagLength(CharSequence text, int at) {
    String rest = text.subSequence(at, Math.min(text.length(), at + 24)).toString();
    for (ThinkTags pair : ThinkTags.KNOWN) {
      if (rest.startsWith(pair.start())) {
        return pair.start().length();
      }
      if (rest.startsWith(pair.end())) {
        return pair.end().length();
      }
    }
    return 0;
  }
}
