package dev.pith.plugin.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JinjaTemplateTest {

  private static final Map<String, Object> VARIABLES =
      Map.of("messages", List.of(Map.of("role", "user", "content", "Hi")), "n", 3);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      value = {
        "a%{% if x %}%b § line 2: Syntax error in '{% if x %}': Missing end tag: endif",
        "a%%{% endif %} § line 3: Missing start tag",
        "{{ x%%+ }} § line 3: x",
        "a{# b § line 1: the comment that begins here is not closed",
        "a%{{ 'b }} § line 2: the string that begins here is not closed",
        "{{ x § line 1: the expression that begins here is not closed",
        "{% raw %} x § line 1: the raw block that begins here is not closed",
        "{# c %c%#}%{{ x|pprint }} § line 4: there is no filter pprint",
        "{% if n is prime %}{% endif %} § line 1: there is no test prime",
        "{%- for x in l recursive %}{% endfor %} § line 1: recursive loops are not supported",
        "{% for x %}{% endfor %} § line 1: for needs names, in, and a sequence",
        "{% if false %}{{ 1 + }}{% endif %} § line 1: 1 +: expected",
        "a%{% include 'x' %} § line 2: the statement include is not supported",
        "{#%%#}{%- import 'x' as y %} § line 3: the statement import is not supported",
        "{% extends 'x' %} § line 1: the statement extends is not supported",
        "{% if n %}%{% do n.x() %}{% endif %} § line 2: the statement do is not supported",
        "{% nonsense %} § line 1: the statement nonsense is not supported",
        "{{ '\\u12' }} § line 1: an escape is broken",
      })
  void of_brokenTemplate_refusedWithLineAndConstruct(String source, String message) {
    assertThatThrownBy(
            () -> template(source.replace('%', '\n').replace("{\n", "{%").replace("\n}", "%}")))
        .isInstanceOf(JinjaException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      value = {
        "{{ messages[0].content.foo() }} § line 1: a text has no method foo",
        "@@{{ nothing.role }} § line 3: nothing is not defined",
        "{{ 'a' + n }} § line 1: + cannot take a text and a number",
        "{{ 'a' + nothing }} § line 1: + cannot take a text and what is not defined",
        "{{ none.strip() }} § line 1: None has no method strip",
        "@{{ nothing.strip() }} § line 2: nothing is not defined",
        "{{ messages[0].name.strip() }} § is not defined",
        "{{ range(10000000)|length }} § line 1: range has more than 100000 numbers",
        "{{ range(1, 2, 0) }} § line 1: the step of a range must not be 0",
        "{{ range('3') }} § line 1: range needs whole numbers",
        "{{ range(5)[::0] }} § line 1: the step of a slice must not be 0",
        "{% for a, b in [1] %}{% endfor %} § line 1: 1 has no items",
        "{{ strftime_now('%Q') }} § line 1: strftime_now does not know %Q",
        "{{ nofunction() }} § line 1: Could not resolve function 'nofunction'",
        "{{ nothing | tojson }} § line 1: a value is not defined",
      })
  void render_whatPythonRefuses_refusedWithLineAndConstruct(String source, String message)
      throws JinjaException {
    JinjaTemplate template = template(source.replace('@', '\n'));

    assertThatThrownBy(() -> template.render(VARIABLES))
        .isInstanceOf(JinjaException.class)
        .hasMessageContaining(message)
        .matches(failure -> !((JinjaException) failure).isRaised());
  }

  @Test
  void render_raisedByTheTemplate_saysSo() throws JinjaException {
    JinjaTemplate template =
        template("{% if n > 2 %}\n{{ raise_exception('only 2%, not ' ~ n) }}{% endif %}");

    assertThatThrownBy(() -> template.render(VARIABLES))
        .hasMessage("line 2: only 2%, not 3")
        .matches(failure -> ((JinjaException) failure).isRaised());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ ''.getClass() }}",
        "{{ ''['class'] }}",
        "{{ messages.getClass().forName('java.lang.Runtime') }}",
        "{{ messages[0].getClass() }}",
        "{{ messages.stream() }}",
        "{{ messages.add(1) }}",
        "{{ messages[0].put('a', 1) }}",
        "{{ ____int3rpr3t3r____ }}",
        "{{ ____int3rpr3t3r____.getConfig() }}",
        "{{ loop }}{% for m in messages %}{{ loop.getClass() }}{% endfor %}",
        "{{ n.class }}{{ raise_exception.function }}",
        "{{ '{{ n }}' | render }}"
      })
  void render_reachingForJava_nothing(String source) {
    String rendered;
    try {
      rendered = template(source).render(VARIABLES);
    } catch (JinjaException refused) {
      rendered = "";
    }

    assertThat(rendered).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        "{% for a in range(2000) %}{% for b in range(2000) %}{{ a }}{% endfor %}{% endfor %}"
            + " § evaluates more than 2000000 expressions",
        "{% set n = namespace(x='abcdefgh') %}{% for a in range(60) %}"
            + "{% set n.x = n.x + n.x %}{% endfor %} § longer than 67108864 characters",
        "{{ 'ab' * 99999999999 }} § longer than 67108864 characters",
        "{{ ('a' * 5000000).replace('a', 'abcdefghijklmnopqrst') }} § longer than",
        "{% macro m(x) %}{{ m(x) }}{% endmacro %}{{ m(1) }} § Max recursion limit",
      })
  void render_endless_refused(String source, String message) throws JinjaException {
    JinjaTemplate template = template(source);

    assertThatThrownBy(() -> template.render(VARIABLES))
        .isInstanceOf(JinjaException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1 + ", "not ", "- ", "'a' ~ ", "n if n else ", "n or ", "n.a.", "[n][", "n|"})
  void of_longExpressionThatIsBroken_refused(String part) {
    String source = "{{ " + part.repeat(49_000 / part.length()) + " }}";

    assertThatThrownBy(() -> template(source)).isInstanceOf(JinjaException.class);
  }

  @Test
  void of_longExpression_rendered() throws JinjaException {
    String text = "It is long. ".repeat(2_000);
    String source = "{{ '" + text + "' ~ " + "[" + "1, ".repeat(5_000) + "1]|length }}";

    assertThat(template(source).render(VARIABLES)).isEqualTo(text + "5001");
  }

  @Test
  void of_nestedWithoutEnd_refused() {
    String source = "{{ " + "(".repeat(200_000) + "1" + ")".repeat(200_000) + " }}";

    assertThatThrownBy(() -> template(source).render(VARIABLES))
        .isInstanceOf(JinjaException.class)
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void render_noneAndNotDefined_areTwoThings() throws JinjaException {
    JinjaTemplate template =
        template("{{ x is defined }} {{ x is none }} {{ x|default('d') }} {{ x }} {{ not x }}");
    Map<String, Object> withNull = new java.util.HashMap<>();
    withNull.put("x", null);

    assertThat(template.render(withNull)).isEqualTo("True True None None True");
    assertThat(template.render(Map.of())).isEqualTo("False False d  True");
  }

  @Test
  void render_manyThreads_eachItsOwn() throws JinjaException {
    JinjaTemplate template =
        template(
            "{% set ns = namespace(s='') %}{% for i in range(n) %}{% set ns.s = ns.s ~ i %}{% endfor %}{{ ns.s }}");
    List<CompletableFuture<String>> all = new ArrayList<>();
    List<String> expected = new ArrayList<>();

    for (int n = 0; n < 200; n++) {
      int size = n % 20;
      all.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return template.render(Map.of("n", size));
                } catch (JinjaException failure) {
                  return failure.getMessage();
                }
              }));
      StringBuilder digits = new StringBuilder();
      for (int i = 0; i < size; i++) {
        digits.append(i);
      }
      expected.add(digits.toString());
    }

    assertThat(all.stream().map(CompletableFuture::join)).containsExactlyElementsOf(expected);
  }

  private static JinjaTemplate template(String source) throws JinjaException {
    return JinjaTemplate.of(source, PythonCases.CLOCK);
  }
}
