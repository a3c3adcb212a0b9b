package dev.pith.verifier.answer;

import dev.pith.verifier.answer.Tokens.Kind;
import dev.pith.verifier.answer.Tokens.Sentence;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the value that a sentence ends in: "so .. is X", ".. = X", "which gives X", a bare value.
 */
final class Conclusions {

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
  private static final Set<String> SUBJECT_BREAKS =
      Words.of(", ; : so thus therefore hence then that means → and conclude");

  private final Tokens tokens;
  private final ValueReader values;
  private final Supplier<Ask> ask;

  Conclusions(Tokens tokens, ValueReader values, Supplier<Ask> ask) {
    this.tokens = tokens;
    this.values = values;
    this.ask = ask;
  }

  /**
   * Returns the value that the sentence ends in, or null when it ends in none. It is strong when it
   * is stated of the very quantity that the question asks for.
   *
   * @param concluding whether the sentence is known to conclude, so that it needs no "so"
   */
  @Nullable Finding inSentence(Sentence sentence, boolean concluding) {
    boolean marked = concluding || isMarked(sentence);
    for (int i = sentence.end() - 1; i >= sentence.first(); i--) {
      boolean equation = Relations.any(tokens, i);
      boolean relation = equation || tokens.isSign(i, "=≈");
      if (!relation && !(marked && VERBS.contains(tokens.lexeme(i)))) {
        continue;
      }
      int start = equation ? i : i + 1;
      Value value = values.read(start, sentence.end());
      if (value != null && tokens.isClosing(value.next(), sentence.end())) {
        if (value.text() == null || isOneOfSeveral(sentence, start)) {
          return Finding.weak(null, value.next());
        }
        boolean strong = AskedValue.isPlain(value.text()) && isAsked(sentence, i);
        return new Finding(value.text(), strong, false, value.next());
      }
      if (relation) {
        return null;
      }
    }
    return bare(sentence);
  }

  private boolean isMarked(Sentence sentence) {
    for (int i = sentence.first(); i < sentence.end(); i++) {
      if (MARKERS.contains(tokens.lexeme(i))) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Finding bare(Sentence sentence) {
    int first = sentence.first();
    while (first < sentence.end()
        && tokens.isSign(first, "*#->_\"`")
        && !(tokens.touchesNext(first) && tokens.kind(first + 1) == Kind.NUMBER)) {
      first++;
    }
    Value value = values.read(first, sentence.end());
    return value == null || !tokens.isClosing(value.next(), sentence.end())
        ? null
        : Finding.weak(value.text(), value.next());
  }

  /** Tells whether an equation before it in the same clause states another value. */
  private boolean isOneOfSeveral(Sentence sentence, int token) {
    boolean separated = false;
    for (int i = token - 2; i >= sentence.first(); i--) {
      String lexeme = tokens.lexeme(i);
      if (LINKS.contains(lexeme)) {
        return false;
      }
      separated |= lexeme.equals("or") || lexeme.equals("and") || lexeme.equals(",");
      if (separated && (lexeme.equals("=") || Relations.any(tokens, i))) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether what stands before the relation is what the question asks for. */
  private boolean isAsked(Sentence sentence, int relation) {
    if (Relations.any(tokens, relation)) {
      return ask.get().isFormula(Relations.firstMember(tokens.content(relation)));
    }
    int first = relation;
    while (first > sentence.first() && !SUBJECT_BREAKS.contains(tokens.lexeme(first - 1))) {
      first--;
    }
    if (tokens.kind(relation) == Kind.SIGN) {
      int start = relation;
      while (start > first && (tokens.kind(start - 1) != Kind.WORD || tokens.isLetter(start - 1))) {
        start--;
      }
      return ask.get().isFormula(Relations.firstMember(tokens.span(start, relation + 1)));
    }
    boolean formula = relation == first + 1 && tokens.kind(first) == Kind.FORMULA;
    return formula
        ? ask.get().isFormula(tokens.content(first))
        : ask.get().names(tokens, first, relation);
  }
}
