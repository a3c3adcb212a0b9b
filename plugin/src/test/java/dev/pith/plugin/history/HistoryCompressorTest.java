package dev.pith.plugin.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.dialect.ThoughtForm;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.verifier.surprisal.StepScoring;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HistoryCompressorTest {

  private static final HistorySettings PRUNE = settings(HistoryMode.PRUNE, 0.1);

  private static HistorySettings settings(HistoryMode mode, double cachedPrice) {
    return new HistorySettings(mode, 0.3, StepScoring.LEXICAL, cachedPrice, 20);
  }

  private static HistoryCompressor compressor(HistorySettings settings) {
    return new HistoryCompressor(settings, () -> ServerKind.VLLM, true);
  }

  /** A thought of many steps, with code in one of them. */
  private static String thought(int number) {
    StringBuilder thought = new StringBuilder("Let me see what question " + number + " asks.");
    String[] openers = {"So", "Wait", "The", "Then", "Perhaps", "This", "Once", "For"};
    for (int step = 0; step < 16; step++) {
      thought
          .append("\n\n")
          .append(openers[(step * 3 + number) % openers.length])
          .append(" step ")
          .append(step)
          .append(" goes on with many words that say little about what was asked.");
    }
    return thought
        .append("\n\n```\nint x = ")
        .append(number)
        .append(";\n```\n\nThat settles it.")
        .toString();
  }

  private static JsonObject user(String text) {
    return new JsonObject().put("role", "user").put("content", text);
  }

  private static JsonObject answer(int number) {
    return new JsonObject()
        .put("role", "assistant")
        .put("reasoning_content", thought(number))
        .put("content", "Answer " + number);
  }

  private static JsonObject tool(String result) {
    return new JsonObject().put("role", "tool").put("tool_call_id", "c").put("content", result);
  }

  private static byte[] request(List<JsonObject> messages) {
    return new JsonObject()
        .put("model", "m")
        .put("messages", new JsonArray(new ArrayList<>(messages)))
        .put("temperature", 0.5)
        .toBuffer()
        .getBytes();
  }

  private static JsonArray messages(CompressedHistory history) {
    return new JsonObject(new String(history.body(), StandardCharsets.UTF_8))
        .getJsonArray("messages");
  }

  private static String reasoning(CompressedHistory history, int message) {
    return messages(history).getJsonObject(message).getString("reasoning_content");
  }

  @Test
  void visit_pastThought_isWholeStepsOfItAndNothingElseChanges() {
    byte[] body = request(List.of(user("one?"), answer(1), user("two?")));

    CompressedHistory history = compressor(PRUNE).visit(body, "t");

    String left = reasoning(history, 1);
    assertThat(left.length()).isLessThan(thought(1).length() / 2);
    assertThat(List.of(thought(1).split("\n\n"))).containsSubsequence(left.split("\n\n"));
    assertThat(left)
        .startsWith("Let me see what question 1 asks.")
        .contains("```\nint x = 1;\n```")
        .endsWith("That settles it.");
    assertThat(history.pruned()).isEqualTo(1);
    assertThat(history.tokensLeftOut()).isPositive();
    JsonObject restored = new JsonObject(new String(history.body(), StandardCharsets.UTF_8));
    restored.getJsonArray("messages").getJsonObject(1).put("reasoning_content", thought(1));
    assertThat(restored).isEqualTo(new JsonObject(new String(body, StandardCharsets.UTF_8)));
  }

  @Test
  void visit_surprisalThatNobodyTold_keepsTheLastSteps() {
    byte[] body = request(List.of(user("one?"), answer(1), user("two?")));

    CompressedHistory untold =
        compressor(new HistorySettings(HistoryMode.PRUNE, 0.3, StepScoring.SURPRISAL, 0.1, 20))
            .visit(body, "t");

    CompressedHistory last =
        compressor(new HistorySettings(HistoryMode.PRUNE, 0.3, StepScoring.LAST, 0.1, 20))
            .visit(body, "t");
    assertThat(untold.body()).isEqualTo(last.body());
    assertThat(untold.pruned()).isEqualTo(1);
  }

  @Test
  void newCapture_scoringThatNeedsNone_capturesNothing() {
    assertThat(compressor(PRUNE).newCapture()).isEmpty();
    HistorySettings off = new HistorySettings(HistoryMode.OFF, 0.3, StepScoring.SURPRISAL, 0.1, 20);
    assertThat(compressor(off).newCapture()).isEmpty();
    HistorySettings surprisal =
        new HistorySettings(HistoryMode.MEASURE, 0.3, StepScoring.SURPRISAL, 0.1, 20);
    assertThat(new HistoryCompressor(surprisal, () -> ServerKind.OPENAI, true).newCapture())
        .as("its past reasoning is never pruned")
        .isEmpty();
    assertThat(compressor(surprisal).newCapture()).isPresent();
  }

  @Test
  void visit_turnThatRuns_isNeverTouched() {
    byte[] body = request(List.of(user("one?"), answer(1), tool("result"), answer(2)));

    assertThat(compressor(PRUNE).visit(body, "t").body()).isSameAs(body);
  }

  @Test
  void visit_inlineThought_keepsItsTagsAndTheAnswer() {
    String content = "<think>\n" + thought(3) + "\n</think>\n\nThe answer is 3.";
    JsonObject said = new JsonObject().put("role", "assistant").put("content", content);

    CompressedHistory history =
        compressor(PRUNE).visit(request(List.of(user("?"), said, user("and?"))), "t");

    assertThat(messages(history).getJsonObject(1).getString("content"))
        .startsWith("<think>\nLet me see")
        .endsWith("That settles it.\n</think>\n\nThe answer is 3.")
        .hasSizeLessThan(content.length() / 2);
  }

  /** A recorded agent sends the same history again and again: it must read the same each time. */
  @Test
  void visit_conversationThatGrows_keepsEveryPrefixByteForByte() {
    SplittableRandom random = new SplittableRandom(5);
    for (HistorySettings settings : List.of(PRUNE, settings(HistoryMode.PRUNE, 1))) {
      HistoryCompressor compressor = compressor(settings);
      List<JsonObject> conversation = new ArrayList<>();
      List<String> sentBefore = List.of();
      int pruned = 0;
      for (int turn = 0; turn < 25; turn++) {
        conversation.add(user("question " + turn + "?"));
        CompressedHistory history = compressor.visit(request(conversation), "t");
        List<String> sent = messages(history).stream().map(Object::toString).toList();
        assertThat(sent.subList(0, sentBefore.size())).isEqualTo(sentBefore);
        assertThat(compressor.visit(request(conversation), "t").body()).isEqualTo(history.body());
        for (int i = 0; i < sent.size(); i++) {
          String role = conversation.get(i).getString("role");
          if (!role.equals("assistant")) {
            assertThat(sent.get(i)).isEqualTo(conversation.get(i).toString());
          }
        }
        pruned += history.pruned();
        sentBefore = sent;
        conversation.add(answer(turn));
        if (random.nextBoolean()) {
          conversation.add(tool("result " + turn));
          conversation.add(answer(100 + turn));
        }
      }
      assertThat(pruned).isPositive();
    }
  }

  @Test
  void visit_historyThatTheCacheHolds_staysWholeForEver() {
    List<JsonObject> long_ = new ArrayList<>(List.of(user("one?"), answer(1)));
    for (int turn = 0; turn < 40; turn++) {
      long_.add(user("more " + turn));
      long_.add(new JsonObject().put("role", "assistant").put("content", "word ".repeat(400)));
    }
    long_.add(user("last?"));
    HistoryCompressor compressor = compressor(PRUNE);
    byte[] body = request(long_);

    assertThat(compressor.visit(body, "t").body()).isSameAs(body);
    byte[] shorter = request(List.of(user("one?"), answer(1), user("two?")));
    assertThat(compressor.visit(shorter, "t").body()).isSameAs(shorter); // decided already
    assertThat(compressor.status()).containsEntry("keptForTheCache", 1L);
    assertThat(compressor.visit(shorter, "another").pruned()).isEqualTo(1);
  }

  @Test
  void visit_signedMessages_areLeftAloneAndCounted() {
    JsonObject signed =
        answer(1).put("reasoning_details", new JsonArray().add(new JsonObject().put("data", "x")));
    byte[] body = request(List.of(user("one?"), signed, user("two?")));
    HistoryCompressor compressor = compressor(PRUNE);

    assertThat(compressor.visit(body, "t").body()).isSameAs(body);
    assertThat(compressor.status()).containsEntry("signed", 1L);
  }

  @ParameterizedTest
  @EnumSource(ServerKind.class)
  void visit_providersThatWantItBack_areNeverSentLess(ServerKind kind) {
    boolean open =
        switch (kind) {
          case LLAMA, VLLM, SGLANG, OLLAMA, EMBEDDED, GENERIC -> true;
          case OPENAI, ANTHROPIC, OPENROUTER, DEEPSEEK -> false;
        };
    byte[] body = request(List.of(user("one?"), answer(1), user("two?")));
    HistoryCompressor compressor = new HistoryCompressor(PRUNE, () -> kind, true);

    assertThat(compressor.visit(body, "t").pruned()).isEqualTo(open ? 1 : 0);
    assertThat(compressor.status().containsKey("off")).isEqualTo(!open);
    assertThat(
            new HistoryCompressor(PRUNE, () -> ServerKind.GENERIC, false).visit(body, "t").body())
        .isSameAs(body);
  }

  @Test
  void visit_templateThatLeavesThoughtsOut_shortensNothing() {
    byte[] body = request(List.of(user("one?"), answer(1), user("two?")));
    HistoryCompressor compressor = compressor(PRUNE);

    CompressedHistory history =
        compressor.visit(body, "t", (model, form) -> form == ThoughtForm.MEMBER);

    assertThat(history.body()).isSameAs(body);
    assertThat(compressor.status()).containsEntry("leftOutByTemplate", 1L);
    assertThat(compressor.visit(body, "t", (model, form) -> form == ThoughtForm.TAGS).pruned())
        .isEqualTo(1);
  }

  @Test
  void visit_kindFoundLater_isFollowed() {
    byte[] body = request(List.of(user("one?"), answer(1), user("two?")));
    AtomicReference<ServerKind> kind = new AtomicReference<>(ServerKind.GENERIC);
    HistoryCompressor compressor = new HistoryCompressor(PRUNE, kind::get, false);

    assertThat(compressor.visit(body, "t").body()).isSameAs(body);
    kind.set(ServerKind.SGLANG);

    assertThat(compressor.visit(body, "t").pruned()).isEqualTo(1);
  }

  @Test
  void visit_measure_countsAndChangesNothing() {
    byte[] body = request(List.of(user("one?"), answer(1), user("two?")));
    HistoryCompressor compressor = compressor(settings(HistoryMode.MEASURE, 1));
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    compressor.register(registry);

    assertThat(compressor.visit(body, "t").body()).isSameAs(body);

    assertThat(compressor.status()).containsEntry("mode", "measure").containsEntry("pruned", 1L);
    assertThat(registry.get("pith.history.tokens.left.out").functionCounter().count()).isPositive();
  }

  @Test
  void visit_off_looksAtNothing() {
    byte[] body = request(List.of(user("one?"), answer(1), user("two?")));
    HistoryCompressor compressor = compressor(settings(HistoryMode.OFF, 1));

    assertThat(compressor.visit(body, "t").body()).isSameAs(body);
    assertThat(compressor.status()).isEqualTo(Map.of());
  }

  @Test
  void visit_whatIsNoRequest_passes() {
    for (String odd :
        List.of("", "[1]", "{", "{\"messages\":7}", "{\"messages\":[null,{\"role\":3}]}")) {
      byte[] body = odd.getBytes(StandardCharsets.UTF_8);

      assertThat(compressor(PRUNE).visit(body, "t").body()).as(odd).isSameAs(body);
    }
  }
}
