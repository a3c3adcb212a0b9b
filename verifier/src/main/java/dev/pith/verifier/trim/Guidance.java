package dev.pith.verifier.trim;

/**
 * The words that lead a model from a cut trace to its answer.
 *
 * <p>Both texts are thoughts in the first person: they are appended to the kept thinking, which is
 * closed after them. The wording is Pith's own; the papers do not print theirs.
 *
 * @param gentle follows a trace whose answer has settled; ends with a final-answer heading
 * @param forced follows a trace that was stopped for another reason
 */
public record Guidance(String gentle, String forced) {

  private static final Guidance ENGLISH =
      new Guidance(
          """
          I have checked this enough and the result stands, so I will give it now.

          **Final Answer**
          """,
          """
          I have spent enough time thinking about this. I will stop here and answer with the best \
          result I have.
          """);

  private static final Guidance CHINESE =
      new Guidance(
          """
          我已经检查得足够多了,结果没有变化,现在给出答案。

          **Final Answer**
          """,
          """
          我已经思考了足够长的时间,现在停止思考,用目前最好的结果作答。
          """);

  private static final int LANGUAGE_WINDOW_CHARS = 400;

  /** Refuses an empty text. */
  public Guidance {
    if (gentle.isBlank() || forced.isBlank()) {
      throw new IllegalArgumentException("gentle and forced must not be blank");
    }
  }

  /** Returns the English texts. */
  public static Guidance english() {
    return ENGLISH;
  }

  /** Returns the texts in the language that the end of the trace is written in. */
  public static Guidance inLanguageOf(CharSequence thinking) {
    long han =
        thinking
            .subSequence(Math.max(0, thinking.length() - LANGUAGE_WINDOW_CHARS), thinking.length())
            .codePoints()
            .filter(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN)
            .limit(LANGUAGE_WINDOW_CHARS)
            .count();
    int window = Math.min(thinking.length(), LANGUAGE_WINDOW_CHARS);
    return window > 0 && han * 5 > window ? CHINESE : ENGLISH;
  }

  /**
   * Returns the text to append to the kept thinking: the guide, as a paragraph of its own.
   *
   * @param ending which of the two texts
   * @param kept the thinking that is kept
   */
  public String after(CharSequence kept, Cut.Ending ending) {
    String guide = ending == Cut.Ending.GENTLE ? gentle : forced;
    int lineEnds = 0;
    for (int i = kept.length(); i > 0 && lineEnds < 2 && kept.charAt(i - 1) == '\n'; i--) {
      lineEnds++;
    }
    return "\n".repeat(kept.length() == 0 ? 0 : 2 - lineEnds) + guide;
  }
}
