package dev.pith.verifier.answer;

import dev.pith.verifier.answer.PhraseReader.Extent;
import dev.pith.verifier.answer.Tokens.Kind;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds where a text announces an answer: "the answer is X", "Answer: X", a heading above X. */
final class Announcements {

  private static final int MAX_QUALIFIERS = 12;
  private static final int GOVERNED_TOKENS = 5;
  private static final int ANOTHER_TOKENS = 8;
  private static final String EMPHASIS = "*_\"'”`),";

  private static final Set<String> NOUNS = Words.of("answer answers ans");
  private static final Set<String> COPULAS =
      Words.of("is are was were be equals equal becomes remains seems");
  private static final Set<String> PAST = Words.of("was were");
  private static final Set<String> FIRM_MODALS =
      Words.of(
          """
          must should would will can does has indeed therefore then thus now really actually just
          simply
          """);

  /** Words that may follow "answer" before "is" or a colon: "the answer to the riddle is". */
  private static final Set<String> QUALIFIERS =
      Words.of("to for in as of here from with at on choice option letter");

  private static final Set<String> CLAUSE_WORDS =
      Words.of("that which because if since when so but or and we i you whether than");
  private static final Set<String> INSTRUCTIONS =
      Words.of("express give write convert round put provide state present submit format leave");
  private static final Set<String> HEADING_WORDS = Words.of("so thus therefore hence here");

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

  static boolean isNoun(String word) {
    return NOUNS.contains(word);
  }

  /** Returns what is announced after the noun, or null when nothing is. */
  @Nullable Finding at(int noun, int index) {
    Sentence sentence = sentences.get(index);
    boolean conditional = false;
    boolean rejected = false;
    boolean instructed = false;
    int reach = Math.max(sentence.first(), noun - GOVERNED_TOKENS);
    for (int i = noun - 1; i >= reach && !tokens.isSign(i, ","); i--) {
      conditional |= Hedges.governsSupposition(tokens.lexeme(i));
      rejected |= Hedges.isNegation(tokens.lexeme(i));
      instructed |= INSTRUCTIONS.contains(tokens.lexeme(i));
    }
    return conditional ? null : after(noun, index, rejected, instructed);
  }

  /**
   * Reads from the noun on.
   *
   * @param negated whether a negation governs the noun
   * @param instructed whether the text says how to write the answer: "give the answer in metres"
   */
  private @Nullable Finding after(int noun, int index, boolean negated, boolean instructed) {
    Sentence sentence = sentences.get(index);
    int end = quotationEnd(noun, sentence);
    int limit = Math.min(end, noun + MAX_QUALIFIERS);
    boolean rejected = negated;
    boolean doubted = false;
    boolean qualified = false;
    for (int i = noun + 1; i < limit && tokens.kind(i) != Kind.LINE_END; i++) {
      String word = tokens.lexeme(i);
      if (COPULAS.contains(word)) {
        return announced(i + 1, end, index, rejected, Extent.CLAUSE)
            .doubtedIf(doubted || PAST.contains(word));
      } else if (opensValue(i, qualified)) {
        boolean empty = isBlank(i + 1, end);
        return empty && !isHeading(sentence, noun)
            ? null
            : announced(i + 1, end, index, rejected, Extent.LINE).doubtedIf(doubted);
      } else if (Hedges.isNegation(word)) {
        rejected = true;
        if (word.equals("isn't") || word.equals("wasn't")) {
          return Finding.none(i + 1);
        }
      } else if (Hedges.isDoubtfulModal(word)) {
        doubted = true;
      } else if (tokens.isSign(i, "(") && !tokens.isLetter(i + 1)) {
        i = closing(i, limit);
      } else if (!qualified && isDirectValue(i)) {
        return direct(i, sentence, rejected);
      } else if (CLAUSE_WORDS.contains(word)) {
        return null;
      } else if (QUALIFIERS.contains(word)) {
        if (instructed) {
          return null;
        }
        qualified = true;
      } else if (!qualified && !FIRM_MODALS.contains(word) && !tokens.isSign(i, EMPHASIS)) {
        return null;
      }
    }
    return isHeading(sentence, noun) && isBlank(noun + 1, end) ? below(index) : null;
  }

