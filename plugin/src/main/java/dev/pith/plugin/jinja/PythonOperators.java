package dev.pith.plugin.jinja;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import jinjava.de.odysseus.el.misc.BooleanOperations;
import jinjava.de.odysseus.el.misc.NumberOperations;
import jinjava.de.odysseus.el.misc.TypeConverter;
import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.javax.el.ELContext;
import org.jspecify.annotations.Nullable;

/** Operators that Python understands in another way than Jinjava. */
final class PythonOperators {

  /** What an operator makes of two values. */
  @FunctionalInterface
  private interface Rule {
    Object apply(TypeConverter converter, @Nullable Object a, @Nullable Object b);
  }

  /** Returns one of its values, as {@code or} does in Jinjava too, not a truth value. */
  static final AstBinary.Operator AND =
      new AstBinary.Operator() {
        @Override
        public @Nullable Object eval(
            Bindings bindings, ELContext context, AstNode left, AstNode right) {
          Object first = left.eval(bindings, context);
          return PythonValues.isTrue(first) ? right.eval(bindings, context) : first;
        }
      };

  static final AstBinary.Operator EQUAL =
      operator((converter, a, b) -> PythonValues.areEqual(a, b));

  static final AstBinary.Operator NOT_EQUAL =
      operator((converter, a, b) -> !PythonValues.areEqual(a, b));

  static final AstBinary.Operator IN = operator((converter, a, b) -> PythonValues.contains(b, a));

  static final AstBinary.Operator NOT_IN =
      operator((converter, a, b) -> !PythonValues.contains(b, a));

  static final AstBinary.Operator CONCATENATE =
      operator((converter, a, b) -> concatenated(PythonText.str(a), PythonText.str(b)));

  static final AstBinary.Operator LESS =
      operator(
          (converter, a, b) -> BooleanOperations.lt(converter, Taint.plain(a), Taint.plain(b)));

  static final AstBinary.Operator AT_MOST =
      operator(
          (converter, a, b) -> BooleanOperations.le(converter, Taint.plain(a), Taint.plain(b)));

  static final AstBinary.Operator GREATER =
      operator(
          (converter, a, b) -> BooleanOperations.gt(converter, Taint.plain(a), Taint.plain(b)));

  static final AstBinary.Operator AT_LEAST =
      operator(
          (converter, a, b) -> BooleanOperations.ge(converter, Taint.plain(a), Taint.plain(b)));

  static final AstBinary.Operator ADD = operator(PythonOperators::add);
  static final AstBinary.Operator MULTIPLY = operator(PythonOperators::multiply);
  static final AstBinary.Operator MODULO = operator(PythonOperators::modulo);

  private PythonOperators() {}

  private static AstBinary.Operator operator(Rule rule) {
    return new AstBinary.SimpleOperator() {
      @Override
      public Object apply(TypeConverter converter, @Nullable Object a, @Nullable Object b) {
        return rule.apply(converter, a, b);
      }
    };
  }

  private static Object add(TypeConverter converter, @Nullable Object a, @Nullable Object b) {
    if (a instanceof CharSequence && b instanceof CharSequence) {
      return concatenated(a.toString(), b.toString());
    } else if (a instanceof Collection<?> first && b instanceof Collection<?> second) {
      List<Object> all = new ArrayList<>(first);
      all.addAll(second);
      return all;
    }
    return NumberOperations.add(converter, number("+", a, b, a), number("+", a, b, b));
  }

  private static Object multiply(TypeConverter converter, @Nullable Object a, @Nullable Object b) {
    if (a instanceof CharSequence text && b instanceof Number count) {
      return repeated(text.toString(), count.longValue());
    } else if (a instanceof Number count && b instanceof CharSequence text) {
      return repeated(text.toString(), count.longValue());
    }
    return NumberOperations.mul(converter, number("*", a, b, a), number("*", a, b, b));
  }

  private static Object modulo(TypeConverter converter, @Nullable Object a, @Nullable Object b) {
    Object left = number("%", a, b, a);
    Object right = number("%", a, b, b);
    if (left instanceof Long x && right instanceof Long y && y != 0) {
      return Math.floorMod(x, y);
    }
    return NumberOperations.mod(converter, left, right);
  }

  private static String concatenated(String a, String b) {
    return PythonValues.limited((long) a.length() + b.length(), () -> a + b);
  }

  private static String repeated(String text, long count) {
    long times = Math.max(0, count);
    return PythonValues.limited(
        times == 0 ? 0 : Math.multiplyHigh(times, text.length()) == 0 ? times * text.length() : -1,
        () -> text.repeat((int) times));
  }

  /** Returns one of two values, which both must be numbers. */
  private static Object number(
      String operator, @Nullable Object a, @Nullable Object b, @Nullable Object value) {
    if (value instanceof Number || value instanceof Boolean) {
      return value instanceof Boolean truth ? (truth ? 1L : 0L) : value;
    }
    throw new PythonError("%s cannot take %s and %s".formatted(operator, kind(a), kind(b)));
  }

  /** Names the type of a value: its text may be private. */
  private static String kind(@Nullable Object value) {
    if (value == null) {
      return "what is not defined";
    }
    return value instanceof CharSequence
        ? "a text"
        : value instanceof Number
            ? "a number"
            : value instanceof Collection ? "a list" : "an object";
  }
}
