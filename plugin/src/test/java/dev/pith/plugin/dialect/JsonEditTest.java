package dev.pith.plugin.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonEditTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":1,"b":2}            | {"a":9,"b":2}
          { "a" : 1.50e+3 ,"b":2 } | { "a" : 9 ,"b":2 }
          {"a":{"b":[1,{}]}}       | {"a":9}
          {"a":"\\"x\\u00e9"}      | {"a":9}
          {}                       | {"a":9}
          { }                      | {"a":9 }
          {"b":2 }                 | {"b":2,"a":9 }
          """)
  void set_member_changesItsValueOnly(String before, String after) {
    String edited = new JsonEdit().set("/a", "9").applyTo(before);

    assertThat(edited).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":1}                      | {}
          { "a":1 }                    | {  }
          {"a":1,"x":0}                | {"x":0}
          {"x":0 , "a":1}              | {"x":0}
          {"x":0,"a":1,"y":0}          | {"x":0,"y":0}
          {"a":1,"b":2,"x":0}          | {"x":0}
          {"x":0,"a":1,"b":2}          | {"x":0}
          {"a":1,"x":0,"b":2,"y":0}    | {"x":0,"y":0}
          {"x":{"a":1}}                | {"x":{"a":1}}
          """)
  void remove_members_takesOneCommaEach(String before, String after) {
    String edited = new JsonEdit().remove("/a").remove("/b").applyTo(before);

    assertThat(edited).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"m":[]}               | {"m":[7]}
          {"m":[ ] }             | {"m":[7 ] }
          {"m":[1, 2 ],"n":[3]}  | {"m":[1, 2,7 ],"n":[3]}
          {"m":[[1]]}            | {"m":[[1],7]}
          {"m":1}                | {"m":1}
          """)
  void append_element_comesLast(String before, String after) {
    String edited = new JsonEdit().append("/m", "7").applyTo(before);

    assertThat(edited).isEqualTo(after);
  }

  @Test
  void set_insideArrays_reachesTheElement() {
    String before = "{\"choices\":[{\"delta\":{\"content\":\"a\",\"x\":1}},{\"delta\":{}}]}";

    String edited = new JsonEdit().set("/choices/0/delta/content", "\"b\"").applyTo(before);

    assertThat(edited)
        .isEqualTo("{\"choices\":[{\"delta\":{\"content\":\"b\",\"x\":1}},{\"delta\":{}}]}");
  }

  @Test
  void applyTo_allMembersRemovedAndOneSet_noComma() {
    String edited = new JsonEdit().remove("/a").set("/b", "2").applyTo("{\"a\":1}");

    assertThat(edited).isEqualTo("{\"b\":2}");
  }

  @Test
  void applyTo_randomObjects_sameAsEditingTheTree() throws JsonProcessingException {
    for (long seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      String before = spaced(randomObject(random, 3).toString(), random);
      ObjectNode expected = (ObjectNode) Json.read(before);
      JsonEdit edit = new JsonEdit();
      expected.put("b", 5);
      edit.set("/b", "5");
      expected.remove("c");
      edit.remove("/c");
      if (expected.path("d") instanceof ArrayNode list) {
        list.add("new");
      }
      edit.append("/d", "\"new\"");
      if (expected.path("a") instanceof ObjectNode inner) {
        inner.remove(List.of("a", "b"));
        inner.put("e", true);
      }
      edit.remove("/a/a").remove("/a/b").set("/a/e", "true");

      String after = edit.applyTo(before);

      assertThat(Json.read(after)).as("seed %s: %s", seed, before).isEqualTo(expected);
    }
  }

  private static ObjectNode randomObject(Random random, int depth) {
    ObjectNode object = Json.object();
    List<String> names = new ArrayList<>(List.of("a", "b", "c", "d", "\u00e9\"\n"));
    Collections.shuffle(names, random);
    for (String name : names.subList(0, random.nextInt(names.size() + 1))) {
      object.set(name, randomValue(random, depth - 1));
    }
    return object;
  }

  private static JsonNode randomValue(Random random, int depth) {
    ObjectNode holder = Json.object();
    switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0 -> holder.put("v", random.nextInt());
      case 1 -> holder.put("v", random.nextDouble() * 1e9);
      case 2 -> holder.put("v", "x\\\"{}[],:\u00fc\ud83d\ude00".substring(random.nextInt(10)));
      case 3 -> holder.put("v", random.nextBoolean());
      case 4 -> holder.putNull("v");
      case 5 -> holder.set("v", randomObject(random, depth));
      default -> {
        ArrayNode list = holder.putArray("v");
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(randomValue(random, depth - 1));
        }
      }
    }
    return holder.path("v");
  }

  /** Puts white space after braces, brackets and commas that are not inside a string. */
  private static String spaced(String json, Random random) {
    StringBuilder out = new StringBuilder();
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      out.append(c);
      if (c == '\\') {
        out.append(json.charAt(++i));
      } else if (c == '"') {
        inString = !inString;
      } else if (!inString && ",:{}[]".indexOf(c) >= 0) {
        out.append(" \n\t ", 0, random.nextInt(4));
      }
    }
    return out.toString();
  }
}
