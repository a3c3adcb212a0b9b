package dev.pith.plugin.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.jinja.Taint.Run;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaintTest {

  /** Of the given text, and of the template's own, which has letters that the text never has. */
  private static final String GIVEN = "aB<|/>\"\\'\n\t\u007f \u00df1é磨👩\uD83C\uE000";

  @Test
  void runs_markedAndNot_inTurns() {
    String rendered = "<" + Taint.of("a\uD83D\uDE00") + Taint.of("b") + "😀>" + Taint.of("c");

    assertThat(Taint.runs(rendered))
        .containsExactly(
            new Run("<", false), new Run("a😀b", true), new Run("😀>", false), new Run("c", true));
    assertThat(Taint.runs("")).isEmpty();
  }

  @Test
  void runs_givenTextHasCharactersOfThePlaneOfMarks_itIsKept() {
    String text = "a\uDB80\uDC3Cb\uDB80";

    assertThat(Taint.runs(Taint.of(text))).containsExactly(new Run(text, true));
  }

  @Test
  void of_valueOfJson_marksTextsAndNames() {
    assertThat(Taint.of(Map.of("a", List.of("b", 1, true))))
        .isEqualTo(Map.of(Taint.of("a"), List.of(Taint.of("b"), 1, true)));
    assertThat(Taint.of((Object) null)).isNull();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{{ s }}",
        "{{ s ~ s }}",
        "{{ s * 3 }}",
        "{{ s[::-1] }}",
        "{{ s[1:-1:2] }}",
        "{{ s[0] }}{{ s[-1] }}{{ s|first }}{{ s|last }}",
        "{{ s|reverse }}",
        "{{ s|upper }}",
        "{{ s|lower }}",
        "{{ s.title() }}{{ s|title }}{{ s|capitalize }}{{ s.capitalize() }}",
        "{{ s|trim }}",
        "{{ s.strip('a<') }}",
        "{{ s.replace('|', '') }}",
        "{{ s.replace(s[0], s[-1]) }}",
        "{{ s.removeprefix('a').removesuffix('>') }}",
        "{{ s.split('B')|join }}",
        "{{ s.split()|join('') }}",
        "{{ s.rsplit('|', 1)|join }}{{ s.rsplit('a')|join }}",
        "{{ s.splitlines()|join }}",
        "{{ s|list|join }}",
        "{{ s|list|sort|join }}",
        "{{ s|list|unique|join }}",
        "{{ s|list|min }}{{ s|list|max }}",
        "{% for c in s %}{{ c }}{% endfor %}",
        "{% set x %}{{ s }}{% endset %}{{ x }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(s) }}",
        "{{ dict(a=s).a }}{{ namespace(a=s).a }}{{ {'a': s}.a }}{{ [s][0] }}",
        "{% for k in o %}{{ k }}{% endfor %}",
        "{{ o.keys()|list|join }}{{ o.values()|list|join }}",
        "{% for k, v in o|dictsort %}{{ k }}{{ v }}{% endfor %}",
        "{% for k, v in o.items() %}{{ k }}{{ v }}{% endfor %}",
        "{{ l|map('upper')|join }}",
        "{{ l|map('trim')|sort(reverse=true)|join }}",
        "{{ l|select('string')|join }}",
        "{{ s|default('x') }}{{ s|string }}{{ s|safe }}{{ s or 'x' }}{{ s and s }}",
      })
  void render_whateverIsDoneToGivenText_everyCharacterOfItIsMarked(String template)
      throws JinjaException {
    Random random = new Random(7);
    JinjaTemplate parsed = JinjaTemplate.of(template, PythonCases.CLOCK);
    for (int i = 0; i < 50; i++) {
      String text = text(random);
      Map<String, Object> variables =
          Map.of("s", text, "l", List.of(text, text(random)), "o", Map.of(text, text(random)));
      Map<String, Object> given = tainted(variables);

      String rendered = parsed.render(given);

      assertThat(Taint.runs(rendered)).as(text).allMatch(Run::tainted);
      assertThat(Taint.plain(rendered)).as(text).isEqualTo(parsed.render(variables));
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{{ s|tojson }}{{ o|tojson }}{{ l|tojson(ensure_ascii=true, indent=1) }}",
        "{{ l }}{{ o }}",
        "{{ l|join('-') }}{{ s|replace('a', '-') }}",
        "{{ s|indent(2, true) }}",
        "{{ s|length }}{{ s.find('<') }}{{ s.count('a') }}{{ s.rfind('é') }}{{ s|int }}{{ '7' + s }}",
        "{{ '|' in s }}{{ s == s ~ '' }}{{ s.startswith('a') }}{{ s.endswith(('>', 'a')) }}",
        "{{ s in [s] }}{{ s in o }}{{ o[s] is defined }}{{ o.get(s) }}{{ l == [s, l[1]] }}",
        "{{ s.isspace() }}{{ s.isalpha() }}{{ s.isupper() }}{{ s < 'b' }}{{ s >= 'B' }}",
      })
  void render_textThatIsLookedAt_readsAsIfItHadNoMarks(String template) throws JinjaException {
    Random random = new Random(11);
    JinjaTemplate parsed = JinjaTemplate.of(template, PythonCases.CLOCK);
    for (int i = 0; i < 50; i++) {
      String text = text(random);
      Map<String, Object> variables =
          Map.of("s", text, "l", List.of(text, text(random)), "o", Map.of(text, text(random)));

      String rendered = parsed.render(tainted(variables));

      assertThat(Taint.plain(rendered)).as(text).isEqualTo(parsed.render(variables));
    }
  }

  @Test
  void render_namesAndEscapesOfGivenText_marked() throws JinjaException {
    JinjaTemplate template = JinjaTemplate.of("{{ o|tojson }}", PythonCases.CLOCK);

    String rendered = template.render(tainted(Map.of("o", Map.of("a\"", "\n<"))));

    assertThat(Taint.runs(rendered))
        .containsExactly(
            new Run("{\"", false),
            new Run("a\\\"", true),
            new Run("\": \"", false),
            new Run("\\n<", true),
            new Run("\"}", false));
  }

  private static String text(Random random) {
    int[] characters = GIVEN.codePoints().toArray();
    return random
        .ints(1 + random.nextInt(8), 0, characters.length)
        .mapToObj(i -> Character.toString(characters[i]))
        .collect(Collectors.joining());
  }

  private static Map<String, Object> tainted(Map<String, Object> variables) {
    return variables.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> Taint.of(each.getValue())));
  }
}
