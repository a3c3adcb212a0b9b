package dev.pith.verifier.answer;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;

/** Commands and signs that mean the same, and those that mean nothing for a value. */
final class LatexNames {

  private static final Set<String> DROPPED =
      Words.of(
          """
          left right big Big bigl bigr Bigl Bigr bigg Bigg biggl biggr displaystyle textstyle limits
          rm bf it
          """);
  private static final Set<String> WRAPPERS =
      Words.of(
          """
          text textbf textit textrm textsf texttt textnormal mathrm mathbf mathit mathsf mathtt
          mathbb mathcal operatorname mbox hbox emph boldsymbol bm underline boxed fbox
          """);

  private static final Map<String, String> RESPELT =
      Map.ofEntries(
          entry("cdot", "*"),
          entry("times", "*"),
          entry("ast", "*"),
          entry("div", "/"),
          entry("leq", "\\le"),
          entry("geq", "\\ge"),
          entry("neq", "\\ne"),
          entry("lt", "<"),
          entry("gt", ">"),
          entry("infin", "\\infty"),
          entry("varnothing", "\\emptyset"),
          entry("degree", "°"),
          entry("circ", "°"),
          entry("dots", "..."),
          entry("ldots", "..."),
          entry("cdots", "..."),
          entry("lbrace", "\\{"),
          entry("rbrace", "\\}"),
          entry("lvert", "|"),
          entry("rvert", "|"),
          entry("vert", "|"),
          entry("mid", "|"),
          entry("colon", ":"),
          entry("quad", " "),
          entry("qquad", " "),
          entry("rightarrow", "\\to"),
          entry("dfrac", "\\frac"),
          entry("tfrac", "\\frac"),
          entry("cfrac", "\\frac"),
          entry("dbinom", "\\binom"),
          entry("tbinom", "\\binom"));

  private static final Map<Character, String> SIGNS =
      Map.ofEntries(
          entry('−', "-"),
          entry('–', "-"),
          entry('×', "*"),
          entry('·', "*"),
          entry('⋅', "*"),
          entry('∗', "*"),
          entry('÷', "/"),
          entry('⁄', "/"),
          entry('π', "\\pi"),
          entry('θ', "\\theta"),
          entry('√', "\\sqrt"),
          entry('∞', "\\infty"),
          entry('∪', "\\cup"),
          entry('∈', "\\in"),
          entry('±', "\\pm"),
          entry('≤', "\\le"),
          entry('≥', "\\ge"),
          entry('≠', "\\ne"),
          entry('≈', "\\approx"),
          entry('…', "..."),
          entry('²', "^2"),
          entry('³', "^3"),
          entry('½', "\\frac{1}{2}"),
          entry('¼', "\\frac{1}{4}"),
          entry('¾', "\\frac{3}{4}"),
          entry('’', "'"),
          entry('“', "\""),
          entry('”', "\""),
          entry('\u00a0', " "),
          entry('~', " "));

  private LatexNames() {}

  /** Tells whether the command changes only size or font, and has no argument. */
  static boolean isDropped(String name) {
    return DROPPED.contains(name);
  }

  /** Tells whether the command changes only how its argument looks. */
  static boolean isWrapper(String name) {
    return WRAPPERS.contains(name);
  }

  /** Returns the one spelling of a command, which may be a sign. */
  static String respelt(String name) {
    return RESPELT.getOrDefault(name, "\\" + name);
  }

  /** Returns the one spelling of a character. */
  static String sign(char c) {
    return SIGNS.getOrDefault(c, String.valueOf(c));
  }
}
