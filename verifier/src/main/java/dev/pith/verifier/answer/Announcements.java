package dev.pith.verifier.answer;

import dev.pith.verifier.answer.Tokens.Kind;
import dev.pith.verifier.answer.Tokens.Sentence;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a text announces an answer: "the answer is X", "Answer: X", a heading above X, "X is
 * the answer", "that is the answer".
 */
final class Announcements {

  private static final int MAX_QUALIFIERS = 12;
  private static final int CONDITION_REACH = 5;
  private static final String EMPHASIS = "*_\"'”`)";

  private static final Set<String> NOUNS = Words.of("answer answers ans");
  private static final Set<String> CHOICES = Words.of("answer choice option");
  private static final Set<String> COPULAS =
      Words.of("is are was were be equals equal becomes remains seems");
  private static final Set<String> PAST = Words.of("was were");
  private static final Set<String> DOUBTFUL_MODALS = Words.of("might could may maybe perhaps");
  private static final Set<String> FIRM_MODALS =
      Words.of("must should would will can does has to indeed therefore then thus now");

  /** Words that may follow "answer" before "is" or a colon: "the answer to the riddle is". */
  private static final Set<String> QUALIFIER_OPENERS =
      Words.of("to for in as of here from with at on choice option letter");

  private static final Set<String> CLAUSE_WORDS =
      Words.of("that which because if since when so but or and we i you whether than");
  private static final Set<String> CONDITIONS =
      Words.of(
          """
          if whether suppose supposing assuming assume unless why how what where when until
          """);
  private static final Set<String> ATTRIBUTES =
      Words.of(
          """
          the our my final correct right best only most likely true actual intended expected
          appropriate accurate probable logical reasonable good valid numerical overall desired
          required
          """);
  private static final Set<String> SUBJECT_OPENERS =
      Words.of(
          """
          so that then therefore thus hence think means conclude believe and but because yes confirms
          confirm say sure confident since meaning suggests accept
          """);
  private static final Set<String> ANAPHORA = Words.of("that this it that's it's which");

  private final Tokens tokens;
  private final List<Sentence> sentences;
  private final ValueReader values;
  private final Conclusions conclusions;

  Announcements(
      Tokens tokens, List<Sentence> sentences, ValueReader values, Conclusions conclusions) {
    this.tokens = tokens;
    this.sentences = sentences;
    this.values = values;
    this.conclusions = conclusions;
  }

  /** Returns the last announcement in the sentence, or null when it makes none. */
  @Nullable Finding last(int index) {
    Sentence sentence = sentences.get(index);
    for (int i = sentence.end() - 1; i >= sentence.first(); i--) {
      String word = tokens.lexeme(i);
      Finding finding = NOUNS.contains(word) ? after(i, index) : null;
      if (finding == null && CHOICES.contains(word)) {
        finding = before(i, index);
      }
      if (finding != null) {
        return finding;
      }
    }
    return null;
  }

  /** Reads "answer .. is X", "answer: X" and a heading with the value below it. */
  private @Nullable Finding after(int noun, int index) {
    Sentence sentence = sentences.get(index);
    if (governs(CONDITIONS, noun, sentence)) {
      return null;
    }
    boolean rejected = governsNegation(noun, sentence);
    boolean doubted = false;
    boolean qualified = false;
    int limit = Math.min(sentence.end(), noun + MAX_QUALIFIERS);
    for (int i = skip(EMPHASIS, noun + 1, sentence.end()); i < limit; i++) {
      String word = tokens.lexeme(i);
      if (tokens.kind(i) == Kind.LINE_END) {
        break;
      } else if (COPULAS.contains(word)) {
        return announced(i + 1, index, rejected, PhraseReader.Extent.CLAUSE)
            .doubtedIf(doubted || PAST.contains(word));
      } else if (opensValue(i, qualified)) {
        return announced(i + 1, index, rejected, PhraseReader.Extent.LINE).doubtedIf(doubted);
      } else if (Hedges.isNegation(word)) {
        rejected = true;
        if (word.endsWith("n't")) {
          return Finding.none(i + 1);
        }
      } else if (DOUBTFUL_MODALS.contains(word)) {
        doubted = true;
      } else if (tokens.isSign(i, "(") && !tokens.isLetter(i + 1)) {
        i = closing(i, limit);
      } else if (!qualified && isDirectValue(i)) {
        return direct(i, sentence, rejected);
      } else if (CLAUSE_WORDS.contains(word)) {
        return null;
      } else if (QUALIFIER_OPENERS.contains(word)) {
        qualified = true;
      } else if (!qualified && !FIRM_MODALS.contains(word) && !tokens.isSign(i, EMPHASIS + ",")) {
        return null;
      }
    }
    boolean heading = isHeading(sentence, noun) && isBlank(noun + 1, sentence.end());
    return heading ? below(index) : null;
  }

