package dev.pith.verifier.trace;

import java.util.Locale;
import java.util.Set;

/**
 * Finds, character by character, the sentence ends at which a trace may be cut.
 *
 * <p>A sentence ends with the white space after {@code . ! ?} (closing quotes and brackets may
 * stand between), with a full-width stop, or with a line end. Nothing ends inside math, {@code
 * \boxed{..}}, code in a line or a code block, after a common abbreviation, an initial, the number
 * of a list item, a factorial or an ellipsis. A stop is judged by the character after it, so {@code
 * 3.14} does not end.
 *
 * <p>It holds the last few characters of one word and some counters. Instances serve one text and
 * are not thread-safe.
 */
public final class SentenceEnds {

  private static final Set<String> ABBREVIATIONS =
      Set.of(
          "al", "approx", "cf", "corp", "dr", "e.g", "eq", "eqn", "eqs", "etc", "fig", "figs",
          "i.e", "inc", "jr", "ltd", "mr", "mrs", "ms", "p.m", "a.m", "ph.d", "prof", "resp", "s.t",
          "sr", "st", "thm", "u.k", "u.s", "viz", "vs", "w.r.t");

  /** Longest word that is remembered whole: one more than the longest abbreviation. */
  private static final int MAX_WORD = 7;

  private static final int MAX_LIST_DIGITS = 3;
  private static final String CLOSERS = ")]}\"'*_$\\\u2019\u201d\u00bb";
  private static final String FULL_WIDTH_STOPS = "\u3002\uff01\uff1f";

  private final CodeFence fence = new CodeFence();
  private final TexSpans tex = new TexSpans();
  private final StringBuilder word = new StringBuilder(MAX_WORD);
  private boolean inlineCode;
  private boolean terminated;
  private char previous = ' ';

  /** Whether a word stands on this line before the current one. */
  private boolean lineHasWord;

  /** Whether an upper-case letter here may be an initial: after a name, or opening a sentence. */
  private boolean initialPossible = true;

  /** Creates a detector for one text. */
  public SentenceEnds() {}

  /**
   * Reads the next character.
   *
   * @return whether a sentence is known to have ended with it, so that the text may be cut after it
   */
  public boolean onChar(char c) {
    boolean end = read(c);
    if (end) {
      initialPossible = true;
    }
    previous = c;
    return end;
  }

  /** Returns whether the text stands inside math, a box or code, which a cut would tear apart. */
  public boolean insideSpan() {
    return fence.inside() || inlineCode || tex.open();
  }

  private boolean read(char c) {
    boolean lineEnd = CodeFence.isLineEnd(c);
    if (fence.onChar(c)) {
      inlineCode = false;
      endWord();
      terminated = false;
      return false;
    }
    if (c == '`' || lineEnd) {
      inlineCode = !lineEnd && !inlineCode;
    }
    if (inlineCode) {
      endWord();
      terminated = false;
      return false;
    }
    tex.onChar(c);
    if (Character.isWhitespace(c)) {
      boolean end = (terminated || lineEnd) && !tex.open();
      endWord();
      terminated = false;
      lineHasWord &= !lineEnd;
      return end;
    }
    if (FULL_WIDTH_STOPS.indexOf(c) >= 0) {
      endWord();
      return !tex.open();
    }
    onVisible(c);
    return false;
  }

  private void onVisible(char c) {
    if (c == '.') {
      terminated = previous != '.' && !stopBelongsToWord();
      append(c);
    } else if (c == '!') {
      terminated = !isFactorial();
      endWord();
    } else if (c == '?') {
      terminated = true;
      endWord();
    } else if (Character.isLetterOrDigit(c)) {
      terminated = false;
      append(c);
    } else {
      terminated &= CLOSERS.indexOf(c) >= 0;
      endWord();
    }
  }

  /** Returns whether a full stop after the current word is part of it. */
  private boolean stopBelongsToWord() {
    if (word.isEmpty()) {
      return false;
    }
    char first = word.charAt(0);
    boolean letter = word.length() == 1 && Character.isLetter(first);
    boolean number = word.length() <= MAX_LIST_DIGITS && word.chars().allMatch(Character::isDigit);
    return (!lineHasWord && (letter || number))
        || (letter && Character.isUpperCase(first) && initialPossible)
        || ABBREVIATIONS.contains(word.toString().toLowerCase(Locale.ROOT));
  }

  private boolean isFactorial() {
    boolean variable = word.length() == 1 && Character.isLetter(word.charAt(0));
    return variable || Character.isDigit(previous) || previous == ')' || previous == '!';
  }

  private void append(char c) {
    if (word.length() < MAX_WORD) {
      word.append(c);
    }
  }

  private void endWord() {
    if (word.isEmpty()) {
      return;
    }
    initialPossible = Character.isUpperCase(word.charAt(0));
    lineHasWord = true;
    word.setLength(0);
  }
}
