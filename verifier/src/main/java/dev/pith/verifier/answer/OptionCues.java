package dev.pith.verifier.answer;

import dev.pith.verifier.answer.Tokens.Kind;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds where a text picks an option by its letter: "option C is correct", "it's C", "**C**". */
final class OptionCues {

  private static final char LAST_LETTER = 'J';
  private static final String FRAMES_BEFORE = "(*[\"'“`_-#";
  private static final String FRAMES_AFTER = ")*]\"'”`_";

  private static final Set<String> NOUNS = Words.of("option choice options choices letter");
  private static final Set<String> PRAISE = Words.of("correct right best answer");
  private static final Set<String> PRAISED_NOUNS =
      Words.of("answer choice option one because since as and");
  private static final Set<String> COPULAS = Words.of("is be was seems it's that's as");
  private static final Set<String> PICKS =
      Words.of(
          """
          choose pick select with to for say choosing picking selecting it's is be that's matches so
          option choice letter → therefore thus hence answer
          """);
  private static final Set<String> FILLERS =
      Words.of(
          """
          the a most probably likely definitely indeed clearly only must should would also more
          """);

  private final Tokens tokens;

  OptionCues(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Returns the option that the sentence picks, or null when it picks none. */
  @Nullable Finding inSentence(Sentence sentence) {
    Finding picked = null;
    String named = "";
    boolean several = false;
    for (int i = sentence.first(); i < sentence.end(); i++) {
      if (!isOption(i, sentence)) {
        continue;
      }
      String letter = tokens.lexeme(i).toUpperCase(Locale.ROOT);
      Finding finding = at(i, sentence, letter);
      if (finding != null && finding.text() == null) {
        continue;
      }
      several |= !named.isEmpty() && !named.equals(letter);
      named = letter;
      if (picked != null && finding != null && !letter.equals(picked.text())) {
        return Finding.none(i + 1);
      }
      picked = finding == null ? picked : finding;
    }
    return several && picked != null && !picked.strong() ? Finding.none(picked.next()) : picked;
  }

  private boolean isOption(int i, Sentence sentence) {
    if (!tokens.isLetter(i)) {
      return false;
    }
    char c = tokens.text().charAt(tokens.start(i));
    boolean wordNext = i + 1 < sentence.end() && tokens.kind(i + 1) == Kind.WORD;
    boolean article = c == 'A' && wordNext && !COPULAS.contains(tokens.lexeme(i + 1));
    boolean pronoun = c == 'I' && wordNext && !tokens.lexeme(i + 1).equals("is");
    boolean variable = tokens.touchesNext(i) && tokens.isSign(i + 1, "=+-^_'(/");
    return c >= 'A' && c <= LAST_LETTER && !article && !pronoun && !variable;
  }

  private @Nullable Finding at(int i, Sentence sentence, String letter) {
    int before = skipBack(i - 1, sentence.first());
    int after = i + 1;
    while (after < sentence.end() && tokens.isSign(after, FRAMES_AFTER)) {
      after++;
    }
    boolean rejected =
        Hedges.isNegation(tokens.lexeme(before)) || Hedges.isNegation(tokens.lexeme(before - 1));
    if (after < sentence.end() && COPULAS.contains(tokens.lexeme(after))) {
      return praised(after + 1, sentence, rejected ? null : letter);
    }
    String word = before < sentence.first() ? "" : tokens.lexeme(before);
    boolean named = COPULAS.contains(word) || word.equals(":");
    if (named && isPraisedNoun(before - 1, sentence)) {
      return Finding.strong(rejected ? null : letter, after);
    }
    boolean ends =
        after >= sentence.end()
            || tokens.kind(after) == Kind.LINE_END
            || tokens.isSign(after, ".?!");
    ends |= !word.isEmpty() && tokens.isSign(after, ":(,—");
    boolean picked = word.isEmpty() || NOUNS.contains(word) || PICKS.contains(word);
    return ends && picked ? Finding.weak(rejected ? null : letter, after) : null;
  }

  /** Reads "is correct", "is not the best choice" after a letter. */
  private @Nullable Finding praised(int from, Sentence sentence, @Nullable String letter) {
    int i = from;
    boolean rejected = false;
    while (i < sentence.end()
        && (FILLERS.contains(tokens.lexeme(i))
            || Hedges.isNegation(tokens.lexeme(i))
            || tokens.isSign(i, "*"))) {
      rejected |= Hedges.isNegation(tokens.lexeme(i));
      i++;
    }
    boolean open = i + 1 >= sentence.end() || tokens.kind(i + 1) != Kind.WORD;
    boolean praise =
        PRAISE.contains(tokens.lexeme(i)) && (open || PRAISED_NOUNS.contains(tokens.lexeme(i + 1)));
    return praise ? Finding.strong(rejected ? null : letter, i + 1) : null;
  }

  /** Tells whether "correct option" or the like ends with the token. */
  private boolean isPraisedNoun(int last, Sentence sentence) {
    int i = last;
    while (i >= sentence.first() && FILLERS.contains(tokens.lexeme(i))) {
      i--;
    }
    return i > sentence.first()
        && NOUNS.contains(tokens.lexeme(i))
        && PRAISE.contains(tokens.lexeme(i - 1));
  }

  private int skipBack(int from, int first) {
    int i = from;
    while (i >= first && (tokens.isSign(i, FRAMES_BEFORE) || FILLERS.contains(tokens.lexeme(i)))) {
      i--;
    }
    return i;
  }
}
