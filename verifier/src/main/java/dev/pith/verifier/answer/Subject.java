package dev.pith.verifier.answer;

import dev.pith.verifier.answer.Tokens.Kind;
import java.util.HashSet;
import java.util.Set;

/** Tells whether a text speaks of the very quantity that a question asks for. */
final class Subject {

  private static final double SUBJECT_SHARE = 0.75;
  private static final double ASKED_SHARE = 0.6;

  private static final Set<String> TASK_WORDS =
      Words.of("find compute determine calculate evaluate need asks asking want");
  private static final Set<String> CLAUSE_BREAKS =
      Words.of(", ; : so thus therefore hence then that means → and conclude");
  private static final Set<String> SAYING =
      Words.of(
          """
          means mean conclude see get know so find implies shows tells confident sure believe think
          follows suggests confirms note is
          """);
  private static final Set<String> COPULAS = Words.of("is are equals be");

  private final Tokens tokens;
  private final Ask ask;

  Subject(Tokens tokens, Ask ask) {
    this.tokens = tokens;
    this.ask = ask;
  }

  /**
   * Tells whether a conclusion is about what is asked for.
   *
   * @param sentence the first token of its sentence
   * @param relation the token between its subject and its value: a verb, an equality sign, or a
   *     formula that holds both
   */
  boolean isAsked(int sentence, int relation) {
    int first = relation;
    while (first > sentence && !beginsClause(first)) {
      first--;
    }
    if (isAskedFormula(first, relation)) {
      return true;
    }
    int verb = relation;
    while (verb > first && tokens.kind(verb) != Kind.WORD) {
      verb--;
    }
    boolean said = tokens.kind(relation) == Kind.WORD || COPULAS.contains(tokens.lexeme(verb));
    return said && names(first, verb, ask.head());
  }

  /** Tells whether a clause begins here: after "so", a comma, or "it follows that". */
  private boolean beginsClause(int first) {
    String before = tokens.lexeme(first - 1);
    boolean relative = before.equals("that") && !SAYING.contains(tokens.lexeme(first - 2));
    return CLAUSE_BREAKS.contains(before) && !relative;
  }

  /** Tells whether the left side of the relation is a formula that is asked for. */
  private boolean isAskedFormula(int first, int relation) {
    if (Relations.any(tokens, relation)) {
      return ask.isFormula(Relations.firstMember(tokens.content(relation)));
    }
    if (tokens.kind(relation) != Kind.SIGN) {
      return relation == first + 1
          && tokens.kind(first) == Kind.FORMULA
          && ask.isFormula(tokens.content(first));
    }
    int start = relation;
    while (start > first && (tokens.kind(start - 1) != Kind.WORD || tokens.isLetter(start - 1))) {
      start--;
    }
    return ask.isFormula(Relations.firstMember(tokens.span(start, relation + 1)));
  }

  /** Tells whether the question asks how many there are of what the tokens name in full. */
  boolean counts(int first, int end) {
    return ask.isCount() && names(first, end, ask.words());
  }

  /**
   * Tells whether the tokens name what is asked for.
   *
   * @param asked the words of which they must hold most
   */
  private boolean names(int first, int end, Set<String> asked) {
    Set<String> known = new HashSet<>();
    Set<String> all = new HashSet<>();
    int content = 0;
    for (int i = first; i < end; i++) {
      String word = tokens.lexeme(i);
      all.add(word);
      if (TASK_WORDS.contains(word)) {
        return false;
      }
      if (Ask.isContent(tokens, i)) {
        content++;
        if (ask.words().contains(Ask.stem(word))) {
          known.add(Ask.stem(word));
        }
      } else if (ask.isForeign(tokens, i)) {
        return false;
      }
    }
    if (content == 0) {
      return all.contains("value") && all.contains("expression");
    }
    return !known.isEmpty()
        && known.size() >= SUBJECT_SHARE * content
        && asked.stream().filter(known::contains).count() >= ASKED_SHARE * asked.size();
  }
}
