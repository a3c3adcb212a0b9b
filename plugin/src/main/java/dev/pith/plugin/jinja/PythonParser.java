package dev.pith.plugin.jinja;

import com.hubspot.jinjava.el.ExtendedSyntaxBuilder;
import com.hubspot.jinjava.el.ext.AdditionOperator;
import com.hubspot.jinjava.el.ext.AstNamedParameter;
import com.hubspot.jinjava.el.ext.CollectionMembershipOperator;
import com.hubspot.jinjava.el.ext.CollectionNonMembershipOperator;
import com.hubspot.jinjava.el.ext.ExtendedParser;
import com.hubspot.jinjava.el.ext.NamedParameterOperator;
import com.hubspot.jinjava.el.ext.StringConcatOperator;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.DisabledException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import jinjava.de.odysseus.el.tree.impl.Builder;
import jinjava.de.odysseus.el.tree.impl.Parser;
import jinjava.de.odysseus.el.tree.impl.Scanner;
import jinjava.de.odysseus.el.tree.impl.Scanner.Symbol;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary;
import jinjava.de.odysseus.el.tree.impl.ast.AstIdentifier;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstParameters;
import jinjava.de.odysseus.el.tree.impl.ast.AstString;
import jinjava.de.odysseus.el.tree.impl.ast.AstUnary;
import org.jspecify.annotations.Nullable;

/**
 * The parser of expressions: Jinjava's, but {@code not} binds less than a comparison, slices may
 * have a step, and operators are {@link PythonOperators}.
 */
final class PythonParser extends ExtendedParser {

  private static final Map<AstBinary.Operator, AstBinary.Operator> OPERATORS =
      Map.of(
          AstBinary.AND, PythonOperators.AND,
          AstBinary.EQ, PythonOperators.EQUAL,
          AstBinary.NE, PythonOperators.NOT_EQUAL,
          AstBinary.LT, PythonOperators.LESS,
          AstBinary.LE, PythonOperators.AT_MOST,
          AstBinary.GT, PythonOperators.GREATER,
          AstBinary.GE, PythonOperators.AT_LEAST,
          AstBinary.MUL, PythonOperators.MULTIPLY,
          AstBinary.MOD, PythonOperators.MODULO,
          AdditionOperator.OP, PythonOperators.ADD);

  /** Makes the parser of each expression. */
  public static final class Syntax extends ExtendedSyntaxBuilder {

    private static final long serialVersionUID = 1L;

    public Syntax(Feature... features) {
      super(features);
    }

    @Override
    protected Parser createParser(String expression) {
      return new PythonParser(this, expression);
    }
  }

  private PythonParser(Builder context, String expression) {
    super(context, expression);
    handle(CollectionMembershipOperator.TOKEN, Parser.ExtensionPoint.CMP, PythonOperators.IN);
    handle(
        CollectionNonMembershipOperator.TOKEN, Parser.ExtensionPoint.CMP, PythonOperators.NOT_IN);
    handle(StringConcatOperator.TOKEN, Parser.ExtensionPoint.ADD, PythonOperators.CONCATENATE);
  }

  private void handle(
      Scanner.ExtensionToken token, Parser.ExtensionPoint point, AstBinary.Operator operator) {
    putExtensionHandler(
        token,
        new ExtensionHandler(point) {
          @Override
          public AstNode createAstNode(AstNode... children) {
            return createAstBinary(children[0], children[1], operator);
          }
        });
  }

  @Override
  protected AstBinary createAstBinary(AstNode left, AstNode right, AstBinary.Operator operator) {
    return super.createAstBinary(left, right, OPERATORS.getOrDefault(operator, operator));
  }

  @Override
  protected @Nullable AstNode and(boolean required) throws Scanner.ScanException, ParseException {
    AstNode left = not(required);
    while (left != null && getToken().getSymbol() == Symbol.AND) {
      consumeToken();
      left = createAstBinary(left, operand(), AstBinary.AND);
    }
    return left;
  }

  private @Nullable AstNode not(boolean required) throws Scanner.ScanException, ParseException {
    if (getToken().getSymbol() != Symbol.NOT) {
      return eq(required);
    }
    consumeToken();
    return createAstUnary(operand(), AstUnary.NOT);
  }

  private AstNode operand() throws Scanner.ScanException, ParseException {
    return Objects.requireNonNull(not(true));
  }

  /** Filters and tests follow a value in any order; Jinjava knows no test after a filter. */
  @Override
  protected @Nullable AstNode filter(boolean required)
      throws Scanner.ScanException, ParseException {
    AstNode value = unary(required);
    while (value != null) {
      if ("|".equals(getToken().getImage()) && lookahead(0).getSymbol() == Symbol.IDENTIFIER) {
        consumeToken();
        String name = consumeToken().getImage();
        List<AstNode> arguments = new ArrayList<>(List.of(value, interpreter()));
        if (getToken().getSymbol() == Symbol.LPAREN) {
          addAll(arguments, params());
        }
        value = call(FILTER_PREFIX + name, "filter", arguments);
      } else if ("is".equals(getToken().getImage())) {
        consumeToken();
        value = test(value);
      } else {
        return value;
      }
    }
    return null;
  }

