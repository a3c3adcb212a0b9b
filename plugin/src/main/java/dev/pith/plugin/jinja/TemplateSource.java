package dev.pith.plugin.jinja;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A template's text, with the white space around its tags removed as Jinja removes it for chat
 * templates ({@code trim_blocks}, {@code lstrip_blocks}), and written so that Jinjava reads it as
 * Jinja would: without comments and signs for white space, raw blocks as strings, strings with
 * plain escapes, and nested closing braces apart.
 *
 * <p>Lines keep their numbers: line ends that are removed go into the tag that follows.
 */
final class TemplateSource {

  private static final Pattern TAG = Pattern.compile("\\{([{%#])([-+]?)");
  private static final Pattern RAW = Pattern.compile("\\{%[-+]?\\s*raw\\s*(-?)%\\}");
  private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}");

  private static final Pattern NAME = Pattern.compile("\\w+");

  private final String source;
  private final StringBuilder out = new StringBuilder();

  /** Where the next text begins. */
  private int at;

  /** Whether that is the beginning of a line. */
  private boolean lineStarts = true;

  /** Line ends that were read and not written yet. */
  private int owedLineEnds;

  private TemplateSource(String source) {
    this.source = source;
  }

  /**
   * Returns the text for Jinjava.
   *
   * @throws JinjaException when a tag or a string is not closed, or a statement is not supported
   */
  static String forJinjava(String source) throws JinjaException {
    String lines = source.replace("\r\n", "\n").replace('\r', '\n');
    String text = lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
    return new TemplateSource(text).rewrite();
  }

  private String rewrite() throws JinjaException {
    Matcher tag = TAG.matcher(source);
    while (tag.find(at)) {
      boolean expression = tag.group(1).equals("{");
      text(tag.start(), tag.group(2), !expression);
      if (tag.group(1).equals("#")) {
        comment(tag.end());
      } else if (RAW.matcher(source).region(at, source.length()).lookingAt()) {
        raw();
      } else {
        code(tag.end(), expression);
      }
    }
    out.append(source, at, source.length());
    return out.toString();
  }

  /** Writes the text before a tag. */
  private void text(int end, String sign, boolean block) {
    String text = source.substring(at, end);
    String kept = kept(text, sign, block);
    owe(text.substring(kept.length()));
    out.append(kept);
    at = end;
  }

  /** Returns what is kept of a text before a tag. */
  private String kept(String text, String sign, boolean block) {
    if (sign.equals("-")) {
      return text.stripTrailing();
    }
    int line = text.lastIndexOf('\n') + 1;
    boolean startsLine = (line > 0 || lineStarts) && text.substring(line).isBlank();
    return block && sign.isEmpty() && startsLine ? text.substring(0, line) : text;
  }

  private void comment(int from) throws JinjaException {
    int close = source.indexOf("#}", from);
    if (close < 0) {
      throw unclosed("comment");
    }
    String sign = sign(close - 1);
    owe(source.substring(at, close));
    after(close + 2, sign, true);
  }

  private void raw() throws JinjaException {
    Matcher begin = RAW.matcher(source).region(at, source.length());
    Matcher end = END_RAW.matcher(source);
    if (!begin.lookingAt() || !end.find(begin.end())) {
      throw unclosed("raw block");
    }
    String text = source.substring(begin.end(), end.start());
    String stripped = begin.group(1).isEmpty() ? text : text.stripLeading();
    lineStarts = source.charAt(end.start() - stripped.length() - 1) == '\n';
    String kept = kept(stripped, end.group(1), true);
    owe(source.substring(at, end.end()));
    out.append("{{ ").append(StringLiteral.write(kept)).append(" }}");
    after(end.end(), end.group(2), true);
  }

  /** Writes an expression or a statement. */
  private void code(int from, boolean expression) throws JinjaException {
    StringBuilder code = new StringBuilder();
    int end = copyCode(from, expression ? '}' : '%', code);
    if (!expression) {
      refuseUnknown(code.toString().stripLeading());
    }
    String sign = sign(end - 1);
    if (!sign.isEmpty()) {
      code.setLength(code.length() - 1);
    }
    out.append(expression ? "{{" : "{%").append("\n".repeat(owedLineEnds)).append(' ');
    owedLineEnds = 0;
    out.append(code.toString().strip()).append(expression ? " }}" : " %}");
    owe(source.substring(from, end), code);
    after(end + 2, sign, !expression);
  }

  private void refuseUnknown(String statement) throws JinjaException {
    Matcher name = NAME.matcher(statement);
    if (name.lookingAt() && !PythonJinjava.TAGS.contains(name.group())) {
      throw new JinjaException(
          "the statement " + name.group() + " is not supported", line(source, at));
    }
  }

  /** Copies code up to where it closes, and returns that place. */
  private int copyCode(int from, char closing, StringBuilder code) throws JinjaException {
    int depth = 0;
    for (int i = from; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c == '\'' || c == '"') {
        StringLiteral literal = StringLiteral.read(source, i);
        code.append(StringLiteral.write(literal.value()));
        i = literal.end() - 1;
        continue;
      }
      if (depth == 0 && c == closing && source.startsWith("}", i + 1)) {
        return i;
      }
      depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
      code.append(c);
      if (c == '}') {
        code.append(' ');
      }
    }
    throw unclosed(closing == '}' ? "expression" : "statement");
  }

  private String sign(int at) {
    char c = source.charAt(at);
    return c == '-' || c == '+' ? String.valueOf(c) : "";
  }

  /** Goes on after a tag and the white space that it takes with it. */
  private void after(int end, String sign, boolean block) {
    int next = end;
    if (sign.equals("-")) {
      while (next < source.length() && Character.isWhitespace(source.charAt(next))) {
        next++;
      }
    } else if (block && sign.isEmpty() && source.startsWith("\n", end)) {
      next++;
    }
    owe(source.substring(end, next));
    lineStarts = source.charAt(next - 1) == '\n';
    at = next;
  }

  private void owe(String removed) {
    owedLineEnds += Math.toIntExact(removed.chars().filter(c -> c == '\n').count());
  }

  /** Owes the line ends of code that were not copied: those in strings, and around. */
  private void owe(String original, StringBuilder copied) {
    owe(original);
    owedLineEnds -=
        Math.toIntExact(copied.toString().strip().chars().filter(c -> c == '\n').count());
  }

  private JinjaException unclosed(String what) {
    return new JinjaException("the " + what + " that begins here is not closed", line(source, at));
  }

  /** Returns the number of the line at an index, from 1. */
  static int line(String text, int index) {
    return 1 + Math.toIntExact(text.substring(0, index).chars().filter(c -> c == '\n').count());
  }
}
