package dev.pith.plugin.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AgainstPythonTest {

  static Stream<Arguments> constructs() throws IOException {
    JsonNode file = PythonCases.read("python");
    return stream(file.path("cases"))
        .map(
            each ->
                Arguments.of(
                    each.path("template").asText(),
                    each.path("expected").asText(),
                    PythonCases.variables(file.path("context"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("constructs")
  void render_construct_asPython(String template, String expected, Map<String, Object> variables)
      throws JinjaException {
    String rendered = JinjaTemplate.of(template, PythonCases.CLOCK).render(variables);

    assertThat(rendered).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("constructs")
  void render_textsOfSomebodyElse_asPython(
      String template, String expected, Map<String, Object> variables) throws JinjaException {
    String rendered = JinjaTemplate.of(template, PythonCases.CLOCK).render(tainted(variables));

    assertThat(Taint.plain(rendered)).isEqualTo(expected);
  }

  static Stream<Arguments> conversations() throws IOException {
    JsonNode file = PythonCases.read("conversations");
    return stream(file.path("cases")).map(each -> Arguments.of(each, variables(file, each)));
  }

  private static Map<String, Object> variables(JsonNode file, JsonNode expected) {
    JsonNode messages = file.path("conversations").path(expected.path("conversation").asText());
    boolean tools = expected.path("tools").asBoolean();
    Map<String, Object> variables =
        new LinkedHashMap<>(PythonCases.variables(expected.path("variables")));
    variables.put("messages", PythonCases.value(messages));
    variables.put("tools", tools ? PythonCases.value(file.path("tools")) : null);
    variables.put("bos_token", "<s>");
    variables.put("eos_token", "</s>");
    return variables;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("conversations")
  void render_templateOfAModelFamily_asPython(JsonNode expected, Map<String, Object> variables)
      throws Exception {
    String source = PythonCases.template(expected.path("template").asText());
    JinjaTemplate template = JinjaTemplate.of(source, PythonCases.CLOCK);

    if (expected.has("expected")) {
      String text = expected.path("expected").asText();
      assertThat(template.render(variables)).isEqualTo(text);
      assertThat(Taint.plain(template.render(tainted(variables)))).isEqualTo(text);
    } else {
      assertThatThrownBy(() -> template.render(variables)).isInstanceOf(JinjaException.class);
      assertThatThrownBy(() -> template.render(tainted(variables)))
          .isInstanceOf(JinjaException.class);
    }
  }

  private static Map<String, Object> tainted(Map<String, Object> variables) {
    Map<String, Object> tainted = new LinkedHashMap<>();
    variables.forEach((name, value) -> tainted.put(name, Taint.of(value)));
    return tainted;
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
