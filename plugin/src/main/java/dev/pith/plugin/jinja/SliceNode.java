package dev.pith.plugin.jinja;

import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstRightValue;
import jinjava.javax.el.ELContext;
import org.jspecify.annotations.Nullable;

/** {@code sequence[start:stop:step]} in an expression. */
final class SliceNode extends AstRightValue {

  private final AstNode sequence;

  /** Start, stop and step, each null when it is left out. */
  private final @Nullable AstNode[] bounds;

  SliceNode(AstNode sequence, @Nullable AstNode[] bounds) {
    this.sequence = sequence;
    this.bounds = bounds;
  }

  @Override
  public @Nullable Object eval(Bindings bindings, ELContext context) {
    Long[] values = new Long[bounds.length];
    for (int i = 0; i < bounds.length; i++) {
      AstNode bound = bounds[i];
      Object value = bound == null ? None.NONE : bound.eval(bindings, context);
      if (value instanceof Number number) {
        values[i] = number.longValue();
      } else if (value != None.NONE) {
        throw new PythonError("the bounds of a slice are numbers");
      }
    }
    return PythonValues.slice(sequence.eval(bindings, context), values[0], values[1], values[2]);
  }

  @Override
  public void appendStructure(StringBuilder out, Bindings bindings) {
    sequence.appendStructure(out, bindings);
    out.append("[:]");
  }

  @Override
  public int getCardinality() {
    return 1;
  }

  @Override
  public AstNode getChild(int index) {
    return sequence;
  }
}
