package dev.pith.plugin.jinja;

import com.hubspot.jinjava.tree.ExpressionNode;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.tree.parse.ExpressionToken;
import java.util.List;
import jinjava.de.odysseus.el.tree.TreeBuilderException;

/** Looks at every expression of a template, run or not, so that a broken one is found at once. */
final class SyntaxCheck {

  /** Limits of an expression: the parser's time grows with the square of both. */
  private static final int MAX_LENGTH = 50_000;

  private static final int MAX_DEPTH = 100;

  private SyntaxCheck() {}

  static void check(Node node, PythonJinjava jinjava) {
    try {
      for (String expression : expressions(node)) {
        check(expression.strip(), node, jinjava);
      }
    } catch (PythonError error) {
      throw new RenderFailure(String.valueOf(error.getMessage()), error, node.getLineNumber());
    }
    node.getChildren().forEach(child -> check(child, jinjava));
  }

  private static void check(String expression, Node node, PythonJinjava jinjava) {
    if (expression.length() > MAX_LENGTH || depth(expression) > MAX_DEPTH) {
      throw new PythonError("an expression is too long or nested too deeply");
    }
    try {
      jinjava.syntax().build("#{" + expression + "}");
    } catch (TreeBuilderException broken) {
      throw new RenderFailure(
          "%s: expected %s and found %s"
              .formatted(expression, broken.getExpected(), broken.getEncountered()),
          broken,
          node.getLineNumber());
    }
  }

  /** Returns how many brackets are open at once, those in texts included. */
  private static int depth(String expression) {
    int open = 0;
    int deepest = 0;
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (c == '(' || c == '[' || c == '{') {
        deepest = Math.max(deepest, ++open);
      } else if (c == ')' || c == ']' || c == '}') {
        open--;
      }
    }
    return deepest;
  }

  private static List<String> expressions(Node node) {
    if (node instanceof ExpressionNode && node.getMaster() instanceof ExpressionToken token) {
      return List.of(token.getExpr());
    } else if (node instanceof TagNode tag) {
      String helpers = tag.getHelpers();
      return switch (tag.getName()) {
        case "if", "elif" -> List.of(helpers);
        case "for" -> ofFor(ForHeader.parse(helpers));
        case "set" ->
            helpers.contains("=")
                ? List.of("[" + helpers.substring(helpers.indexOf('=') + 1) + "]")
                : List.of();
        default -> List.of();
      };
    }
    return List.of();
  }

  private static List<String> ofFor(ForHeader header) {
    String condition = header.condition();
    return condition == null ? List.of(header.sequence()) : List.of(header.sequence(), condition);
  }
}
