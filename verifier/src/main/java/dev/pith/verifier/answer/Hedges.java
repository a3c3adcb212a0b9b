package dev.pith.verifier.answer;

import java.util.Set;

/**
 * Words by which a text doubts what it says.
 *
 * <p>Whole words only. Before the answer a reflection word such as "wait" says nothing, since
 * thoughts begin with one; after it, it does.
 */
final class Hedges {

  private static final Set<String> DOUBTS =
      Words.of(
          """
          maybe perhaps possibly might unsure uncertain guess guessing doubt doubtful suspect
          unclear dunno probably likely presumably apparently supposedly
          """);
  private static final Set<String> REFLECTIONS =
      Words.of(
          """
          wait hmm hm but however actually alternatively oops although though unless wrong
          incorrect mistake error contradiction contradicts inconsistent impossible confused
          confusing
          """);
  private static final Set<String> NEGATIONS =
      Words.of(
          """
          not never cannot can't isn't aren't don't doesn't won't wouldn't couldn't wasn't weren't
          didn't neither nor
          """);
  private static final Set<String> CERTAINTIES =
      Words.of("sure certain confident convinced know positive right correct");
  private static final Set<String> CONDITIONS =
      Words.of("if whether suppose supposing assume assuming unless");
  private static final Set<String> CASES = Words.of("case version");
  private static final Set<String> SUBORDINATORS = Words.of("why how what where when until");
  private static final Set<String> MODALS = Words.of("might could may");
  private static final Set<String> ANNOUNCERS =
      Words.of("let lets let's i'll i'd we'll should need must want going to gonna me us");
  private static final Set<String> CHECKS =
      Words.of(
          """
          check recheck re-check double-check verify re-verify confirm validate revisit reconsider
          re-examine reexamine recalculate re-calculate recompute re-read reread re-evaluate
          rethink test
          """);

  private static final int REACH = 4;

  private Hedges() {}

  static boolean isNegation(String word) {
    return NEGATIONS.contains(word);
  }

  static boolean isDoubtfulModal(String word) {
    return MODALS.contains(word);
  }

  /** Tells whether what the word governs is supposed or asked, not stated. */
  static boolean governsSupposition(String word) {
    return CONDITIONS.contains(word) || SUBORDINATORS.contains(word);
  }

  /** Tells whether the sentence doubts or only supposes the answer in it. */
  static boolean doubts(Tokens tokens, Sentence sentence) {
    for (int i = sentence.first(); i < sentence.end(); i++) {
      if (CONDITIONS.contains(tokens.lexeme(i)) || CASES.contains(tokens.lexeme(i))) {
        return true;
      }
    }
    return doubts(tokens, sentence.first(), sentence.end());
  }

  /** Tells whether the text from the token on doubts, refutes or sets out to check an answer. */
  static boolean takesBack(Tokens tokens, int first) {
    int end = tokens.size();
    for (int i = first; i < end; i++) {
      String word = tokens.lexeme(i);
      if (REFLECTIONS.contains(word)
          || word.equals("?")
          || (word.equals("hold") && tokens.lexeme(i + 1).equals("on"))
          || (isCheck(tokens, i) && isNear(tokens, first, i, ANNOUNCERS))) {
        return true;
      }
    }
    return doubts(tokens, first, end);
  }

  private static boolean doubts(Tokens tokens, int first, int end) {
    for (int i = first; i < end; i++) {
      String word = tokens.lexeme(i);
      boolean superlative =
          word.equals("likely")
              && tokens.lexeme(i - 1).equals("most")
              && tokens.lexeme(i - 2).equals("the");
      if ((DOUBTS.contains(word) && !superlative)
          || ((word.equals("could") || word.equals("may")) && tokens.lexeme(i + 1).equals("be"))
          || (CERTAINTIES.contains(word) && isNear(tokens, first, i, NEGATIONS))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isCheck(Tokens tokens, int i) {
    String next = tokens.lexeme(i + 1);
    return CHECKS.contains(tokens.lexeme(i))
        || (tokens.lexeme(i).equals("make") && next.equals("sure"))
        || (tokens.lexeme(i).equals("see") && next.equals("if"));
  }

  /** Tells whether one of the words stands shortly before the token. */
  private static boolean isNear(Tokens tokens, int first, int token, Set<String> words) {
    for (int i = token - 1; i >= Math.max(first, token - REACH); i--) {
      if (words.contains(tokens.lexeme(i))) {
        return true;
      }
    }
    return false;
  }
}