  private boolean opensValue(int i, boolean qualified) {
    return tokens.isSign(i, ":=→")
        || (!qualified && tokens.isSign(i, "-–—") && !tokens.touchesNext(i));
  }

  private boolean isDirectValue(int i) {
    return switch (tokens.kind(i)) {
      case NUMBER, FORMULA, BOX, COMMAND -> true;
      case WORD -> tokens.isLetter(i);
      default -> tokens.isSign(i, "(");
    };
  }

  private @Nullable Finding direct(int token, Sentence sentence, boolean rejected) {
    Value value = values.read(token, sentence.end());
    if (value == null) {
      return null;
    }
    boolean strong = sentence.question() || value.kind() == Value.Kind.LETTER;
    return rejected
        ? Finding.none(value.next())
        : new Finding(value.text(), strong, false, value.next());
  }

  /** Reads what stands where the answer is announced. */
  private Finding announced(int token, int index, boolean negated, PhraseReader.Extent extent) {
    Sentence sentence = sentences.get(index);
    boolean rejected = negated;
    boolean doubted = false;
    int i = skip("*_", token, sentence.end());
    while (i < sentence.end()
        && ((extent == PhraseReader.Extent.CLAUSE && Hedges.isNegation(tokens.lexeme(i)))
            || DOUBTFUL_MODALS.contains(tokens.lexeme(i)))) {
      rejected |= Hedges.isNegation(tokens.lexeme(i));
      doubted |= DOUBTFUL_MODALS.contains(tokens.lexeme(i));
      i++;
    }
    if (rejected || tokens.lexeme(i).equals("either")) {
      return Finding.none(i);
    }
    if (isBlank(i, sentence.end())) {
      Finding below = below(index);
      return below == null ? Finding.none(i) : below.doubtedIf(doubted);
    }
    Value value = values.readWords(i, sentence.end(), extent);
    if (value == null || anotherFollows(value.next(), sentence.end())) {
      return Finding.none(i);
    }
    boolean strong = value.kind() != Value.Kind.WORDS;
    return new Finding(value.text(), strong, doubted, value.next());
  }

  /** Tells whether ", and y = 6" follows a value. */
  private boolean anotherFollows(int next, int end) {
    int i = skip(",*", next, end);
    Set<String> joins = i > next ? Words.of("and so giving") : Words.of("and");
    boolean joined = joins.contains(tokens.lexeme(i)) || i > next;
    if (!joined || i >= end) {
      return false;
    }
    int limit = Math.min(end, i + 8);
    for (int j = i; j < limit && !tokens.lexeme(j).equals("because"); j++) {
      if (tokens.isSign(j, "=") || Relations.any(tokens, j)) {
        return true;
      }
    }
    return false;
  }

  /** Reads the value in the line below a heading or an open announcement. */
  private @Nullable Finding below(int index) {
    if (index + 1 >= sentences.size()) {
      return null;
    }
    Sentence next = sentences.get(index + 1);
    Finding conclusion = conclusions.inSentence(next, true);
    if (conclusion != null) {
      return Finding.strong(conclusion.text(), conclusion.next());
    }
    Value value = values.readWords(next.first(), next.end(), PhraseReader.Extent.LINE);
    return value == null ? null : Finding.strong(value.text(), value.next());
  }

