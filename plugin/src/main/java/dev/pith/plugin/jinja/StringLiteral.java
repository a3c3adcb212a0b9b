package dev.pith.plugin.jinja;

/**
 * A string of a template as Python reads it.
 *
 * @param value what it stands for; strings that follow each other are one
 * @param end where the code goes on
 */
record StringLiteral(String value, int end) {

  /**
   * Reads the string that begins at a quote.
   *
   * @throws JinjaException when it is not closed or an escape is broken
   */
  static StringLiteral read(String source, int quoteAt) throws JinjaException {
    StringBuilder value = new StringBuilder();
    int at = quoteAt;
    int end;
    do {
      end = readOne(source, at, value);
      at = end;
      while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
        at++;
      }
    } while (at < source.length() && (source.charAt(at) == '\'' || source.charAt(at) == '"'));
    return new StringLiteral(value.toString(), end);
  }

  /** Writes a string with escapes that Jinjava knows. */
  static String write(String value) {
    return "'"
        + value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
        + "'";
  }

  private static int readOne(String source, int quoteAt, StringBuilder value)
      throws JinjaException {
    char quote = source.charAt(quoteAt);
    int at = quoteAt + 1;
    while (at < source.length() && source.charAt(at) != quote) {
      if (source.charAt(at) == '\\' && at + 1 < source.length()) {
        at = readEscape(source, at + 1, value);
      } else {
        value.append(source.charAt(at++));
      }
    }
    if (at == source.length()) {
      throw new JinjaException(
          "the string that begins here is not closed", TemplateSource.line(source, quoteAt));
    }
    return at + 1;
  }

  /** Reads what follows a backslash and returns where the string goes on. */
  private static int readEscape(String source, int at, StringBuilder value) throws JinjaException {
    char c = source.charAt(at);
    int simple = "\\'\"abfnrtv".indexOf(c);
    if (simple >= 0) {
      value.append("\\'\"\u0007\b\f\n\r\t\u000b".charAt(simple));
      return at + 1;
    }
    return switch (c) {
      case '\n' -> at + 1;
      case 'x' -> readCode(source, at + 1, 2, value);
      case 'u' -> readCode(source, at + 1, 4, value);
      case 'U' -> readCode(source, at + 1, 8, value);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> readOctal(source, at, value);
      default -> {
        value.append('\\').append(c);
        yield at + 1;
      }
    };
  }

  private static int readCode(String source, int at, int digits, StringBuilder value)
      throws JinjaException {
    try {
      value.appendCodePoint(Integer.parseInt(source.substring(at, at + digits), 16));
      return at + digits;
    } catch (IllegalArgumentException | IndexOutOfBoundsException broken) {
      throw new JinjaException("an escape is broken", TemplateSource.line(source, at));
    }
  }

  private static int readOctal(String source, int at, StringBuilder value) {
    int end = at;
    while (end < at + 3 && end < source.length() && Character.digit(source.charAt(end), 8) >= 0) {
      end++;
    }
    value.appendCodePoint(Integer.parseInt(source.substring(at, end), 8));
    return end;
  }
}
