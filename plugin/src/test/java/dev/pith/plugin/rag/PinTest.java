package dev.pith.plugin.rag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.settings.SettingException;
import dev.pith.plugin.settings.SettingValues;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps requests near what a server has cached of them, and where chunks may be moved. */
class PinTest {
  private static final String A = element("A", 1_100);
  private static final String B = element("B", 700);
  private static final String C = element("C", 800);
  private static final String OFF = "\"thinking\":{\"type\":\"disabled\"},";

  private final RagMeter meter = new RagMeter();

  @Test
  void openAi_sameBeginning_hasTheSameKey() throws Exception {
    ChunkDesk desk = desk(ServerKind.OPENAI);
    String first = user(A + "\n" + B + "\n\none?");
    String key = key(desk, first);

    assertThat(key).matches("pith-[0-9a-f]{32}");
    assertThat(key(desk, first + "," + assistant("yes") + "," + user("and two?"))).isEqualTo(key);
    assertThat(key(desk, user(A + "\n" + C + "\n\nthree?"))).isEqualTo(key);
    assertThat(key(desk, user(C + "\n" + B + "\n\none?"))).isNotEqualTo(key);
    assertThat(key(desk, user("no chunks"))).isNotEqualTo(key(desk, user("others")));
    assertThat(out(desk, chat(first), PromptRoute.CHAT, "you").path("prompt_cache_key").asText())
        .isNotEqualTo(key);
  }

