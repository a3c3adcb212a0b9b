package dev.pith.verifier.answer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A text cut into words, numbers, mathematics and signs, and these into sentences.
 *
 * <p>A formula between its marks, a box and a command with its arguments are one token each, so
 * that no sentence ends inside one. One pass, linear in the length of the text.
 */
final class Tokens {

  /** What a token is. */
  enum Kind {
    /** Letters, with apostrophes and hyphens inside. */
    WORD,
    /** Digits, with points and commas inside. */
    NUMBER,
    /** A formula with its marks: {@code $..$}, {@code $$..$$}, {@code \(..\)}, {@code \[..\]}. */
    FORMULA,
    /** {@code \boxed{..}} or {@code \fbox{..}}. */
    BOX,
    /** Any other command with its arguments. */
    COMMAND,
    /** One sign, or a run of the same sign {@code *}, {@code #} or {@code -}. */
    SIGN,
    /** One or more line ends. */
    LINE_END
  }

  /**
   * A sentence or line.
   *
   * @param first its first token
   * @param end after its last token
   * @param question whether it asks
   */
  record Sentence(int first, int end, boolean question) {}

  private static final Set<String> ABBREVIATIONS =
      Words.of("approx vs eq eqn fig dr mr mrs ms st cf");
  private static final String[] SIGNS = new String[128];

  static {
    for (char c = 0; c < SIGNS.length; c++) {
      SIGNS[c] = String.valueOf(c);
    }
  }

  private final String text;
  private final Braces braces;
  private final Closers closers;
  private Kind[] kinds = new Kind[64];
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private String[] lexemes = new String[64];
  private int size;

  Tokens(String text) {
    this.text = text;
    this.braces = new Braces(text);
    this.closers = new Closers(text);
    int position = 0;
    while (position < text.length()) {
      position = read(position);
    }
  }

  String text() {
    return text;
  }

  int size() {
    return size;
  }

  Kind kind(int token) {
    return token >= 0 && token < size ? kinds[token] : Kind.LINE_END;
  }

  int start(int token) {
    return token < size ? starts[token] : text.length();
  }

  int end(int token) {
    return ends[token];
  }

  /** Returns a word in lower case, a sign as it is, a command's name; otherwise an empty text. */
  String lexeme(int token) {
    return token >= 0 && token < size ? lexemes[token] : "";
  }

  /** Tells whether the token is a sign that begins with one of these characters. */
  boolean isSign(int token, String signs) {
    return token >= 0
        && token < size
        && kinds[token] == Kind.SIGN
        && signs.indexOf(lexemes[token].charAt(0)) >= 0;
  }

  /** Tells whether nothing but closing signs and line ends stands between the tokens. */
  boolean isClosing(int first, int end) {
    for (int i = first; i < end; i++) {
      if (kinds[i] != Kind.LINE_END && !isSign(i, ".!?*\"'”’)]_`:,;")) {
        return false;
      }
    }
    return true;
  }

  /** Tells whether the token is a word of one letter. */
  boolean isLetter(int token) {
    return kind(token) == Kind.WORD && ends[token] == starts[token] + 1;
  }

  /** Returns the text from the first token to before the end token, as it is written. */
  String span(int first, int end) {
    return first >= end ? "" : text.substring(starts[first], ends[end - 1]);
  }

  /** Tells whether no white space stands between this token and the next. */
  boolean touchesNext(int token) {
    return token >= 0 && token + 1 < size && ends[token] == starts[token + 1];
  }

  /** Returns what a box or formula holds, without its marks. */
  String content(int token) {
    int start = starts[token];
    int end = ends[token];
    if (kinds[token] == Kind.BOX) {
      return text.substring(text.indexOf('{', start) + 1, end - 1);
    }
    int mark = text.charAt(start) == '\\' || text.startsWith("$$", start) ? 2 : 1;
    return text.substring(start + mark, end - mark);
  }

  /** Returns the sentences in order; none is empty. */
  List<Sentence> sentences() {
    List<Sentence> sentences = new ArrayList<>();
    int first = 0;
    int i = 0;
    while (i < size) {
      int end = sentenceEnd(i, first);
      if (end > 0) {
        add(sentences, first, end);
        first = end;
      }
      i = Math.max(i + 1, end);
    }
    add(sentences, first, size);
    return sentences;
  }

  private void add(List<Sentence> sentences, int first, int end) {
    boolean empty = true;
    boolean question = false;
    for (int i = first; i < end; i++) {
      empty &= kinds[i] == Kind.LINE_END;
      question |= kinds[i] == Kind.SIGN && lexemes[i].equals("?");
    }
    if (!empty) {
      sentences.add(new Sentence(first, end, question));
    }
  }

  /** Returns the end of the sentence if the token ends it, else 0. */
  private int sentenceEnd(int i, int first) {
    if (kinds[i] == Kind.LINE_END) {
      return i + 1;
    }
    if (kinds[i] != Kind.SIGN || ".!?".indexOf(lexemes[i].charAt(0)) < 0) {
      return 0;
    }
    if (lexemes[i].equals("!") && i > 0 && isFactorial(i)) {
      return 0;
    }
    if (lexemes[i].equals(".") && i > first && isAbbreviation(i, first)) {
      return 0;
    }
    int end = i + 1;
    while (end < size
        && kinds[end] == Kind.SIGN
        && ends[end - 1] == starts[end]
        && ".!?\"'”’)]*_`".indexOf(lexemes[end].charAt(0)) >= 0) {
      end++;
    }
    return end == size || ends[end - 1] < starts[end] || kinds[end] == Kind.LINE_END ? end : 0;
  }

