package dev.pith.verifier.answer;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds where a text affirms a value: "X is the answer", "that must be the right answer". */
final class Affirmations {

  private static final int MAX_SUBJECT_TOKENS = 60;

  private static final Set<String> NOUNS = Words.of("answer choice option");
  private static final Set<String> ATTRIBUTES =
      Words.of(
          """
          the our my final correct right best only most likely true actual intended expected
          appropriate accurate probable logical reasonable good valid numerical overall desired
          required
          """);
  private static final Set<String> COPULAS = Words.of("is are was were be equals seems becomes as");
  private static final Set<String> CONTRACTIONS = Words.of("that's it's");
  private static final Set<String> PAST = Words.of("was were");
  private static final Set<String> FIRM_MODALS = Words.of("must should would will to indeed");
  private static final Set<String> ANAPHORA = Words.of("that this it that's it's which");
  private static final Set<String> SUBJECT_OPENERS =
      Words.of(
          """
          so that then therefore thus hence think means conclude believe and but because yes
          confirms confirm say sure confident since meaning suggests accept with choose take give
          """);

  private final Tokens tokens;
  private final List<Sentence> sentences;
  private final ValueReader values;
  private final Conclusions conclusions;

  Affirmations(
      Tokens tokens, List<Sentence> sentences, ValueReader values, Conclusions conclusions) {
    this.tokens = tokens;
    this.sentences = sentences;
    this.values = values;
    this.conclusions = conclusions;
  }

  static boolean isNoun(String word) {
    return NOUNS.contains(word);
  }

  static boolean isAttribute(String word) {
    return ATTRIBUTES.contains(word);
  }

  /** Returns the value that the noun is said of, or null when it is said of none. */
  @Nullable Finding at(int noun, int index) {
    Sentence sentence = sentences.get(index);
    int i = noun - 1;
    while (i > sentence.first() && (isAttribute(tokens.lexeme(i)) || tokens.isSign(i, "*"))) {
      i--;
    }
    if (i == noun - 1) {
      return null;
    }
    boolean linked = false;
    boolean rejected = false;
    boolean doubted = false;
    while (i > sentence.first()) {
      String word = tokens.lexeme(i);
      boolean copula = COPULAS.contains(word) || word.equals("isn't") || word.equals("wasn't");
      boolean negation = Hedges.isNegation(word);
      boolean modal = Hedges.isDoubtfulModal(word);
      if (CONTRACTIONS.contains(word)
          || !(copula || negation || modal || FIRM_MODALS.contains(word))) {
        break;
      }
      linked |= copula;
      rejected |= negation;
      doubted |= modal || PAST.contains(word);
      i--;
    }
    if (!linked && !CONTRACTIONS.contains(tokens.lexeme(i))) {
      return null;
    }
    Finding subject = subject(i, index, !tokens.lexeme(noun).equals("answer"));
    if (subject == null) {
      return null;
    }
    return rejected
        ? Finding.none(noun + 1)
        : new Finding(subject.text(), true, doubted || subject.doubted(), noun + 1);
  }

  /**
   * Reads the subject that ends with the token: a value, or "that" for the sentence before.
   *
   * @param letterOnly whether only an option can be the subject
   */
  private @Nullable Finding subject(int last, int index, boolean letterOnly) {
    Sentence sentence = sentences.get(index);
    if (ANAPHORA.contains(tokens.lexeme(last))) {
      Finding before = index == 0 ? null : conclusions.inSentence(sentences.get(index - 1), true);
      return before == null ? null : before.doubtedIf(sentences.get(index - 1).question());
    }
    int first = last;
    int reach = Math.max(sentence.first(), last - MAX_SUBJECT_TOKENS);
    while (first > reach
        && !SUBJECT_OPENERS.contains(tokens.lexeme(first - 1))
        && !Hedges.governsSupposition(tokens.lexeme(first - 1))
        && !tokens.isSign(first - 1, ",:")) {
      first--;
    }
    Value value = values.read(first, last + 1);
    boolean whole = value != null && value.next() > last;
    boolean conditional =
        first > sentence.first() && Hedges.governsSupposition(tokens.lexeme(first - 1));
    if (value == null || !whole || conditional) {
      return null;
    }
    return letterOnly && value.kind() != Value.Kind.LETTER
        ? null
        : Finding.strong(value.text(), value.next());
  }
}
