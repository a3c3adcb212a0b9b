package dev.pith.verifier.answer;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Fenced code as an answer. */
final class CodeBlocks {

  static final String FENCE = "```";
  private static final int REACH = 8;

  private static final Set<String> VERBS =
      Words.of("write implement complete develop create code fix refactor define");
  private static final Set<String> NOUNS =
      Words.of(
          """
          function program script query method class code algorithm regex snippet module python
          java javascript sql
          """);

  private CodeBlocks() {}

  /** Returns the last complete block without its fences, or null when there is none. */
  static @Nullable String last(String text) {
    int close = text.lastIndexOf(FENCE);
    int open = close < 0 ? -1 : text.lastIndexOf(FENCE, close - 1);
    int body = open < 0 ? -1 : text.indexOf('\n', open);
    if (body < 0 || body >= close) {
      return null;
    }
    String block = text.substring(body + 1, close).stripTrailing();
    return block.isBlank() ? null : block;
  }

  /** Tells whether the question asks for code. */
  static boolean isAskedFor(String question) {
    if (question.contains(FENCE) || question.startsWith("def ") || question.contains("\ndef ")) {
      return true;
    }
    String[] words = Words.split(question.toLowerCase(Locale.ROOT));
    int verb = -REACH - 1;
    for (int i = 0; i < words.length; i++) {
      verb = VERBS.contains(words[i]) ? i : verb;
      if (i - verb <= REACH && i > verb && NOUNS.contains(words[i])) {
        return true;
      }
    }
    return false;
  }
}
