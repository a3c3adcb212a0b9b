package dev.pith.verifier.answer;

import dev.pith.verifier.answer.Tokens.Kind;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value that begins at a token: a box, a formula, an expression with or without a unit,
 * an option letter, or a few words.
 *
 * <p>A value ends where its clause ends. Of a chain {@code a = b = c} the last member is the value.
 */
final class ValueReader {

  private static final int MAX_UNIT_WORDS = 4;
  private static final int MAX_CHARS = 400;
  private static final String LEADING_SIGNS = ":*_\"'`“‘~≈=>→,.";

  private static final Set<String> FILLERS =
      Words.of(
          """
          simply just indeed actually therefore thus then also still again now exactly precisely
          approximately about roughly around only clearly equal equals option choice letter
          definitely certainly really hence so value number most probably likely almost us
          """);
  private static final Set<String> COMPARISONS =
      Words.of(
          """
          times more less fewer greater larger smaller higher lower older younger longer shorter of
          out st nd rd th possible different other mod modulo
          """);
  private static final Set<String> SCALES =
      Words.of("hundred thousand million billion trillion percent");

  /** Words that begin another clause, so that they are no unit and end an option letter. */
  private static final Set<String> CLAUSE_OPENERS =
      Words.of(
          """
          because since as so which where when if but for with by due given from rather not and
          while whereas per assuming unless after is are was has have in at on would should must
          will can the a an to that this it we then hence thus therefore or than instead
          """);

  private static final Set<String> CONSTANTS =
      Set.of("\\pi", "\\infty", "\\emptyset", "\\varnothing");
  private static final Set<String> END_MARKS =
      Set.of("\\blacksquare", "\\square", "\\checkmark", "\\qed");

  private final Tokens tokens;
  private final ExpressionReader expressions;
  private final PhraseReader phrases;

  ValueReader(Tokens tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionReader(tokens);
    this.phrases = new PhraseReader(tokens);
  }

  /** Reads a value that is no phrase; returns null when none begins here. */
  @Nullable Value read(int token, int end) {
    int first = skipLead(token, end);
    while (first < end && goesOn(first)) {
      first = skipLead(first + 1, end);
    }
    if (first >= end) {
      return null;
    }
    return switch (tokens.kind(first)) {
      case BOX -> new Value(tokens.content(first).strip(), first + 1, Value.Kind.MATHEMATICS);
      case FORMULA -> formula(first, end);
      case LINE_END -> null;
      default -> {
        Value letter = letter(first, end);
        yield letter != null ? letter : expression(first, end);
      }
    };
  }

  /** Reads a value or, failing that, a phrase. */
  @Nullable Value readWords(int token, int end, PhraseReader.Extent extent) {
    Value value = read(token, end);
    return value != null ? value : phrases.read(skipLead(token, end), end, extent);
  }

  private int skipLead(int token, int end) {
    int i = token;
    while (i < end && (isLeadingSign(i) || FILLERS.contains(tokens.lexeme(i)))) {
      i++;
    }
    return i;
  }

  /** Tells whether a formula is only the left side of an equation, as in {@code $a+b$ = 5}. */
  private boolean goesOn(int token) {
    return tokens.kind(token) == Kind.FORMULA
        && !Boxes.any(tokens.span(token, token + 1))
        && (tokens.isSign(token + 1, "=≈") || tokens.content(token).strip().endsWith("="));
  }

  private boolean isLeadingSign(int i) {
    boolean dash = tokens.lexeme(i).startsWith("-") && !tokens.touchesNext(i);
    return dash || tokens.isSign(i, LEADING_SIGNS);
  }

  private @Nullable Value formula(int first, int end) {
    String content = tokens.content(first).strip();
    String boxed = Boxes.last(content);
    if (boxed != null) {
      return new Value(boxed, first + 1, Value.Kind.MATHEMATICS);
    }
    String value = Relations.lastMember(content);
    return value.isEmpty() || END_MARKS.contains(value)
        ? null
        : withTail(value, first, first + 1, end);
  }