  /** Returns the closing mark of the quotation that begins with the noun, else the sentence end. */
  private int quotationEnd(int noun, Sentence sentence) {
    if (noun > sentence.first() && tokens.isSign(noun - 1, "`'\"“‘")) {
      for (int i = noun + 1; i < sentence.end(); i++) {
        if (tokens.isSign(i, tokens.lexeme(noun - 1) + "”’")) {
          return i;
        }
      }
    }
    return sentence.end();
  }

  private boolean opensValue(int i, boolean qualified) {
    boolean dash = tokens.isSign(i, "-–—") && !tokens.touchesNext(i);
    return tokens.isSign(i, ":=→") || (dash && !qualified);
  }

  private boolean isDirectValue(int i) {
    return switch (tokens.kind(i)) {
      case NUMBER, FORMULA, BOX, COMMAND -> true;
      case WORD -> tokens.isLetter(i);
      default -> tokens.isSign(i, "(");
    };
  }

  /** Reads "answer 42": an apposition, which announces only where it asks or names an option. */
  private @Nullable Finding direct(int token, Sentence sentence, boolean rejected) {
    Value value = values.read(token, sentence.end());
    if (value == null) {
      return null;
    }
    boolean strong = sentence.question() || value.kind() == Value.Kind.LETTER;
    return new Finding(rejected ? null : value.text(), strong, false, value.next());
  }

  /** Reads what stands where the answer is announced. */
  private Finding announced(int token, int end, int index, boolean negated, Extent extent) {
    boolean rejected = negated;
    boolean doubted = false;
    int i = token;
    while (i < end && (tokens.isSign(i, "*_") || isModifier(i, extent))) {
      rejected |= isModifier(i, extent) && Hedges.isNegation(tokens.lexeme(i));
      doubted |= Hedges.isDoubtfulModal(tokens.lexeme(i));
      i++;
    }
    if (rejected || tokens.lexeme(i).equals("either")) {
      return Finding.none(i);
    }
    if (isBlank(i, end)) {
      Finding below = below(index);
      return below == null ? Finding.none(i) : below.doubtedIf(doubted);
    }
    Value value = values.readWords(i, end, extent);
    if (value == null) {
      return Finding.none(i);
    }
    if (anotherFollows(value.next(), end)) {
      Finding asked = conclusions.inSentence(sentences.get(index), true);
      return asked != null && asked.strong() ? asked : Finding.none(i);
    }
    boolean strong = value.kind() != Value.Kind.WORDS && conclusions.isAnswer(value);
    return new Finding(value.text(), strong, doubted, value.next());
  }

  private boolean isModifier(int i, Extent extent) {
    boolean negation = extent == Extent.CLAUSE && Hedges.isNegation(tokens.lexeme(i));
    return negation || Hedges.isDoubtfulModal(tokens.lexeme(i));
  }

  /** Tells whether ", and y = 6" follows a value. */
  private boolean anotherFollows(int next, int end) {
    boolean comma = tokens.isSign(next, ",");
    int i = comma ? next + 1 : next;
    if (!comma && !tokens.lexeme(i).equals("and")) {
      return false;
    }
    for (int j = i; j < Math.min(end, i + ANOTHER_TOKENS); j++) {
      if (tokens.lexeme(j).equals("because") || tokens.lexeme(j).equals("since")) {
        return false;
      }
      boolean stated = COPULAS.contains(tokens.lexeme(j)) && values.read(j + 1, end) != null;
      if (stated || tokens.isSign(j, "=") || Relations.any(tokens, j)) {
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
    Value value = values.readWords(next.first(), next.end(), Extent.LINE);
    return value == null || value.kind() == Value.Kind.WORDS
        ? null
        : Finding.strong(value.text(), value.next());
  }

  private boolean isHeading(Sentence sentence, int noun) {
    for (int i = sentence.first(); i < noun; i++) {
      String word = tokens.lexeme(i);
      boolean decoration =
          tokens.kind(i) == Kind.SIGN
              || tokens.kind(i) == Kind.NUMBER
              || Affirmations.isAttribute(word)
              || HEADING_WORDS.contains(word);
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

  private int closing(int open, int end) {
    int i = open;
    while (i < end && !tokens.isSign(i, ")")) {
      i++;
    }
    return i;
  }
}