  /** Parses what follows {@code is}: a name, and an argument with or without parentheses. */
  private AstNode test(AstNode value) throws Scanner.ScanException, ParseException {
    boolean negated = getToken().getSymbol() == Symbol.NOT;
    if (negated) {
      consumeToken();
    }
    String name = consumeToken().getImage();
    List<AstNode> arguments = new ArrayList<>(List.of(value, interpreter()));
    if (getToken().getSymbol() == Symbol.LPAREN) {
      addAll(arguments, params());
    } else {
      AstNode argument = value();
      if (argument != null) {
        arguments.add(argument);
      }
    }
    return call(EXPTEST_PREFIX + name, negated ? "evaluateNegated" : "evaluate", arguments);
  }

  private AstNode call(String name, String method, List<AstNode> arguments) {
    return createAstMethod(
        createAstDot(identifier(name), method, true), createAstParameters(arguments));
  }

  private static void addAll(List<AstNode> arguments, AstParameters more) {
    for (int i = 0; i < more.getCardinality(); i++) {
      arguments.add(more.getChild(i));
    }
  }

  /** An argument by name is a whole expression, which Jinjava would end at its first operator. */
  @Override
  protected AstParameters params(Symbol left, Symbol right)
      throws Scanner.ScanException, ParseException {
    consumeToken(left);
    List<AstNode> arguments = new ArrayList<>();
    AstNode argument = argument();
    while (argument != null) {
      arguments.add(argument);
      argument = null;
      if (getToken().getSymbol() == Symbol.COMMA) {
        consumeToken();
        argument = argument();
      }
    }
    consumeToken(right);
    return createAstParameters(arguments);
  }

  private @Nullable AstNode argument() throws Scanner.ScanException, ParseException {
    if (getToken().getSymbol() != Symbol.IDENTIFIER
        || lookahead(0) != NamedParameterOperator.TOKEN) {
      return expr(false);
    }
    AstIdentifier name = identifier(consumeToken().getImage());
    consumeToken();
    return new AstNamedParameter(name, expr(true));
  }

  /** A name is a function or a variable; Jinjava would take {@code a else f()} for one name. */
  @Override
  protected @Nullable AstNode nonliteral() throws Scanner.ScanException, ParseException {
    if (getToken().getSymbol() != Symbol.IDENTIFIER) {
      return super.nonliteral();
    }
    String name = consumeToken().getImage();
    if (name.startsWith("____")) {
      throw new PythonError(name + " is not a name that a template may use");
    }
    return getToken().getSymbol() == Symbol.LPAREN ? function(name, params()) : identifier(name);
  }

  /** Names of filters and tests are checked here; one that is unknown would come to nothing. */
  @Override
  protected AstIdentifier createAstIdentifier(String name, int index) {
    if (!isKnown(name)) {
      throw new PythonError("there is no " + name.replace("exptest:", "test ").replace(':', ' '));
    }
    return super.createAstIdentifier(name, index);
  }

  private static boolean isKnown(String name) {
    Context context = JinjavaInterpreter.getCurrent().getContext();
    try {
      return name.startsWith(FILTER_PREFIX)
          ? context.getFilter(name.substring(FILTER_PREFIX.length())) != null
          : !name.startsWith(EXPTEST_PREFIX)
              || context.getExpTest(name.substring(EXPTEST_PREFIX.length())) != null;
    } catch (DisabledException disabled) {
      return false;
    }
  }

  @Override
  protected @Nullable AstNode value() throws Scanner.ScanException, ParseException {
    AstNode value = nonliteral();
    if (value == null) {
      value = literal();
    }
    while (value != null) {
      if (getToken().getSymbol() == Symbol.DOT) {
        consumeToken();
        value = property(value, consumeToken(Symbol.IDENTIFIER).getImage());
      } else if (getToken().getSymbol() == Symbol.LBRACK) {
        consumeToken();
        value = bracket(value);
      } else {
        return value;
      }
    }
    return null;
  }

  private AstNode property(AstNode value, String name)
      throws Scanner.ScanException, ParseException {
    return getToken().getSymbol() == Symbol.LPAREN
        ? new CallNode(value, name, params())
        : new GetNode(value, new AstString(name));
  }

  /** Parses what follows an opening bracket: a key, or a slice with up to three bounds. */
  private AstNode bracket(AstNode value) throws Scanner.ScanException, ParseException {
    @Nullable AstNode[] bounds = new AstNode[3];
    int bound = 0;
    AstNode key = expr(false);
    bounds[0] = key;
    while (getToken().getSymbol() == Symbol.COLON && bound < 2) {
      consumeToken();
      bounds[++bound] = expr(false);
    }
    if (key == null && bound == 0) {
      fail("a key");
    }
    consumeToken(Symbol.RBRACK);
    return key == null || bound > 0 ? new SliceNode(value, bounds) : new GetNode(value, key);
  }
}
