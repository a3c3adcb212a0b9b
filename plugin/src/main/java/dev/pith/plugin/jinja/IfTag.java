package dev.pith.plugin.jinja;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.ElseIfTag;
import com.hubspot.jinjava.lib.tag.ElseTag;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.util.LengthLimitingStringBuilder;

/**
 * {@code if}: the text {@code false} is true, as every text that is not empty, and a {@code break}
 * or {@code continue} ends the branch that it stands in, which Jinjava does not do.
 */
final class IfTag implements Tag {

  private static final long serialVersionUID = 1L;

  @Override
  public String getName() {
    return "if";
  }

  @Override
  public String interpret(TagNode tag, JinjavaInterpreter interpreter) {
    LengthLimitingStringBuilder out =
        new LengthLimitingStringBuilder(interpreter.getConfig().getMaxOutputSize());
    boolean taken = isTrue(tag, interpreter);
    boolean running = taken;
    for (Node node : tag.getChildren()) {
      if (node instanceof TagNode branch && isBranch(branch)) {
        if (taken) {
          break;
        }
        running = branch.getTag() instanceof ElseTag || isTrue(branch, interpreter);
        taken = running;
      } else if (running) {
        out.append(node.render(interpreter));
        if (ForTag.isLeaving(interpreter)) {
          break;
        }
      }
    }
    return out.toString();
  }

  private static boolean isBranch(TagNode node) {
    return node.getTag() instanceof ElseIfTag || node.getTag() instanceof ElseTag;
  }

  private static boolean isTrue(TagNode tag, JinjavaInterpreter interpreter) {
    return PythonValues.isTrue(
        interpreter.resolveELExpression(tag.getHelpers(), tag.getLineNumber()));
  }
}