  private boolean isFactorial(int i) {
    boolean value = kinds[i - 1] == Kind.NUMBER || lexemes[i - 1].equals(")");
    return value && touchesNext(i - 1);
  }

  /** Tells whether the full stop belongs to "i.e.", "approx.", a list mark or an option mark. */
  private boolean isAbbreviation(int i, int first) {
    int before = i - 1;
    boolean single = kinds[before] == Kind.WORD && ends[before] - starts[before] == 1;
    if (single && i > 1 && lexemes[i - 2].equals(".") && touchesNext(i - 2)) {
      return true;
    }
    boolean opensLine = before == first && i + 1 < size && kinds[i + 1] != Kind.LINE_END;
    return (opensLine && (single || kinds[before] == Kind.NUMBER))
        || ABBREVIATIONS.contains(lexemes[before]);
  }

  /** Reads one token and returns where the next begins. */
  private int read(int at) {
    char c = text.charAt(at);
    if (Character.isWhitespace(c)) {
      return whiteSpace(at);
    }
    if (Character.isLetter(c)) {
      int end = wordEnd(at);
      return push(Kind.WORD, at, end, word(text.substring(at, end)));
    }
    boolean leadingPoint = c == '.' && isDigit(at + 1) && (at == 0 || !isDigit(at - 1));
    if (isDigit(at) || leadingPoint) {
      return push(Kind.NUMBER, at, numberEnd(at), "");
    }
    if (c == '$') {
      return dollar(at);
    }
    if (c == '\\') {
      return backslash(at);
    }
    int end = at + 1;
    while ("*#-".indexOf(c) >= 0 && end < text.length() && text.charAt(end) == c) {
      end++;
    }
    boolean arrow = (c == '-' || c == '=') && end < text.length() && text.charAt(end) == '>';
    if (arrow) {
      return push(Kind.SIGN, at, end + 1, "→");
    }
    return push(Kind.SIGN, at, end, end == at + 1 ? sign(c) : text.substring(at, end));
  }

  private static String word(String written) {
    return written.toLowerCase(Locale.ROOT).replace('’', '\'');
  }

  private int whiteSpace(int at) {
    boolean lineEnd = false;
    int end = at;
    while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
      lineEnd |= text.charAt(end) == '\n' || text.charAt(end) == '\r';
      end++;
    }
    return lineEnd ? push(Kind.LINE_END, at, end, "\n") : end;
  }

  private int wordEnd(int at) {
    int end = at;
    while (end < text.length()) {
      char c = text.charAt(end);
      boolean letterNext = end + 1 < text.length() && Character.isLetter(text.charAt(end + 1));
      boolean joins = letterNext && (c == '\'' || c == '’' || (c == '-' && end - at > 1));
      if (!Character.isLetterOrDigit(c) && !joins) {
        break;
      }
      end++;
    }
    return end;
  }

  private int numberEnd(int at) {
    int end = at;
    while (isDigit(end)
        || (end < text.length() && ".,".indexOf(text.charAt(end)) >= 0 && isDigit(end + 1))) {
      end++;
    }
    return end;
  }

  private int dollar(int at) {
    boolean display = text.startsWith("$$", at);
    int close = display ? closers.display(at + 2) : closers.inline(at);
    if (close < 0) {
      return push(Kind.SIGN, at, at + 1, "$");
    }
    return push(Kind.FORMULA, at, close + (display ? 2 : 1), "");
  }

  private int backslash(int at) {
    int end = at + 1;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    if (end == at + 1) {
      char mark = end < text.length() ? text.charAt(end) : ' ';
      int close = mark == '(' ? closers.round(end) : mark == '[' ? closers.square(end) : -1;
      return close >= 0
          ? push(Kind.FORMULA, at, close + 2, "")
          : push(Kind.SIGN, at, Math.min(text.length(), at + 2), mark == '(' ? "(" : sign(mark));
    }
    String name = text.substring(at + 1, end);
    boolean box = name.equals("boxed") || name.equals("fbox");
    int argument = end;
    while (argument < text.length() && text.charAt(argument) == ' ') {
      argument++;
    }
    if (box && braces.close(argument) > 0) {
      return push(Kind.BOX, at, braces.close(argument) + 1, name);
    }
    while (braces.close(end) > 0) {
      end = braces.close(end) + 1;
    }
    return push(Kind.COMMAND, at, end, name);
  }

  private int push(Kind kind, int start, int end, String lexeme) {
    if (size == kinds.length) {
      kinds = Arrays.copyOf(kinds, 2 * size);
      starts = Arrays.copyOf(starts, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
      lexemes = Arrays.copyOf(lexemes, 2 * size);
    }
    kinds[size] = kind;
    starts[size] = start;
    ends[size] = end;
    lexemes[size] = lexeme;
    size++;
    return end;
  }

  private static String sign(char c) {
    return c < SIGNS.length ? SIGNS[c] : String.valueOf(c);
  }

  private boolean isDigit(int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }
}
