package dev.pith.plugin.jinja;

import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstRightValue;
import jinjava.javax.el.ELContext;
import org.jspecify.annotations.Nullable;

/**
 * {@code value.key} or {@code value[key]} in an expression: not defined when the value has no such
 * key, and an error when the value itself is not defined.
 */
final class GetNode extends AstRightValue {

  private final AstNode value;
  private final AstNode key;

  GetNode(AstNode value, AstNode key) {
    this.value = value;
    this.key = key;
  }

  @Override
  public @Nullable Object eval(Bindings bindings, ELContext context) {
    Object base = value.eval(bindings, context);
    Object property = key.eval(bindings, context);
    if (base == null) {
      throw new PythonError(value + " is not defined");
    }
    return property == null ? null : context.getELResolver().getValue(context, base, property);
  }

  @Override
  public void appendStructure(StringBuilder out, Bindings bindings) {
    value.appendStructure(out, bindings);
    out.append("[");
    key.appendStructure(out, bindings);
    out.append("]");
  }

  @Override
  public int getCardinality() {
    return 2;
  }

  @Override
  public AstNode getChild(int index) {
    return index == 0 ? value : key;
  }
}
