package dev.pith.plugin.jinja;

import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.tree.Node;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A chat template: a program in Jinja that makes one text of a conversation, in the way that Python
 * runs it for models. Immutable and thread-safe.
 */
public final class JinjaTemplate {

  /** Does something in a rendering. */
  @FunctionalInterface
  private interface Work<T> {
    T run(PythonInterpreter interpreter) throws JinjaException;
  }

  private static final PythonJinjava JINJAVA = new PythonJinjava();

  private final String source;
  private final Clock clock;

  private JinjaTemplate(String source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * Reads a template and checks its syntax.
   *
   * @param clock tells templates the date
   * @throws JinjaException when it is no template, or uses what is not supported
   */
  public static JinjaTemplate of(String source, Clock clock) throws JinjaException {
    JinjaTemplate template = new JinjaTemplate(TemplateSource.forJinjava(source), clock);
    template.run(
        Map.of(),
        interpreter -> {
          SyntaxCheck.check(interpreter.parse(template.source), JINJAVA);
          return "";
        });
    return template;
  }

  /**
   * Renders the template.
   *
   * @param variables values of JSON; null is Python's None
   * @throws JinjaException when it fails on them, takes too long, or writes too much
   */
  public String render(Map<String, ?> variables) throws JinjaException {
    return run(
        variables,
        interpreter -> {
          Node root = interpreter.parse(source);
          return interpreter.render(root);
        });
  }

  private String run(Map<String, ?> variables, Work<String> work) throws JinjaException {
    Map<String, Object> bindings = new LinkedHashMap<>(PythonFunctions.names());
    bindings.put("none", None.NONE);
    bindings.put("None", None.NONE);
    variables.forEach((name, value) -> bindings.put(name, PythonValues.of(value)));
    Context context =
        new Context(
            JINJAVA.getGlobalContextCopy(), bindings, JINJAVA.getGlobalConfig().getDisabled());
    PythonInterpreter interpreter =
        new PythonInterpreter(JINJAVA, context, JINJAVA.getGlobalConfig(), clock);
    JinjavaInterpreter.pushCurrent(interpreter);
    try {
      return work.run(interpreter);
    } catch (RuntimeException failure) {
      throw RenderFailure.of(failure, interpreter.getLineNumber()).toJinjaException();
    } catch (StackOverflowError tooDeep) {
      throw new JinjaException("is nested too deeply", interpreter.getLineNumber());
    } finally {
      JinjavaInterpreter.popCurrent();
    }
  }
}
