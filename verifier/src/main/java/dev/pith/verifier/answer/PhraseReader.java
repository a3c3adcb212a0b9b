package dev.pith.verifier.answer;

import dev.pith.verifier.answer.Tokens.Kind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an answer that is made of words. */
final class PhraseReader {

  /** How far a phrase may reach. */
  enum Extent {
    /** To the end of its clause, a few words at most: after "the answer is". */
    CLAUSE,
    /** To the end of its line: after "Answer:". */
    LINE
  }

  private static final int MAX_CLAUSE_WORDS = 8;
  private static final int MAX_LINE_WORDS = 40;
  private static final int MAX_TOKENS = 120;

  private static final Set<String> CLAUSE_OPENERS =
      Words.of(
          """
          because since as so which where when if but for with by due given from rather not and
          while whereas assuming unless after is are although though then hence thus therefore instead
          """);

  /** Words that, right after "the answer is", speak about the answer instead of naming it. */
  private static final Set<String> ABOUT =
      Words.of(
          """
          correct right wrong incorrect that in to based given clear obvious consistent what supposed
          going found as not different if whether how why where when always unique expected required
          valid same unlikely a an this these it there unknown ambiguous the one which we i you my
          more already too very being asked needed either between well okay fine determined written
          stated expressed derived calculated equivalent positive negative because possible impossible
          within at on from confirmed verified straightforward simple reasonable plausible usually
          often inside below above concise accurate preferred chosen any all some each every no none
          """);

  private static final Set<String> NAMES = Words.of("yes no true false none zero never nowhere");

  private final Tokens tokens;

  PhraseReader(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Returns the phrase that begins at the token, or null when none does. */
  @Nullable Value read(int first, int end, Extent extent) {
    boolean marked = first > 0 && tokens.isSign(first - 1, "*\"“'`‘");
    boolean truth = NAMES.contains(tokens.lexeme(first));
    boolean about = extent == Extent.CLAUSE && !marked && ABOUT.contains(tokens.lexeme(first));
    boolean sum = tokens.kind(first) == Kind.NUMBER && tokens.isSign(first + 1, "+-−*/=^×·÷");
    if (first >= end
        || sum
        || tokens.isSign(first, "<[{(…")
        || (about && !truth)
        || (extent == Extent.CLAUSE && Hedges.isNegation(tokens.lexeme(first)))) {
      return null;
    }
    int next = first;
    int words = 0;
    while (next < Math.min(end, first + MAX_TOKENS) && !ends(next, end, extent, marked)) {
      words += tokens.kind(next) == Kind.SIGN ? 0 : 1;
      next++;
    }
    int last = next;
    while (last > first && tokens.isSign(last - 1, ".,:\"'”`*_")) {
      last--;
    }
    if (words == 0 || words > (extent == Extent.CLAUSE ? MAX_CLAUSE_WORDS : MAX_LINE_WORDS)) {
      return null;
    }
    if (isAlternative(next, end)) {
      return Value.alternatives(next);
    }
    boolean line = extent == Extent.LINE && words <= MAX_CLAUSE_WORDS;
    boolean name = marked || truth || line || (extent == Extent.CLAUSE && isCapital(first));
    return new Value(tokens.span(first, last), next, name ? Value.Kind.NAME : Value.Kind.WORDS);
  }

  private boolean ends(int i, int end, Extent extent, boolean marked) {
    if (tokens.kind(i) == Kind.LINE_END) {
      return true;
    }
    if (marked && tokens.isSign(i, "*\"”`")) {
      return true;
    }
    boolean stop = tokens.isSign(i, ".!?") && (i + 1 >= end || !tokens.touchesNext(i));
    if (extent == Extent.LINE) {
      return stop;
    }
    return stop
        || tokens.isSign(i, ";?!—–(*")
        || (tokens.isSign(i, "-/") && !tokens.touchesNext(i))
        || (tokens.isSign(i, ",") && CLAUSE_OPENERS.contains(tokens.lexeme(i + 1)))
        || tokens.lexeme(i).equals("because")
        || tokens.lexeme(i).equals("since")
        || tokens.lexeme(i).equals("or");
  }

  /** Tells whether "or" or a slash and a second phrase follow the closing mark of the first. */
  private boolean isAlternative(int next, int end) {
    int i = next;
    while (i < end && tokens.isSign(i, "*\"”`'’")) {
      i++;
    }
    return i < end && (tokens.lexeme(i).equals("or") || tokens.isSign(i, "/"));
  }

  private boolean isCapital(int token) {
    return Character.isUpperCase(tokens.text().charAt(tokens.start(token)));
  }
}
