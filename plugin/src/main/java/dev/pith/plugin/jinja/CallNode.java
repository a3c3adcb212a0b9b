package dev.pith.plugin.jinja;

import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstParameters;
import jinjava.de.odysseus.el.tree.impl.ast.AstRightValue;
import jinjava.javax.el.ELContext;
import org.jspecify.annotations.Nullable;

/** {@code value.method(...)} in an expression; an error when the value is not defined. */
final class CallNode extends AstRightValue {

  private final AstNode value;
  private final String method;
  private final AstParameters arguments;

  CallNode(AstNode value, String method, AstParameters arguments) {
    this.value = value;
    this.method = method;
    this.arguments = arguments;
  }

  @Override
  public @Nullable Object eval(Bindings bindings, ELContext context) {
    Object base = value.eval(bindings, context);
    if (base == null) {
      throw new PythonError(value + " is not defined");
    }
    Object[] given = arguments.eval(bindings, context);
    return context.getELResolver().invoke(context, base, method, new Class<?>[0], given);
  }

  @Override
  public void appendStructure(StringBuilder out, Bindings bindings) {
    value.appendStructure(out, bindings);
    out.append('.').append(method);
    arguments.appendStructure(out, bindings);
  }

  @Override
  public int getCardinality() {
    return 2;
  }

  @Override
  public AstNode getChild(int index) {
    return index == 0 ? value : arguments;
  }
}
