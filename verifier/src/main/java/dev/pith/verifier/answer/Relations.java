package dev.pith.verifier.answer;

/** The members of equations within a formula or expression. */
final class Relations {

  private static final String[] COMMANDS = {"\\approx", "\\implies", "\\Rightarrow", "\\to"};
  private static final String[] SEPARATORS = {",", "\\quad", "\\text{ or", "\\text{ and"};

  private Relations() {}

  /** Tells whether the token is a formula that holds an equation. */
  static boolean any(Tokens tokens, int token) {
    if (tokens.kind(token) != Tokens.Kind.FORMULA) {
      return false;
    }
    for (int i = tokens.start(token); i < tokens.end(token); i++) {
      if (tokens.text().charAt(i) == '=') {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the last member of a chain {@code a = b = c}, free of alignment marks; several
   * equations side by side come back whole.
   */
  static String lastMember(String formula) {
    int depth = 0;
    int start = 0;
    boolean separated = false;
    for (int i = 0; i < formula.length(); i++) {
      depth += step(formula.charAt(i));
      if (depth < 0) {
        // What closes here was opened before: "(so x = 5)".
        return clean(formula.substring(start, i));
      }
      int length = depth > 0 ? 0 : relationLength(formula, i);
      if (length > 0) {
        if (separated && start > 0) {
          return formula.strip();
        }
        separated = false;
        start = i + length;
        i = start - 1;
      }
      separated |= depth == 0 && isSeparator(formula, i);
    }
    return clean(formula.substring(start));
  }

  /** Returns the first member of a chain, or an empty text when there is no relation. */
  static String firstMember(String formula) {
    int depth = 0;
    for (int i = 0; i < formula.length(); i++) {
      depth += step(formula.charAt(i));
      if (depth <= 0 && relationLength(formula, i) > 0) {
        return formula.substring(0, i).strip();
      }
    }
    return "";
  }

  private static int step(char c) {
    return "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
  }

  private static boolean isSeparator(String formula, int i) {
    boolean inNumber =
        i > 0
            && i + 1 < formula.length()
            && Character.isDigit(formula.charAt(i - 1))
            && Character.isDigit(formula.charAt(i + 1));
    if (inNumber) {
      return false;
    }
    for (String separator : SEPARATORS) {
      if (formula.startsWith(separator, i)) {
        return true;
      }
    }
    return false;
  }

  private static int relationLength(String formula, int i) {
    char c = formula.charAt(i);
    if (c == '=' || c == '≈') {
      boolean compound = i > 0 && "<>!≠".indexOf(formula.charAt(i - 1)) >= 0;
      return compound ? 0 : 1;
    }
    for (String command : COMMANDS) {
      if (c == '\\' && formula.startsWith(command, i)) {
        return command.length();
      }
    }
    return 0;
  }

  private static String clean(String member) {
    int end = member.contains("\\begin{") ? -1 : member.indexOf("\\end{");
    String value = (end >= 0 ? member.substring(0, end) : member).strip();
    int from = 0;
    int to = value.length();
    while (from < to && "& ".indexOf(value.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && ".,& \\".indexOf(value.charAt(to - 1)) >= 0) {
      to--;
    }
    return value.substring(from, to);
  }
}
