package dev.pith.verifier.answer;

import dev.pith.verifier.answer.Tokens.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a question asks for: the formulas and the words of its last asking sentence. */
final class Ask {

  private static final int MAX_QUESTION_CHARS = 8000;
  private static final int MAX_FORMULA_TOKENS = 40;
  private static final int STEM_LETTERS = 4;

  private static final Set<String> VERBS =
      Words.of("find compute determine calculate evaluate simplify what how what's solve estimate");
  private static final Set<String> ABOUT_REPLY =
      Words.of("answer answers reply respond format boxed step");
  private static final Set<String> CLAUSE_ENDS =
      Words.of("where such if when given that which who assuming so ? . : ;");
  private static final Set<String> PREPOSITIONS =
      Words.of("of in on to by between from for with than into at over under and or");
  private static final Set<String> AUXILIARIES =
      Words.of("do does did is are was were can could will would has have must should");
  private static final Set<String> EMPTY_WORDS =
      Words.of(
          """
          the and are that this then have there these those with for from now indeed must should
          would will final value given original our thus therefore hence was were has can also
          still total number all many much does did required desired resulting result only
          possible their its his her they you she expression exact different find what how such
          who whose measure degree degrees
          """);

  private final Set<String> words = new HashSet<>();
  private final Set<String> head = new HashSet<>();
  private final Set<String> letters = new HashSet<>();
  private final Set<String> formulas = new HashSet<>();
  private final String text;
  private final boolean count;

  Ask(String question) {
    int from = Math.max(0, question.length() - MAX_QUESTION_CHARS);
    Tokens tokens = new Tokens(question.substring(from));
    int verb = clauseStart(tokens);
    int first = verb < 0 ? tokens.size() : verb + 1;
    int clauseEnd = clauseEnd(tokens, first);
    int headEnd = headEnd(tokens, first, clauseEnd);
    int end = sentenceEnd(tokens, clauseEnd);
    text = plain(tokens.span(first, end));
    count = tokens.lexeme(first).equals("many") || tokens.span(first, end).contains("number of");
    for (int i = first; i < end; i++) {
      if (isContent(tokens, i)) {
        words.add(stem(tokens.lexeme(i)));
        if (i < headEnd) {
          head.add(stem(tokens.lexeme(i)));
        }
      }
      if (tokens.isLetter(i)) {
        letters.add(tokens.span(i, i + 1));
      }
      if (i < clauseEnd && isDirect(tokens, i)) {
        addFormula(tokens, i, clauseEnd);
      }
    }
  }

  private static int sentenceEnd(Tokens tokens, int from) {
    int end = from;
    while (end < tokens.size() && tokens.kind(end) != Kind.LINE_END && !tokens.isSign(end, ".?")) {
      end++;
    }
    return end;
  }

  private static int clauseEnd(Tokens tokens, int first) {
    int end = first;
    while (end < tokens.size()
        && tokens.kind(end) != Kind.LINE_END
        && !CLAUSE_ENDS.contains(tokens.lexeme(end))) {
      end++;
    }
    return end;
  }

  /** Returns the end of the noun asked for: "sum of the squares" of "sum of the squares of all". */
  private static int headEnd(Tokens tokens, int first, int end) {
    boolean begun = false;
    boolean extended = false;
    for (int i = first; i < end; i++) {
      String word = tokens.lexeme(i);
      boolean preposition = begun && PREPOSITIONS.contains(word);
      if ((begun && AUXILIARIES.contains(word)) || (preposition && extended)) {
        return i;
      }
      extended |= preposition;
      begun |= isContent(tokens, i);
    }
    return end;
  }

  /** Returns the last asking verb of the last sentence that asks, or -1. */
  private static int clauseStart(Tokens tokens) {
    List<Sentence> sentences = Sentence.of(tokens);
    for (int i = sentences.size() - 1; i >= 0; i--) {
      int verb = askingVerb(tokens, sentences.get(i));
      if (verb >= 0) {
        return verb;
      }
    }
    return -1;
  }

