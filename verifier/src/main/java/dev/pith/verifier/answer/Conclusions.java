package dev.pith.verifier.answer;

import dev.pith.verifier.answer.Tokens.Kind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the value that a sentence ends in: "so .. is X", ".. = X", "which gives X", "there are X
 * ways", a bare value.
 */
final class Conclusions {

  private static final int MAX_VALUE_TOKENS = 150;
  private static final int MAX_COUNTED_TOKENS = 40;

  private static final Set<String> MARKERS =
      Words.of(
          """
          so thus therefore hence then that's which giving gives total means meaning we that yields
          final yes conclusion result is overall finally
          """);
  private static final Set<String> VERBS =
      Words.of(
          """
          is are be equals equal gives give giving yields get got obtain becomes makes totals that's
          it's was has have need needs to
          """);
  private static final Set<String> LINKS =
      Words.of("so thus hence therefore then gives giving means which get yields → is");
  private static final Set<String> COUNTERS =
      Words.of("are is have has indeed exactly only there's");

  private final Tokens tokens;
  private final ValueReader values;
  private final Question question;

  Conclusions(Tokens tokens, ValueReader values, Question question) {
    this.tokens = tokens;
    this.values = values;
    this.question = question;
  }

  /**
   * Returns the value that the sentence ends in, or null when it ends in none. It is strong when it
   * is stated of the very quantity that the question asks for.
   *
   * @param concluding whether the sentence is known to conclude, so that it needs no "so"
   */
  @Nullable Finding inSentence(Sentence sentence, boolean concluding) {
    boolean marked = concluding || isMarked(sentence);
    Finding last = lastValue(sentence, marked);
    if (last != null && last.strong()) {
      return last;
    }
    Finding counted = marked ? counted(sentence) : null;
    return counted != null ? counted : last != null ? last : bare(sentence);
  }

  /** Reads the value after the last relation of the sentence. */
  private @Nullable Finding lastValue(Sentence sentence, boolean marked) {
    int reach = Math.max(sentence.first(), sentence.end() - MAX_VALUE_TOKENS);
    for (int i = sentence.end() - 1; i >= reach; i--) {
      boolean equation = Relations.any(tokens, i);
      boolean relation = equation || tokens.isSign(i, "=≈");
      if (!relation && !(marked && VERBS.contains(tokens.lexeme(i)))) {
        continue;
      }
      int start = equation ? i : i + 1;
      Value value = values.read(start, sentence.end());
      if (value != null && tokens.isClosing(value.next(), sentence.end())) {
        return stated(value, sentence, i, start);
      }
      Finding option = value == null && !relation ? option(i + 1, sentence.end()) : null;
      if (relation || option != null) {
        return option;
      }
    }
    return null;
  }

  /** Reads the text of an option: "the gas is xenon". */
  private @Nullable Finding option(int token, int end) {
    Value phrase = values.readWords(token, end, PhraseReader.Extent.CLAUSE);
    return phrase != null
            && phrase.text() != null
            && question.isKnown()
            && question.repeatsOption(phrase.text())
        ? Finding.weak(phrase.text(), phrase.next())
        : null;
  }

  /**
   * Tells whether the value can be an answer: it is worked out, or the question wants a formula.
   */
  boolean isAnswer(Value value) {
    return value.text() == null
        || value.kind() != Value.Kind.MATHEMATICS
        || question.mayAskForExpression()
        || !WorkedOut.hasVariables(value.text());
  }

  private boolean isMarked(Sentence sentence) {
    for (int i = sentence.first(); i < sentence.end(); i++) {
      if (MARKERS.contains(tokens.lexeme(i))) {
        return true;
      }
    }
    return false;
  }

  /** Judges a value that stands after the relation. */
  private @Nullable Finding stated(Value value, Sentence sentence, int relation, int start) {
    String text = value.text();
    if (text == null) {
      return Finding.weak(null, value.next());
    }
    if (!isPossible(value)) {
      return null;
    }
    boolean asked =
        question.isKnown()
            && WorkedOut.isNumber(text)
            && new Subject(tokens, question.ask()).isAsked(sentence.first(), relation);
    return isOneOfSeveral(sentence, start, asked)
        ? Finding.weak(null, value.next())
        : new Finding(text, asked, false, value.next());
  }

  /**
   * Tells whether an equation before it in the same clause states another value.
   *
   * @param asked whether this one is asked for, so that only an alternative to it counts
   */
  private boolean isOneOfSeveral(Sentence sentence, int token, boolean asked) {
    boolean separated = false;
    for (int i = token - 2; i >= sentence.first(); i--) {
      String lexeme = tokens.lexeme(i);
      if (LINKS.contains(lexeme)) {
        return false;
      }
      boolean listed = lexeme.equals("and") || lexeme.equals(",");
      separated |= lexeme.equals("or") || (listed && !asked);
      if (separated && (lexeme.equals("=") || Relations.any(tokens, i))) {
        return true;
      }
    }
    return false;
  }

  /** Reads "there are 12 ways" where the question asks how many ways there are. */
  private @Nullable Finding counted(Sentence sentence) {
    for (int i = sentence.end() - 2; i > sentence.first(); i--) {
      boolean count = tokens.kind(i) == Kind.NUMBER && COUNTERS.contains(tokens.lexeme(i - 1));
      if (!count || tokens.touchesNext(i) || question.holds(tokens.span(i, i + 1))) {
        continue;
      }
      int end = i + 1;
      while (end < Math.min(sentence.end(), i + MAX_COUNTED_TOKENS)
          && !tokens.isSign(end, ",.;:?!")
          && tokens.kind(end) != Kind.LINE_END) {
        end++;
      }
      if (question.isKnown() && new Subject(tokens, question.ask()).counts(i + 1, end)) {
        return Finding.strong(tokens.span(i, i + 1), end);
      }
    }
    return null;
  }

  private @Nullable Finding bare(Sentence sentence) {
    int first = sentence.first();
    while (first < sentence.end()
        && tokens.isSign(first, "*#->_\"`")
        && !(tokens.touchesNext(first) && tokens.kind(first + 1) == Kind.NUMBER)) {
      first++;
    }
    Value value = values.read(first, sentence.end());
    return value != null && tokens.isClosing(value.next(), sentence.end()) && isPossible(value)
        ? Finding.weak(value.text(), value.next())
        : null;
  }

  private boolean isPossible(Value value) {
    return value.text() == null
        || value.kind() == Value.Kind.LETTER
        || question.mayAskForExpression()
        || WorkedOut.is(value.text());
  }
}
