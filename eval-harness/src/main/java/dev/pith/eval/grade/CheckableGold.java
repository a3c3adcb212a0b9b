package dev.pith.eval.grade;

import java.util.regex.Pattern;

/** Tells reference answers that rules can compare (numbers, formulas, letters) from free text. */
final class CheckableGold {
  private static final Pattern LATEX_TEXT =
      Pattern.compile("\\\\(?:text|textbf|mathrm|mbox)\\s*\\{[^{}]*\\}");
  private static final Pattern LATEX_COMMAND = Pattern.compile("\\\\[A-Za-z]+");
  private static final Pattern WORD = Pattern.compile("\\p{L}{3,}");
  private static final Pattern VALUE = Pattern.compile("\\d|\\\\|[-+*/^=<>]|^\\W*\\p{L}\\W*$");

  private CheckableGold() {}

  /** Returns whether an answer is a number, a formula or a single letter. */
  static boolean isCheckable(String gold) {
    String plain = LATEX_COMMAND.matcher(LATEX_TEXT.matcher(gold).replaceAll(" ")).replaceAll(" ");
    return !WORD.matcher(plain).find() && VALUE.matcher(gold.strip()).find();
  }
}