  private static int askingVerb(Tokens tokens, Sentence sentence) {
    int verb = -1;
    for (int i = sentence.first(); i < sentence.end(); i++) {
      if (ABOUT_REPLY.contains(tokens.lexeme(i))) {
        return -1;
      }
      verb = VERBS.contains(tokens.lexeme(i)) ? i : verb;
    }
    return verb;
  }

  /** Tells whether a formula here is itself asked for, unlike that of "the digits of x". */
  private static boolean isDirect(Tokens tokens, int i) {
    String before = tokens.lexeme(i - 1);
    String earlier = tokens.lexeme(i - 2);
    return !PREPOSITIONS.contains(before)
        || earlier.equals("value")
        || (before.equals("for") && earlier.equals("solve"));
  }

  private void addFormula(Tokens tokens, int i, int end) {
    if (tokens.kind(i) == Kind.FORMULA) {
      formulas.add(plain(tokens.content(i)));
      return;
    }
    int stop = i;
    while (stop < Math.min(end, i + MAX_FORMULA_TOKENS)
        && tokens.kind(stop) != Kind.FORMULA
        && (tokens.kind(stop) != Kind.WORD || tokens.lexeme(stop).length() <= 2)) {
      stop++;
    }
    if (stop > i) {
      formulas.add(plain(tokens.span(i, stop)));
    }
  }

  /** Tells whether the formula, a name or tuple of names excepted, is one that is asked for. */
  boolean isFormula(String formula) {
    String wanted = plain(formula);
    boolean tuple = wanted.startsWith("(") && wanted.endsWith(")");
    return wanted.length() > 1 && !tuple && formulas.contains(wanted);
  }

  /** Tells whether the question asks how many there are of something. */
  boolean isCount() {
    return count;
  }

  /** Returns the words of the asking sentence that carry meaning, as stems. */
  Set<String> words() {
    return words;
  }

  /** Returns those that name the thing asked for. */
  Set<String> head() {
    return head;
  }

  /** Tells whether the token is a formula, number or name that the asking sentence lacks. */
  boolean isForeign(Tokens tokens, int i) {
    return switch (tokens.kind(i)) {
      case FORMULA -> !text.contains(plain(tokens.content(i)));
      case NUMBER -> !text.contains(tokens.span(i, i + 1));
      case WORD ->
          tokens.isLetter(i) && !isArticle(tokens, i) && !letters.contains(tokens.span(i, i + 1));
      default -> false;
    };
  }

  private static boolean isArticle(Tokens tokens, int i) {
    return tokens.lexeme(i).equals("a") || tokens.lexeme(i).equals("i");
  }

  static boolean isContent(Tokens tokens, int i) {
    String word = tokens.lexeme(i);
    return tokens.kind(i) == Kind.WORD && word.length() > 2 && !EMPTY_WORDS.contains(word);
  }

  static String plain(String formula) {
    StringBuilder out = new StringBuilder(formula.length());
    for (int i = 0; i < formula.length(); i++) {
      char c = formula.charAt(i);
      if (!Character.isWhitespace(c) && "{}$*.,?".indexOf(c) < 0) {
        out.append(c);
      }
    }
    return out.toString()
        .replace("²", "^2")
        .replace("³", "^3")
        .replace("\\(", "")
        .replace("\\)", "")
        .replace("\\left", "")
        .replace("\\right", "")
        .replace("\\cdot", "")
        .replace("\\times", "");
  }

  static String stem(String word) {
    String stem =
        word.length() > 3 && word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
    return stem.length() > STEM_LETTERS ? stem.substring(0, STEM_LETTERS) : stem;
  }

  @Override
  public String toString() {
    return "Ask[words=" + words + ", formulas=" + formulas + "]";
  }
}