  private @Nullable Value letter(int first, int end) {
    boolean framed = tokens.isSign(first, "([");
    int at = framed ? first + 1 : first;
    if (at >= end || !tokens.isLetter(at)) {
      return null;
    }
    int after = at + 1;
    if (framed) {
      if (!tokens.isSign(after, ")]")) {
        return null;
      }
      after++;
    } else if (!isCapital(at) || !standsAlone(at, end)) {
      return null;
    }
    String following = after < end ? tokens.lexeme(after) : "";
    boolean another = following.equals("or") || following.equals("and") || following.equals("/");
    if (another && tokens.isLetter(tokens.isSign(after + 1, "(") ? after + 2 : after + 1)) {
      return Value.alternatives(after + 1);
    }
    return new Value(tokens.lexeme(at).toUpperCase(Locale.ROOT), after, Value.Kind.LETTER);
  }

  private boolean isCapital(int token) {
    return Character.isUpperCase(tokens.text().charAt(tokens.start(token)));
  }

  /** Tells whether a single letter is no article, pronoun or variable. */
  private boolean standsAlone(int at, int end) {
    int next = at + 1;
    boolean spaced = !tokens.touchesNext(at);
    return next >= end
        || switch (tokens.kind(next)) {
          case WORD -> CLAUSE_OPENERS.contains(tokens.lexeme(next));
          case SIGN ->
              tokens.isSign(next, ".,:;)!?*\"'”’`]—") || (spaced && tokens.isSign(next, "-–("));
          case LINE_END -> true;
          default -> false;
        };
  }

  private @Nullable Value expression(int first, int end) {
    int last = expressions.end(first, end);
    String raw = tokens.span(first, last);
    if (raw.length() > MAX_CHARS) {
      return null;
    }
    String value = Relations.lastMember(raw);
    if (Boxes.any(value)) {
      return null;
    }
    return isValue(value) && !isLeftOpen(last, end) ? withTail(value, first, last, end) : null;
  }

  /** Tells whether an operator and words follow: "1 - probability" is no value. */
  private boolean isLeftOpen(int next, int end) {
    if (next + 1 >= end || tokens.kind(next + 1) != Kind.WORD) {
      return false;
    }
    boolean minus = tokens.isSign(next, "-−") && !CLAUSE_OPENERS.contains(tokens.lexeme(next + 1));
    return minus || tokens.isSign(next, "+*/×·÷^");
  }

  private static boolean isValue(String value) {
    return value.chars().anyMatch(c -> Character.isDigit(c) || "π√∞½".indexOf(c) >= 0)
        || CONSTANTS.stream().anyMatch(value::contains);
  }

  /** Looks at what follows a value: a scale word, a unit, or a second value. */
  private @Nullable Value withTail(String value, int first, int next, int end) {
    int i = next;
    while (i < end && tokens.isSign(i, "*\"'”_`")) {
      i++;
    }
    String following = i < end ? tokens.lexeme(i) : "";
    if (following.equals("%") || SCALES.contains(following)) {
      String scaled = following.equals("%") ? value + "%" : value + " " + following;
      return new Value(scaled, i + 1, Value.Kind.MATHEMATICS);
    }
    int second = following.equals(",") && tokens.lexeme(i + 1).equals("and") ? i + 2 : i + 1;
    boolean joined = following.equals("and") || second == i + 2;
    if (joined && second < end && isValueStart(second)) {
      return new Value(tokens.span(first, second + 1), second + 1, Value.Kind.MATHEMATICS);
    }
    int unit = i;
    while (unit < end
        && unit - i < MAX_UNIT_WORDS
        && tokens.kind(unit) == Kind.WORD
        && !CLAUSE_OPENERS.contains(tokens.lexeme(unit))
        && !COMPARISONS.contains(tokens.lexeme(unit))) {
      unit++;
    }
    String ending = unit < end ? tokens.lexeme(unit) : "";
    if (ending.equals("or")) {
      return Value.alternatives(unit + 1);
    }
    if (COMPARISONS.contains(ending)) {
      return null;
    }
    int part = ending.equals("and") || ending.equals(",") ? unit + 1 : unit;
    if (unit > i && part < end && tokens.kind(part) == Kind.NUMBER) {
      Value compound = phrases.read(first, end, PhraseReader.Extent.CLAUSE);
      return compound == null ? null : compound.as(Value.Kind.NAME);
    }
    return new Value(value, unit, Value.Kind.MATHEMATICS);
  }

  private boolean isValueStart(int i) {
    return tokens.kind(i) == Kind.FORMULA || tokens.kind(i) == Kind.NUMBER;
  }
}
