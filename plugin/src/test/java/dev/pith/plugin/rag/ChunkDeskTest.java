package dev.pith.plugin.rag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.settings.SettingException;
import dev.pith.plugin.settings.SettingValues;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkDeskTest {
  private static final String A = chunk("A", 200);
  private static final String B = chunk("B", 300);
  private static final String C = chunk("C", 120);

  private final RagMeter meter = new RagMeter();
  private long nanos;

  @Test
  void order_sameChunksInAnotherOrder_areSentAsBefore() throws Exception {
    ChunkDesk desk = desk("order");

    assertThat(sent(desk, chat(documents(A, B, C, "one?")))).isEqualTo(documents(A, B, C, "one?"));
    assertThat(sent(desk, chat(documents(B, A, C, "two?"))))
        .isEqualTo(
            element(A)
                + "\n"
                + element(B)
                + "\n"
                + element(C)
                + "\n(Most relevant first, by position above: 2, 1, 3)\n\ntwo?");
    assertThat(count("reordered")).isEqualTo(1);
    assertThat(count("chunks")).isEqualTo(6);
    assertThat(count("seenTokens")).isEqualTo(200 + 300 + 120);
    assertThat(count("prefixTokensRetrieved")).isZero();
    assertThat(count("prefixTokensOrdered")).isEqualTo(620);
  }

  @Test
  void order_nothingButTheTextsThatChange_isAsTheClientWroteIt() throws Exception {
    ChunkDesk desk = desk("order");
    sent(desk, chat(documents(A, B, "one?")));
    String odd =
        "{ \"temperature\": 1.0e0, \"messages\" : [{\"role\":\"user\",\n \"content\":"
            + Json.quote(documents(B, A, "t\u00e9l?"))
            + ",\"x\":[1, 2]}],\"model\":\"m\"}\n";

    byte[] body = desk.visit(bytes(odd), PromptRoute.CHAT, "me").body();

    String after = element(A) + "\n" + element(B);
    assertThat(new String(body, StandardCharsets.UTF_8))
        .isEqualTo(
            odd.replace(
                Json.quote(documents(B, A, "t\u00e9l?")),
                Json.quote(
                    after + "\n(Most relevant first, by position above: 2, 1)\n\nt\u00e9l?")));
  }

  @Test
  void order_sameRequestLater_isSentTheSameWay() throws Exception {
    ChunkDesk desk = desk("order");
    sent(desk, chat(documents(A, B, "one?")));
    String first = sent(desk, chat(documents(B, A, "two?")));
    for (int i = 0; i < 600; i++) {
      sent(desk, chat(documents(chunk("D" + i, 30), chunk("E" + i, 30), "more?")));
    }

    assertThat(sent(desk, chat(documents(B, A, "two?"))))
        .as("A B is no longer among the sequences that are remembered")
        .isEqualTo(first)
        .startsWith(element(A));
  }

  @Test
  void order_copies_areLeftOut() throws Exception {
    assertThat(sent(desk("order"), chat(documents(A, B, A, "q?"))))
        .isEqualTo(documents(A, B, "q?"));
    assertThat(count("duplicatesRemoved")).isEqualTo(1);
    assertThat(count("tokensNotSent")).isEqualTo(200);
    assertThat(count("reordered")).isZero();
  }

  @Test
  void order_tooFewTokensForASwap_staysAsRetrieved() throws Exception {
    ChunkDesk desk = desk("order", "rag-swap-tokens", "700");
    sent(desk, chat(documents(A, B, "one?")));

    assertThat(sent(desk, chat(documents(B, A, "two?")))).isEqualTo(documents(B, A, "two?"));
  }

  @Test
  void order_distanceBound_isKept() throws Exception {
    ChunkDesk desk = desk("order", "rag-max-distance", "0.3");
    sent(desk, chat(documents(A, B, C, "one?")));

    assertThat(sent(desk, chat(documents(C, B, A, "two?")))).isEqualTo(documents(C, B, A, "two?"));
  }

  @Test
  void order_otherTenantModelOrHead_knowsNothingOfIt() throws Exception {
    ChunkDesk desk = desk("order");
    sent(desk, chat(documents(A, B, "one?")));
    String swapped = documents(B, A, "two?");

    assertThat(text(desk.visit(bytes(chat(swapped)), PromptRoute.CHAT, "you"))).isEqualTo(swapped);
    assertThat(sent(desk, chat(swapped).replace("\"m\"", "\"n\""))).isEqualTo(swapped);
    assertThat(sent(desk, chat("Hello. " + swapped))).isEqualTo("Hello. " + swapped);
    assertThat(count("seenTokens")).as("only the last is the same model and tenant").isEqualTo(500);
  }

  @Test
  void order_afterTheTtl_knowsNothing() throws Exception {
    ChunkDesk desk = desk("order", "rag-ttl-s", "60");
    sent(desk, chat(documents(A, B, "one?")));
    nanos += Duration.ofSeconds(40).toNanos();
    sent(desk, chat(documents(C, chunk("D", 90), "something else behind the same head?")));
    nanos += Duration.ofSeconds(20).toNanos();

    assertThat(sent(desk, chat(documents(B, A, "two?")))).isEqualTo(documents(B, A, "two?"));
    assertThat(count("seenTokens")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache_control", "signature", "reasoning_details", "encrypted_content"})
  void order_somethingIsBoundToTheText_isSentAsItIs(String member) throws Exception {
    ChunkDesk desk = desk("order");
    sent(desk, chat(documents(A, B, "one?")));
    byte[] body =
        bytes(chat(documents(B, A, "two?")).replace("\"role\"", "\"" + member + "\":{},\"role\""));

    assertThat(desk.visit(body, PromptRoute.CHAT, "me").body()).isSameAs(body);
  }

  @Test
  void order_numberedOrOnAnotherRoute_isSentAsItIs() throws Exception {
    ChunkDesk desk = desk("order");
    String numbers = "Documents:\n[1] " + A + "\n[2] " + B + "\n\nq?";
    String swapped = "Documents:\n[1] " + B + "\n[2] " + A + "\n\nq?";
    byte[] body = bytes(chat(documents(B, A, "two?")));

    sent(desk, chat(numbers));
    sent(desk, chat(documents(A, B, "one?")));

    assertThat(sent(desk, chat(swapped))).isEqualTo(swapped);
    assertThat(desk.visit(body, PromptRoute.MESSAGES, "me").body()).isSameAs(body);
  }

  @Test
  void order_assistant_isNeverRead() throws Exception {
    ChunkDesk desk = desk("order");
    sent(desk, chat(documents(A, B, "one?")).replace("\"user\"", "\"assistant\""));

    assertThat(count("requestsWithChunks")).isZero();
  }

  @Test
  void order_toolResultThatRepeats_becomesAPointer() throws Exception {
    String file =
        IntStream.range(0, 30)
            .mapToObj(i -> "line " + i + " of it")
            .collect(Collectors.joining("\n"));
    String body =
        "{\"model\":\"m\",\"messages\":["
            + message("system", file)
            + ","
            + message("tool", file)
            + ","
            + message("user", file)
            + "]}";

    JsonNode sent =
        Json.read(utf8(desk("order").visit(bytes(body), PromptRoute.CHAT, "me").body()));

    assertThat(sent.at("/messages/0/content").textValue()).isEqualTo(file);
    assertThat(sent.at("/messages/1/content").textValue())
        .isEqualTo("[30 lines as in message 1 from line 1 on: \"line 0 of it\"]");
    assertThat(sent.at("/messages/2/content").textValue()).as("a user's own words").isEqualTo(file);
    assertThat(count("tokensNotSent")).isPositive();
    byte[] unchanged = bytes(body);
    assertThat(
            desk("order", "rag-fold-repeats", "false")
                .visit(unchanged, PromptRoute.CHAT, "me")
                .body())
        .isSameAs(unchanged);
  }

  @Test
  void order_jsonToolResult_staysJsonAboveTheRanking() throws Exception {
    ChunkDesk desk = desk("order");
    String first = "[" + Json.quote(A) + "," + Json.quote(B) + "]";
    String second = "[" + Json.quote(B) + "," + Json.quote(A) + "]";
    sent(desk, chat(first).replace("\"user\"", "\"tool\""));

    assertThat(sent(desk, chat(second).replace("\"user\"", "\"tool\"")))
        .isEqualTo(first + "\n(Most relevant first, by position above: 2, 1)");
  }

  @Test
  void order_namedChunks_areTakenAndNotPassedOn() throws Exception {
    ChunkDesk desk = desk("order");
    String first = "About " + A + " | " + B + " | what?";
    String second = "About " + B + " | " + A + " | why?";

    assertThat(sent(desk, named(chat(first), A, B))).isEqualTo(first);
    byte[] body = desk.visit(bytes(named(chat(second), A, B)), PromptRoute.CHAT, "me").body();

    assertThat(Json.read(utf8(body)).has("pith")).isFalse();
    assertThat(text(body)).startsWith("About " + A + " | " + B + "\n(Most relevant first");
  }

  @Test
  void visit_namedChunksThatAreNone_sayWhichAndWhy() {
    ChunkDesk desk = desk("measure");
    String body = chat("About " + A + " | " + B);

    refused(
        desk,
        body.replaceFirst("\\{", "{\"pith\":{\"chunks\":7},"),
        "pith.chunks must be an array of texts, but is of type number");
    refused(
        desk,
        body.replaceFirst("\\{", "{\"pith\":{\"chunks\":[\"x\",{}]},"),
        "pith.chunks[1] must be a text that is not empty, but is of type object");
    refused(
        desk,
        body.replaceFirst("\\{", "{\"pith\":{\"chunks\":[\"\"]},"),
        "pith.chunks[0] must be a text that is not empty, but is empty");
    refused(
        desk,
        named(body, A, C),
        "pith.chunks must all stand in one message, each once and none in another");
  }

  @Test
  void measureAndOff_anyBody_isTheSameArray() throws Exception {
    Random random = new Random(20_261_130);
    ChunkDesk measure = desk("measure");
    ChunkDesk off = desk("off");
    for (int i = 0; i < 300; i++) {
      byte[] body = bytes(body(random));

      assertThat(measure.visit(body, PromptRoute.CHAT, "me").body()).isSameAs(body);
      assertThat(off.visit(body, PromptRoute.CHAT, "me").body()).isSameAs(body);
    }
    assertThat(count("requestsWithChunks")).isPositive();
    assertThat(count("failures")).isZero();
    assertThat(off.status()).isEmpty();
  }

  @Test
  void order_anyBody_keepsEveryChunkAndAllElse() throws Exception {
    Random random = new Random(20_261_131);
    ChunkDesk desk = desk("order");
    for (int i = 0; i < 300; i++) {
      String body = body(random);

      String sent = utf8(desk.visit(bytes(body), PromptRoute.CHAT, "me").body());

      if (body.startsWith("{") && body.endsWith("}")) {
        assertThat(sortedLines(sent)).as(body).isEqualTo(sortedLines(body));
      } else {
        assertThat(sent).isEqualTo(body);
      }
    }
    assertThat(count("reordered")).isPositive();
  }

  @Test
  void measure_wouldOrder_tellsWhatThatWouldReach() throws Exception {
    ChunkDesk desk = desk("measure");
    sent(desk, chat(documents(A, B, C, "one?")));
    sent(desk, chat(documents(B, A, C, "two?")));

    assertThat(count("prefixTokensRetrieved")).isZero();
    assertThat(count("prefixTokensOrdered")).isEqualTo(620);
    assertThat(count("reordered")).isZero();
  }

  @Test
  void answered_countThatIsNotThere_isNotZero() throws Exception {
    ChunkDesk desk = desk("measure");
    ChunkVisit visit = desk.visit(bytes(chat(documents(A, B, "one?"))), PromptRoute.CHAT, "me");

    visit.answered(OptionalLong.of(500), OptionalLong.empty(), OptionalLong.empty());
    assertThat(desk.status().get("cacheRead"))
        .isEqualTo(Map.of("tokens", "not reported", "told", 0L, "absent", 0L, "notReported", 1L));
    visit.answered(OptionalLong.of(500), OptionalLong.of(400), OptionalLong.empty());
    visit.answered(OptionalLong.of(500), OptionalLong.empty(), OptionalLong.empty());

    assertThat(desk.status().get("cacheRead"))
        .isEqualTo(Map.of("tokens", 400L, "told", 1L, "absent", 1L, "notReported", 1L));
    desk.visit(bytes(chat("no chunks here")), PromptRoute.CHAT, "me")
        .answered(OptionalLong.of(9), OptionalLong.of(9), OptionalLong.of(9));
    assertThat(desk.status().get("promptOfRequestsWithChunks"))
        .isEqualTo(Map.of("tokens", 1_500L, "told", 3L, "absent", 0L, "notReported", 0L));
  }

  @Test
  void visit_faultOfOurs_sendsTheRequestAsItIs() throws Exception {
    ChunkDesk desk =
        new ChunkDesk(
            settings("order"),
            () -> ServerKind.GENERIC,
            () -> {
              throw new IllegalStateException("planted");
            },
            meter);
    byte[] body = bytes(chat(documents(A, B, "one?")));

    assertThat(desk.visit(body, PromptRoute.CHAT, "me").body()).isSameAs(body);
    assertThat(count("failures")).isEqualTo(1);
  }

  @Test
  void metrics_everyCount_isRegistered() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    meter.register(registry);
    sent(desk("measure"), chat(documents(A, B, "one?")));

    assertThat(registry.get("pith.rag.chunks").functionCounter().count()).isEqualTo(2);
    assertThat(registry.get("pith.rag.server.tokens").tag("part", "cache_read").functionCounter())
        .isNotNull();
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertThatThrownBy(() -> settings("order", "rag-swap-tokens", "-1"))
        .isInstanceOf(SettingException.class)
        .hasMessage("rag-swap-tokens must be at least 0: -1");
    assertThatThrownBy(() -> settings("order", "rag-max-distance", "2"))
        .isInstanceOf(SettingException.class);
    assertThatThrownBy(() -> settings("sometimes"))
        .hasMessage("rag must be one of [off, measure, order]: sometimes");
    assertThat(settings("order").ttl(ServerKind.OPENAI)).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings("order").ttl(ServerKind.VLLM)).isEqualTo(Duration.ofHours(1));
  }

  private ChunkDesk desk(String mode, String... more) {
    return new ChunkDesk(settings(mode, more), () -> ServerKind.GENERIC, () -> nanos, meter);
  }

  private static RagSettings settings(String mode, String... more) {
    Map<String, String> values = new HashMap<>(Map.of("rag", mode, "rag-max-distance", "1"));
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return RagSettings.of(new SettingValues(values));
  }

  private long count(String key) {
    return (Long) meter.status().get(key);
  }

  private static void refused(ChunkDesk desk, String body, String message) {
    assertThatThrownBy(() -> desk.visit(bytes(body), PromptRoute.CHAT, "me"))
        .isInstanceOf(BadChunksException.class)
        .hasMessage(message);
  }

  /** Returns the text of the first message as it is sent. */
  private static String sent(ChunkDesk desk, String body) throws Exception {
    return text(desk.visit(bytes(body), PromptRoute.CHAT, "me"));
  }

  private static String text(ChunkVisit visit) throws Exception {
    return text(visit.body());
  }

  private static String text(byte[] body) throws Exception {
    return Json.read(utf8(body)).at("/messages/0/content").textValue();
  }

  private static String chat(String text) {
    return "{\"model\":\"m\",\"messages\":[" + message("user", text) + "]}";
  }

  private static String message(String role, String text) {
    return "{\"role\":\"" + role + "\",\"content\":" + Json.quote(text) + "}";
  }

  private static String named(String body, String... chunks) {
    String names = Stream.of(chunks).map(Json::quote).collect(Collectors.joining(","));
    return "{\"pith\":{\"chunks\":[" + names + "]}," + body.substring(1);
  }

  /** Returns elements and a question behind them: the last text. */
  private static String documents(String... texts) {
    return Stream.of(texts)
            .limit(texts.length - 1)
            .map(ChunkDeskTest::element)
            .collect(Collectors.joining("\n"))
        + "\n\n"
        + texts[texts.length - 1];
  }

  private static String element(String text) {
    return "<doc>" + text + "</doc>";
  }

  /** Returns a text that is, as an element, of that many tokens. */
  private static String chunk(String name, int tokens) {
    return (name + " is what is told here. ").repeat(tokens).substring(0, 4 * tokens - 11);
  }

  private static String body(Random random) {
    List<String> chunks =
        Stream.of(A, B, C, chunk("D", 90)).filter(each -> random.nextInt(3) > 0).toList();
    List<String> shuffled = new ArrayList<>(chunks);
    Collections.shuffle(shuffled, random);
    String text =
        switch (random.nextInt(4)) {
          case 0 ->
              documents(Stream.concat(shuffled.stream(), Stream.of("q?")).toArray(String[]::new));
          case 1 -> "Notes:\n- " + String.join("\n- ", shuffled) + "\n\nq?";
          case 2 -> "---\n" + String.join("\n---\n", shuffled) + "\n---\nq?";
          default -> "Documents:\n1. " + String.join("\n2. ", shuffled) + "\n\nq?";
        };
    String whole = chat(text);
    return switch (random.nextInt(6)) {
      case 0 -> whole.substring(0, random.nextInt(whole.length()));
      case 1 -> "[1, 2]";
      default -> whole;
    };
  }

  private static List<String> sortedLines(String body) throws Exception {
    return text(bytes(body))
        .lines()
        .filter(line -> !line.startsWith("(Most relevant") && !line.isBlank())
        .map(String::strip)
        .sorted()
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
