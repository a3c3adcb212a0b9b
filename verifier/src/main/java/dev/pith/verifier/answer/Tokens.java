package dev.pith.verifier.answer;

import java.util.Arrays;
import java.util.Locale;

/**
 * A text cut into words, numbers, mathematics and signs.
 *
 * <p>A formula between its marks, a box and a command with its arguments are one token each. One
 * pass, linear in the length of the text.
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