  private boolean isHeading(Sentence sentence, int noun) {
    for (int i = sentence.first(); i < noun; i++) {
      boolean decoration =
          tokens.kind(i) == Kind.SIGN
              || tokens.kind(i) == Kind.NUMBER
              || ATTRIBUTES.contains(tokens.lexeme(i));
      if (!decoration) {
        return false;
      }
    }
    return true;
  }

  private boolean isBlank(int from, int end) {
    for (int i = from; i < end; i++) {
      if (tokens.kind(i) != Kind.LINE_END && !tokens.isSign(i, "*_:#.\"")) {
        return false;
      }
    }
    return true;
  }

  /** Reads "X is the answer". */
  private @Nullable Finding before(int noun, int index) {
    Sentence sentence = sentences.get(index);
    int i = noun - 1;
    while (i > sentence.first() && isAttribute(i)) {
      i--;
    }
    boolean attributed = i < noun - 1;
    boolean rejected = false;
    boolean doubted = false;
    boolean linked = false;
    for (; i > sentence.first(); i--) {
      String word = tokens.lexeme(i);
      boolean contracted = word.equals("that's") || word.equals("it's");
      if (Hedges.isNegation(word)) {
        rejected = true;
        linked |= word.equals("isn't") || word.equals("wasn't");
      } else if (COPULAS.contains(word) || contracted) {
        linked = true;
        doubted |= PAST.contains(word);
      } else if (DOUBTFUL_MODALS.contains(word)) {
        doubted = true;
      } else if (!FIRM_MODALS.contains(word)) {
        break;
      }
      if (contracted) {
        break;
      }
    }
    if (!linked || !attributed) {
      return null;
    }
    Finding subject = subject(i, index);
    return subject == null
        ? null
        : rejected
            ? Finding.none(noun + 1)
            : new Finding(subject.text(), true, doubted || subject.doubted(), noun + 1);
  }

  private boolean isAttribute(int i) {
    return ATTRIBUTES.contains(tokens.lexeme(i)) || tokens.isSign(i, "*");
  }

  /** Reads the subject that ends with the token: a value, or "that" for the sentence before. */
  private @Nullable Finding subject(int last, int index) {
    Sentence sentence = sentences.get(index);
    if (ANAPHORA.contains(tokens.lexeme(last))) {
      Finding previous = index == 0 ? null : conclusions.inSentence(sentences.get(index - 1), true);
      return previous == null ? null : previous.doubtedIf(sentences.get(index - 1).question());
    }
    int first = last;
    while (first > sentence.first()
        && !SUBJECT_OPENERS.contains(tokens.lexeme(first - 1))
        && !CONDITIONS.contains(tokens.lexeme(first - 1))
        && !tokens.isSign(first - 1, ",:")) {
      first--;
    }
    Value value = values.read(first, last + 1);
    if (value == null || value.next() <= last || governs(CONDITIONS, first, sentence)) {
      return null;
    }
    return Finding.strong(value.text(), value.next());
  }

  private boolean governsNegation(int noun, Sentence sentence) {
    for (int i = noun - 1; i >= reach(noun, sentence) && !tokens.isSign(i, ","); i--) {
      if (Hedges.isNegation(tokens.lexeme(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean governs(Set<String> words, int noun, Sentence sentence) {
    for (int i = noun - 1; i >= reach(noun, sentence) && !tokens.isSign(i, ","); i--) {
      if (words.contains(tokens.lexeme(i))) {
        return true;
      }
    }
    return false;
  }

  private static int reach(int noun, Sentence sentence) {
    return Math.max(sentence.first(), noun - CONDITION_REACH);
  }

  private int skip(String signs, int from, int end) {
    int i = from;
    while (i < end && tokens.isSign(i, signs)) {
      i++;
    }
    return i;
  }

  private int closing(int open, int end) {
    int i = open;
    while (i < end && !tokens.isSign(i, ")")) {
      i++;
    }
    return i;
  }
}
