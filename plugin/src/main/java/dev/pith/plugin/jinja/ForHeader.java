package dev.pith.plugin.jinja;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a {@code for} tag.
 *
 * @param variables the names that an item, or its parts, get
 * @param sequence the expression of what is gone through
 * @param condition the expression that an item must fulfil; null for all items
 */
record ForHeader(List<String> variables, String sequence, @Nullable String condition) {

  private static final Pattern HEADER =
      Pattern.compile("\\(?\\s*([\\w\\s,]+?)\\s*\\)?\\s+in\\s+(.+)", Pattern.DOTALL);

  private static final Pattern IF = Pattern.compile("\\bif\\b");

  static ForHeader parse(String header) {
    Matcher match = HEADER.matcher(header.strip());
    if (!match.matches()) {
      throw new PythonError("for needs names, in, and a sequence");
    }
    List<String> variables = Arrays.asList(match.group(1).strip().split("\\s*,\\s*", -1));
    String rest = match.group(2).strip();
    if (rest.endsWith(" recursive")) {
      throw new PythonError("recursive loops are not supported");
    }
    int condition = topLevelIf(rest);
    return condition < 0
        ? new ForHeader(variables, rest, null)
        : new ForHeader(
            variables, rest.substring(0, condition), rest.substring(condition + "if".length()));
  }

  /** Returns where an {@code if} stands outside of strings and brackets, or -1. */
  private static int topLevelIf(String code) {
    Matcher match = IF.matcher(code);
    int depth = 0;
    char quote = 0;
    for (int i = 0; i < code.length(); i++) {
      char c = code.charAt(i);
      if (quote != 0) {
        i += c == '\\' ? 1 : 0;
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if ("([{".indexOf(c) >= 0) {
        depth++;
      } else if (")]}".indexOf(c) >= 0) {
        depth--;
      } else if (depth == 0 && match.region(i, code.length()).lookingAt() && isWordStart(code, i)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isWordStart(String code, int at) {
    return at == 0 || !Character.isJavaIdentifierPart(code.charAt(at - 1));
  }
}
