package dev.pith.plugin.local.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolCallsTest {

  private static final String PLACE = "messages[1].tool_calls";

  @Test
  void readArguments_textOfJson_becomesTheObjectInItsOrder() throws Exception {
    Map<String, Object> function = function("{\"b\": 1, \"a\": [1.5, null, \"x\"]}");

    ToolCalls.readArguments(calls(function), PLACE);

    assertThat(function.get("arguments")).hasToString("{b=1, a=[1.5, null, x]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void readArguments_nothing_becomesAnEmptyObject(String text) throws Exception {
    Map<String, Object> function = function(text);

    ToolCalls.readArguments(calls(function), PLACE);

    assertThat(function.get("arguments")).isEqualTo(Map.of());
  }

  @Test
  void readArguments_objectAlready_isLeft() throws Exception {
    Map<String, Object> function = function(Map.of("a", 1));

    ToolCalls.readArguments(calls(function), PLACE);

    assertThat(function.get("arguments")).isEqualTo(Map.of("a", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\": ", "5", "[1]", "\"x\"", "{} {}", "null"})
  void readArguments_noObject_refusedByItsPlace(String text) {
    assertThatThrownBy(() -> ToolCalls.readArguments(calls(function(text)), PLACE))
        .isInstanceOf(BadParameterException.class)
        .hasMessageContaining(PLACE + "[0].function.arguments must be an object");
  }

  @Test
  void readArguments_noListOfCalls_isLeft() throws Exception {
    List<Object> odd = new ArrayList<>(List.of("x", Map.of("function", "f")));

    ToolCalls.readArguments(odd, PLACE);
    ToolCalls.readArguments("x", PLACE);

    assertThat(odd).isEqualTo(List.of("x", Map.of("function", "f")));
  }

  private static List<Map<String, Object>> calls(Map<String, Object> function) {
    return List.of(Map.of("function", function));
  }

  private static Map<String, Object> function(Object arguments) {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", "f");
    function.put("arguments", arguments);
    return function;
  }
}
