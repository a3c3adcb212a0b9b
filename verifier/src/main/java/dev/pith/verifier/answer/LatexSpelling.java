package dev.pith.verifier.answer;

/**
 * Rewrites mathematics, LaTeX or plain, into one spelling: {@code \frac{a}{b}} and {@code \sqrt{a}}
 * always with braces, one sign per operator, no font, size or spacing commands.
 *
 * <p>White space is kept as single spaces. A rewriter serves one text.
 */
final class LatexSpelling {

  private static final int MAX_DEPTH = 60;

  private final String text;
  private final StringBuilder out = new StringBuilder();
  private int position;
  private int depth;
  private boolean afterCommand;

  private LatexSpelling(String text) {
    this.text = text;
  }

  /** Returns the text in the one spelling; text nested beyond reason comes back as it is. */
  static String of(String text) {
    LatexSpelling spelling = new LatexSpelling(text);
    while (spelling.position < text.length()) {
      spelling.next();
      if (spelling.depth > MAX_DEPTH) {
        return text;
      }
    }
    return spelling.out.toString();
  }

  /** Rewrites one character, command, word or group. */
  private void next() {
    char c = text.charAt(position);
    if (c == '\\') {
      command();
    } else if (c == '{') {
      group("{", "}");
    } else if (c == '^' || c == '_') {
      script(c);
    } else if (isLetter(c)) {
      word();
    } else if (Character.isWhitespace(c)) {
      position++;
      space();
    } else {
      position++;
      String sign = LatexNames.sign(c);
      if (sign.equals("\\sqrt")) {
        root(true);
      } else {
        emit(sign);
      }
    }
  }

  private void command() {
    int start = ++position;
    skipLetters();
    if (position == start) {
      escape();
      return;
    }
    String name = text.substring(start, position);
    String respelt = LatexNames.respelt(name);
    if (LatexNames.isWrapper(name) && at('{')) {
      // "12\text{cm}" is a number and a unit: words stay apart from what is before them.
      if (out.length() > 0 && isAlphanumericOrCloser(out.charAt(out.length() - 1))) {
        space();
      }
      group("", "");
    } else if (respelt.equals("\\frac") || respelt.equals("\\binom")) {
      emit(respelt);
      argument(false);
      argument(false);
    } else if (name.equals("sqrt")) {
      root(false);
    } else if (!LatexNames.isDropped(name)) {
      emit(respelt);
    } else if (at('.') && (name.equals("left") || name.equals("right"))) {
      position++;
    }
  }

  private void escape() {
    if (position >= text.length()) {
      return;
    }
    char c = text.charAt(position++);
    switch (c) {
      case '{', '}', '\\' -> emit("\\" + c);
      case ',', '!', '(', ')', '[', ']' -> {}
      case ';', ':', ' ', '\n' -> space();
      default -> emit(String.valueOf(c));
    }
  }

  private void word() {
    int start = position;
    skipLetters();
    String word = text.substring(start, position);
    switch (word) {
      case "sqrt" -> root(true);
      case "pi" -> emit("\\pi");
      default -> emit(word);
    }
  }

  private void root(boolean wholeNumber) {
    emit("\\sqrt");
    int close = at('[') ? text.indexOf(']', position) : -1;
    if (close > 0 && close - position <= 4) {
      String degree = text.substring(position, close + 1);
      position = close + 1;
      emit(degree.equals("[2]") ? "" : degree);
    }
    argument(wholeNumber);
  }

  /** Rewrites a script without needless braces: {@code x^{2}} and {@code x^2} are the same. */
  private void script(char mark) {
    position++;
    int start = out.length();
    if (at('{')) {
      group("", "");
    } else if (position < text.length() && isDigit(text.charAt(position))) {
      digits();
    } else {
      emit(text.startsWith("\\circ", position) ? "" : String.valueOf(mark));
      return;
    }
    String script = out.substring(start);
    out.setLength(start);
    if (script.equals("°")) {
      emit(script);
    } else {
      emit(mark + (script.length() == 1 ? script : "{" + script + "}"));
    }
  }

  /** Rewrites what a command applies to, always with braces. */
  private void argument(boolean wholeNumber) {
    while (at(' ')) {
      position++;
    }
    if (at('{')) {
      group("{", "}");
      return;
    }
    if (position >= text.length()) {
      return;
    }
    emit("{");
    char c = text.charAt(position);
    if (c == '(') {
      until(')');
    } else if (isDigit(c) && wholeNumber) {
      digits();
    } else if (c == '\\') {
      deeper(this::command);
    } else {
      position++;
      emit(LatexNames.sign(c));
    }
    emit("}");
  }

  private void digits() {
    int start = position;
    while (position < text.length() && isDigit(text.charAt(position))) {
      position++;
    }
    emit(text.substring(start, position));
  }

  private void group(String open, String close) {
    if (text.startsWith("{,}", position)) {
      position += 3;
      emit(",");
      return;
    }
    emit(open);
    until('}');
    emit(close);
  }

  /** Rewrites from after the opening bracket here to after the closing one. */
  private void until(char close) {
    position++;
    while (position < text.length() && !at(close) && depth <= MAX_DEPTH) {
      deeper(this::next);
    }
    position = Math.min(text.length(), position + 1);
  }

  private void deeper(Runnable step) {
    depth++;
    if (depth <= MAX_DEPTH) {
      step.run();
    }
    // Once too deep, the depth stays too deep: the whole text is given up.
    if (depth <= MAX_DEPTH) {
      depth--;
    }
  }

  /** Appends, keeping a command apart from a letter that follows it. */
  private void emit(String piece) {
    if (piece.isEmpty()) {
      return;
    }
    if (afterCommand && isLetter(piece.charAt(0))) {
      out.append(' ');
    }
    out.append(piece);
    afterCommand = piece.length() > 1 && piece.charAt(0) == '\\' && isLetter(piece.charAt(1));
  }

  private void space() {
    if (out.length() > 0 && out.charAt(out.length() - 1) != ' ') {
      out.append(' ');
      afterCommand = false;
    }
  }

  private void skipLetters() {
    while (position < text.length() && isLetter(text.charAt(position))) {
      position++;
    }
  }

  private boolean at(char c) {
    return position < text.length() && text.charAt(position) == c;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isAlphanumericOrCloser(char c) {
    return isLetter(c) || isDigit(c) || c == '}' || c == ')';
  }
}
