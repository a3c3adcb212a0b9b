package dev.pith.plugin.jinja;

import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.ElseTag;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.util.ForLoop;
import com.hubspot.jinjava.util.LengthLimitingStringBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code for}: with a condition on the items, an {@code else} for none, and the neighbours of an
 * item, which Jinjava does not have.
 */
final class ForTag implements Tag {

  private static final long serialVersionUID = 1L;
  private static final String LOOP = "loop";

  /** The state of a loop; its base class lets {@code break} and {@code continue} find it. */
  static final class Loop extends ForLoop {

    private final List<Object> items;

    Loop(List<Object> items) {
      super(items.iterator(), items.size());
      this.items = items;
    }

    @Nullable Object property(String name) {
      int index = getIndex0();
      int size = items.size();
      return switch (name) {
        case "index" -> index + 1L;
        case "index0" -> (long) index;
        case "revindex" -> (long) size - index;
        case "revindex0" -> size - index - 1L;
        case "first" -> index == 0;
        case "last" -> index == size - 1;
        case "length" -> (long) size;
        case "previtem" -> index > 0 ? items.get(index - 1) : null;
        case "nextitem" -> index + 1 < size ? items.get(index + 1) : null;
        default -> throw new PythonError("loop has no " + name);
      };
    }
  }

  /** Tells whether the innermost loop goes on with its next item, or ends, before what follows. */
  static boolean isLeaving(JinjavaInterpreter interpreter) {
    return interpreter.getContext().get(LOOP) instanceof Loop loop && loop.isContinued();
  }

  @Override
  public String getName() {
    return "for";
  }

  @Override
  public String interpret(TagNode tag, JinjavaInterpreter interpreter) {
    ForHeader header = ForHeader.parse(tag.getHelpers());
    List<Object> items = PythonValues.items(evaluate(header.sequence(), tag, interpreter));
    String condition = header.condition();
    if (condition != null) {
      items = filtered(items, header.variables(), condition, tag, interpreter);
    }
    LengthLimitingStringBuilder out =
        new LengthLimitingStringBuilder(interpreter.getConfig().getMaxOutputSize());
    if (items.isEmpty()) {
      render(afterElse(tag), interpreter, null, out);
    }
    Loop loop = new Loop(items);
    while (loop.hasNext()) {
      interpreter.enterScope();
      try {
        assign(header.variables(), loop.next(), interpreter.getContext());
        interpreter.getContext().put(LOOP, loop);
        render(beforeElse(tag), interpreter, loop, out);
      } finally {
        interpreter.leaveScope();
      }
    }
    return out.toString();
  }

  private static List<Object> filtered(
      List<Object> items,
      List<String> variables,
      String condition,
      TagNode tag,
      JinjavaInterpreter interpreter) {
    List<Object> kept = new ArrayList<>();
    for (Object item : items) {
      interpreter.enterScope();
      try {
        assign(variables, item, interpreter.getContext());
        if (PythonValues.isTrue(evaluate(condition, tag, interpreter))) {
          kept.add(item);
        }
      } finally {
        interpreter.leaveScope();
      }
    }
    return kept;
  }

  private static @Nullable Object evaluate(
      String expression, TagNode tag, JinjavaInterpreter interpreter) {
    return interpreter.resolveELExpression(expression, tag.getLineNumber());
  }

  private static void assign(List<String> variables, Object item, Context context) {
    if (variables.size() == 1) {
      context.put(variables.get(0), item);
      return;
    }
    List<Object> parts = PythonValues.items(item);
    if (parts.size() != variables.size()) {
      throw new PythonError(
          "an item has %d parts for %d names".formatted(parts.size(), variables.size()));
    }
    for (int i = 0; i < parts.size(); i++) {
      context.put(variables.get(i), parts.get(i));
    }
  }

  private static void render(
      List<Node> nodes,
      JinjavaInterpreter interpreter,
      @Nullable Loop loop,
      LengthLimitingStringBuilder out) {
    for (Node node : nodes) {
      out.append(node.render(interpreter));
      if (loop != null && loop.isContinued()) {
        return;
      }
    }
  }

  private static List<Node> beforeElse(TagNode tag) {
    return tag.getChildren().stream().takeWhile(node -> !isElse(node)).toList();
  }

  private static List<Node> afterElse(TagNode tag) {
    return tag.getChildren().stream().dropWhile(node -> !isElse(node)).skip(1).toList();
  }

  private static boolean isElse(Node node) {
    return node instanceof TagNode tag && tag.getTag() instanceof ElseTag;
  }
}