  @Test
  void openAi_responses_haveAKeyUnlessTheProviderHoldsThePrompt() throws Exception {
    ChunkDesk desk = desk(ServerKind.OPENAI);

    assertThat(key(desk, "\"input\":\"hello\"", PromptRoute.RESPONSES)).startsWith("pith-");
    assertThat(
            key(
                desk,
                "\"previous_response_id\":\"resp_1\",\"input\":\"hello\"",
                PromptRoute.RESPONSES))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"prompt_cache_key\":\"mine\",", "\"prompt_cache_key\":null,"})
  void openAi_clientHasAKey_isLeftAlone(String member) throws Exception {
    byte[] body = bytes("{" + member + "\"messages\":[" + user("hello") + "]}");

    assertThat(sent(desk(ServerKind.OPENAI), body, PromptRoute.CHAT)).isSameAs(body);
  }

  @ParameterizedTest
  @EnumSource(
      value = ServerKind.class,
      names = {"VLLM", "SGLANG", "OLLAMA", "DEEPSEEK", "GENERIC", "EMBEDDED"})
  void pin_serverHasNoMember_isLeftAlone(ServerKind kind) throws Exception {
    ChunkDesk desk = desk(kind);
    byte[] body = bytes(chat(user(A + "\n" + B + "\n\none?")));

    for (int i = 0; i < 3; i++) {
      assertThat(sent(desk, body, PromptRoute.CHAT)).isSameAs(body);
    }
  }

  @ParameterizedTest
  @EnumSource(ServerKind.class)
  void pin_off_isLeftAlone(ServerKind kind) throws Exception {
    ChunkDesk desk = new ChunkDesk(settings("rag", "order"), () -> kind, () -> 0, meter);
    desk.pins().slots(4);
    for (PromptRoute route : PromptRoute.values()) {
      byte[] body = bytes("{" + OFF + "\"messages\":[" + user(A + "\n" + B + "\n\none?") + "]}");

      for (int i = 0; i < 3; i++) {
        assertThat(sent(desk, body, route)).isSameAs(body);
      }
    }
    assertThat(count("pinned")).isZero();
  }

  @Test
  void anthropic_chunksAgain_areMarkedWhereTheyWereSentBefore() throws Exception {
    ChunkDesk desk = desk(ServerKind.ANTHROPIC);
    String first = A + "\n" + B + "\n\none?";
    assertThat(content(desk, OFF, first).isTextual()).as("nothing says it comes again").isTrue();

    JsonNode blocks = content(desk, OFF, A + "\n" + C + "\n\ntwo?");

    assertThat(texts(blocks)).containsExactly(A, "\n" + C + "\n\ntwo?");
    assertThat(marked(blocks)).containsExactly(true, false);
    assertThat(blocks.at("/0/cache_control/type").asText()).isEqualTo("ephemeral");

    JsonNode longer = content(desk, OFF, A + "\n" + C + "\n\nthree?");

    assertThat(texts(longer)).containsExactly(A, "\n" + C, "\n\nthree?");
    assertThat(marked(longer)).as("the earlier mark stays").containsExactly(true, true, false);
  }

  @Test
  void anthropic_manyMarks_areNeverMoreThanThree() throws Exception {
    ChunkDesk desk = desk(ServerKind.ANTHROPIC);
    List<String> chunks = IntStream.range(0, 8).mapToObj(i -> element("N" + i, 600)).toList();
    for (int n = 2; n <= 8; n++) {
      String text = String.join("\n", chunks.subList(0, n)) + "\n\nq?";
      content(desk, OFF, text);
      JsonNode request = out(desk, messages(OFF, user(text) + "," + assistant("yes")));

      JsonNode blocks = request.at("/messages/0/content");
      assertThat(String.join("", texts(blocks))).isEqualTo(text);
      assertThat(marked(blocks).stream().filter(mark -> mark).count()).isBetween(1L, 3L);
      assertThat(request.at("/cache_control/type").asText()).isEqualTo("ephemeral");
    }
  }

  @Test
  void anthropic_thinkingIsBoundToThePrompt_noTextIsSplit() throws Exception {
    ChunkDesk desk = desk(ServerKind.ANTHROPIC);
    String text = A + "\n" + B + "\n\none?";
    content(desk, "", text);

    assertThat(content(desk, "", text).isTextual()).isTrue();
    JsonNode going = out(desk, messages("", user(text) + "," + assistant("yes") + "," + user("?")));
    assertThat(going.at("/messages/0/content").isTextual()).isTrue();
    assertThat(going.at("/cache_control/type").asText()).isEqualTo("ephemeral");
  }

  @Test
  void anthropic_chunksEndTheirBlock_itIsMarkedAsItIs() throws Exception {
    ChunkDesk desk = desk(ServerKind.ANTHROPIC);
    String parts =
        "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":"
            + Json.quote(A + "\n" + B)
            + "},{\"type\":\"text\",\"text\":\"one?\"}]}";
    out(desk, messages("", parts));

    JsonNode content = out(desk, messages("", parts)).at("/messages/0/content");

    assertThat(texts(content)).containsExactly(A + "\n" + B, "one?");
    assertThat(marked(content)).containsExactly(true, false);
  }

  @Test
  void anthropic_shortPromptOrMarksOfTheClient_areLeftAlone() throws Exception {
    ChunkDesk desk = desk(ServerKind.ANTHROPIC);
    String small = element("S", 60) + "\n" + element("T", 60) + "\n\nq?";
    String turns = "," + assistant("yes") + "," + user("go on");
    byte[] brief = bytes(messages(OFF, user(small) + turns));
    byte[] own =
        bytes(
            messages(
                OFF,
                user(A + "\n" + B)
                    + turns
                    + ",{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\","
                    + "\"cache_control\":{\"type\":\"ephemeral\"}}]}"));

    for (int i = 0; i < 2; i++) {
      assertThat(sent(desk, brief, PromptRoute.MESSAGES)).isSameAs(brief);
      assertThat(sent(desk, own, PromptRoute.MESSAGES)).isSameAs(own);
    }
  }

  @Test
  void openRouter_modelOfAnthropic_isMarkedAndOthersAreNot() throws Exception {
    ChunkDesk desk = desk(ServerKind.OPENROUTER);
    for (String model : List.of("anthropic/claude-x", "vendor/m")) {
      String body = messages("\"model\":\"" + model + "\",", user(A + "\n" + B + "\n\none?"));
      out(desk, body, PromptRoute.CHAT, "me");

      JsonNode content = out(desk, body, PromptRoute.CHAT, "me").at("/messages/0/content");

      assertThat(content.isArray()).as(model).isEqualTo(model.startsWith("anthropic/"));
    }
  }

  @Test
  void llama_severalSlots_conversationsKeepTheirs() throws Exception {
    ChunkDesk desk = desk(ServerKind.LLAMA);
    assertThat(out(desk, chat(user("one"))).has("id_slot")).as("not known yet").isFalse();
    desk.pins().slots(2);

    int one = out(desk, chat(user("one"))).path("id_slot").asInt(-1);
    int two = out(desk, chat(user("two"))).path("id_slot").asInt(-1);

    assertThat(List.of(one, two)).containsExactlyInAnyOrder(0, 1);
    assertThat(
            out(desk, chat(user("one") + "," + assistant("1") + "," + user("more")))
                .path("id_slot")
                .asInt(-1))
        .isEqualTo(one);
    for (String own : List.of("\"id_slot\":1,", "\"n\":2,")) {
      byte[] body = bytes("{" + own + "\"messages\":[" + user("one") + "]}");
      assertThat(sent(desk, body, PromptRoute.CHAT)).isSameAs(body);
    }
    byte[] other = bytes(messages("", user("one")));
    assertThat(sent(desk, other, PromptRoute.MESSAGES)).isSameAs(other);
  }

  @Test
  void responses_chunksOfInput_areCountedAndOrderedWhereNothingIsBound() throws Exception {
    String free = "\"reasoning\":{\"effort\":\"none\"},";
    for (ServerKind kind : List.of(ServerKind.VLLM, ServerKind.OPENAI, ServerKind.GENERIC)) {
      boolean own = kind == ServerKind.VLLM;
      for (String effort : List.of("", free)) {
        ChunkDesk desk = new ChunkDesk(settings("rag", "order"), () -> kind, () -> 0, meter);
        desk.visit(bytes(input(effort, A + "\n" + B + "\n\none?")), PromptRoute.RESPONSES, "me");

        String text =
            text(
                desk.visit(
                        bytes(input(effort, B + "\n" + A + "\n\ntwo?")),
                        PromptRoute.RESPONSES,
                        "me")
                    .body());

        String expected = own || !effort.isEmpty() ? A + "\n" + B : B + "\n" + A;
        assertThat(text).as(kind + effort).startsWith(expected).endsWith("\n\ntwo?");
      }
    }
  }

  @Test
  void responses_serverBecomesKnown_chunksMoveFromThenOn() throws Exception {
    AtomicReference<ServerKind> kind = new AtomicReference<>(ServerKind.GENERIC);
    ChunkDesk desk = new ChunkDesk(settings("rag", "order"), kind::get, () -> 0, meter);
    desk.visit(bytes(input("", A + "\n" + B + "\n\none?")), PromptRoute.RESPONSES, "me");
    byte[] swapped = bytes(input("", B + "\n" + A + "\n\ntwo?"));
    assertThat(desk.visit(swapped, PromptRoute.RESPONSES, "me").body()).isSameAs(swapped);
    assertThat(desk.status().get("server")).isEqualTo("generic");

    kind.set(ServerKind.VLLM);
    byte[] third = bytes(input("", C + "\n" + B + "\n" + A + "\n\nthree?"));

    // Of the two orders that were sent before, each a prefix, the one that is nearer is taken.
    assertThat(text(desk.visit(third, PromptRoute.RESPONSES, "me").body()))
        .startsWith(B + "\n" + A + "\n" + C);
    assertThat(desk.status().get("server")).isEqualTo("vllm");

    kind.set(ServerKind.GENERIC);
    assertThat(desk.visit(third, PromptRoute.RESPONSES, "me").body()).isSameAs(third);
  }

  @Test
  void pin_ofBranch_hasTheKeyAndNoSlot() throws Exception {
    byte[] body = bytes(chat(user("one")));
    RequestPin keyed = desk(ServerKind.OPENAI).visit(body, PromptRoute.CHAT, "me").pin();
    String key = Json.read(utf8(keyed.applyTo(body))).path("prompt_cache_key").asText();
    ChunkDesk slots = desk(ServerKind.LLAMA);
    slots.pins().slots(4);
    RequestPin slotted = slots.visit(body, PromptRoute.CHAT, "me").pin();

    for (int branch = 0; branch < 3; branch++) {
      assertThat(Json.read(utf8(keyed.ofBranch().applyTo(body))).path("prompt_cache_key").asText())
          .isEqualTo(key);
      assertThat(slotted.ofBranch().applyTo(body)).isSameAs(body);
    }
    assertThat(Json.read(utf8(slotted.applyTo(body))).has("id_slot")).isTrue();
    assertThat(count("pinned")).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"instructions\":TEXT",
        "\"input\":TEXT",
        "\"input\":[{\"role\":\"user\",\"content\":TEXT}]",
        "\"input\":[{\"type\":\"message\",\"role\":\"developer\",\"content\":[{\"type\":\"input_text\",\"text\":TEXT}]}]",
        "\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":TEXT}]"
      })
  void responses_anyPlace_isMeasured(String place) throws Exception {
    ChunkDesk desk =
        new ChunkDesk(settings("rag", "measure"), () -> ServerKind.OPENAI, () -> 0, meter);
    byte[] body = bytes("{" + place.replace("TEXT", Json.quote(A + "\n" + B + "\n\nq?")) + "}");

    assertThat(desk.visit(body, PromptRoute.RESPONSES, "me").body()).isSameAs(body);

    assertThat(count("chunks")).isEqualTo(2);
    assertThat(count("failures")).isZero();
  }

  @Test
  void responses_reasoningOfEarlierTurns_keepsTheOrder() throws Exception {
    ChunkDesk desk = new ChunkDesk(settings("rag", "order"), () -> ServerKind.VLLM, () -> 0, meter);
    desk.visit(bytes(input("", A + "\n" + B + "\n\none?")), PromptRoute.RESPONSES, "me");
    String swapped = input("", B + "\n" + A + "\n\ntwo?");
    byte[] bound =
        bytes(
            swapped.replace("\"input\":[", "\"input\":[{\"type\" : \"reasoning\",\"id\":\"r\"},"));

    assertThat(desk.visit(bound, PromptRoute.RESPONSES, "me").body()).isSameAs(bound);
  }

  @Test
  void pin_withoutOrder_isRefused() {
    assertThatThrownBy(() -> settings("rag", "measure", "rag-pin", "true"))
        .isInstanceOf(SettingException.class)
        .hasMessage("rag-pin needs rag order, since it adds to requests; rag is measure");
  }

  private ChunkDesk desk(ServerKind kind) {
    return new ChunkDesk(settings("rag", "order", "rag-pin", "true"), () -> kind, () -> 0, meter);
  }

  private static RagSettings settings(String... pairs) {
    Map<String, String> values = new HashMap<>(Map.of("rag-max-distance", "1"));
    for (int i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], pairs[i + 1]);
    }
    return RagSettings.of(new SettingValues(values));
  }

  private long count(String key) {
    return (Long) meter.status().get(key);
  }

  /** Returns what goes out for a body; the same array where nothing is added or moved. */
  private static byte[] sent(ChunkDesk desk, byte[] body, PromptRoute route) throws Exception {
    return sent(desk, body, route, "me");
  }

  private static byte[] sent(ChunkDesk desk, byte[] body, PromptRoute route, String tenant)
      throws Exception {
    ChunkVisit visit = desk.visit(body, route, tenant);
    byte[] sent = visit.pin().applyTo(visit.body());
    visit.pin().over();
    return sent;
  }

  private static JsonNode out(ChunkDesk desk, String body) throws Exception {
    return out(
        desk, body, body.contains("max_tokens") ? PromptRoute.MESSAGES : PromptRoute.CHAT, "me");
  }

  private static JsonNode out(ChunkDesk desk, String body, PromptRoute route, String tenant)
      throws Exception {
    return Json.read(utf8(sent(desk, bytes(body), route, tenant)));
  }

  private static String key(ChunkDesk desk, String messages) throws Exception {
    return out(desk, chat(messages)).path("prompt_cache_key").asText();
  }

  private static String key(ChunkDesk desk, String members, PromptRoute route) throws Exception {
    return out(desk, "{" + members + "}", route, "me").path("prompt_cache_key").asText();
  }

  private static JsonNode content(ChunkDesk desk, String more, String text) throws Exception {
    return out(desk, messages(more, user(text))).at("/messages/0/content");
  }

  private static List<String> texts(JsonNode blocks) {
    List<String> texts = new ArrayList<>();
    blocks.forEach(block -> texts.add(block.path("text").asText()));
    return texts;
  }

  private static List<Boolean> marked(JsonNode blocks) {
    List<Boolean> marked = new ArrayList<>();
    blocks.forEach(block -> marked.add(block.has("cache_control")));
    return marked;
  }

  private static String text(byte[] responses) throws Exception {
    return Json.read(utf8(responses)).at("/input/0/content/0/text").asText();
  }

  private static String chat(String messages) {
    return "{\"model\":\"m\",\"messages\":[" + messages + "]}";
  }

  private static String messages(String more, String messages) {
    return "{" + more + "\"max_tokens\":9,\"messages\":[" + messages + "]}";
  }

  private static String input(String more, String text) {
    return "{"
        + more
        + "\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":"
        + Json.quote(text)
        + "}]}]}";
  }

  private static String user(String text) {
    return message("user", text);
  }

  private static String assistant(String text) {
    return message("assistant", text);
  }

  private static String message(String role, String text) {
    return "{\"role\":\"" + role + "\",\"content\":" + Json.quote(text) + "}";
  }

  /** Returns an element of about that many tokens. */
  private static String element(String name, int tokens) {
    return Stream.generate(() -> name + " is told.")
        .limit(Math.max(1, 4L * tokens / (name.length() + 10)))
        .collect(Collectors.joining(" ", "<doc>", "</doc>"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
