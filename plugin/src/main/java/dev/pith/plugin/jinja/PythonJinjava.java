package dev.pith.plugin.jinja;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.lib.Importable;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jinjava.de.odysseus.el.ExpressionFactoryImpl;
import jinjava.de.odysseus.el.tree.TreeBuilder;
import jinjava.de.odysseus.el.tree.TreeStore;
import jinjava.de.odysseus.el.tree.impl.Builder;
import jinjava.de.odysseus.el.tree.impl.Cache;
import jinjava.javax.el.ExpressionFactory;

/**
 * Jinjava with the expressions, filters, tests, functions and tags of Python's Jinja. Thread-safe:
 * once made, it only has its cache of parsed expressions, which may be shared.
 */
final class PythonJinjava extends Jinjava {

  /** The statements that templates may have, and what ends them. */
  static final Set<String> TAGS =
      Set.of(
          "if",
          "elif",
          "else",
          "endif",
          "for",
          "endfor",
          "set",
          "endset",
          "macro",
          "endmacro",
          "call",
          "endcall",
          "break",
          "continue",
          "generation",
          "endgeneration");

  private static final int MAX_MACRO_DEPTH = 50;
  private static final int MAX_CACHED_EXPRESSIONS = 2_000;

  private final TreeBuilder syntax =
      new PythonParser.Syntax(Builder.Feature.METHOD_INVOCATIONS, Builder.Feature.VARARGS);

  private final ExpressionFactory expressions =
      new ExpressionFactoryImpl(
          new TreeStore(syntax, new Cache(MAX_CACHED_EXPRESSIONS)), new PythonConverter());

  PythonJinjava() {
    super(config());
    Filters.all().forEach(this::registerFilter);
    Tests.all().forEach(this::registerExpTest);
    PythonFunctions.all().forEach(this::registerFunction);
    registerTag(new ForTag());
    registerTag(new IfTag());
    registerTag(new GenerationTag());
  }

  /** Returns what makes trees of expressions. */
  TreeBuilder syntax() {
    return syntax;
  }

  @Override
  public ExpressionFactory getExpressionFactory() {
    return expressions;
  }

  private static JinjavaConfig config() {
    return JinjavaConfig.newBuilder()
        .withLegacyOverrides(
            LegacyOverrides.Builder.from(LegacyOverrides.ALL)
                .withWhitespaceRequiredWithinTokens(false)
                .build())
        .withNestedInterpretationEnabled(false)
        .withElResolver(new PythonResolver())
        .withDisabled(disabled())
        .withEnableRecursiveMacroCalls(true)
        .withMaxMacroRecursionDepth(MAX_MACRO_DEPTH)
        .withMaxOutputSize(PythonValues.MAX_CHARS)
        .build();
  }

  /** A template reads no files, and nothing of Jinjava that Jinja does not have. */
  private static Map<Library, Set<String>> disabled() {
    Context all = new Jinjava().getGlobalContext();
    Set<String> filters = new HashSet<>(Filters.OF_JINJAVA);
    Filters.all().forEach(own -> filters.add(own.getName()));
    return Map.of(
        Library.TAG, without(all.getAllTags(), TAGS),
        Library.FILTER, without(all.getAllFilters(), filters),
        Library.FUNCTION, without(all.getAllFunctions(), PythonFunctions.OF_JINJAVA));
  }

  private static Set<String> without(Collection<? extends Importable> all, Set<String> kept) {
    return all.stream()
        .map(Importable::getName)
        .filter(name -> !kept.contains(name.substring(name.indexOf(':') + 1)))
        .collect(Collectors.toSet());
  }
}
