package dev.pith.eval.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.dataset.AgentLog;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogReplayTest {
  private static final String THOUGHT = "One.\n\nTwo.\n\nThree.";

  private static ObjectNode message(String role, String content) {
    return JsonNodeFactory.instance.objectNode().put("role", role).put("content", content);
  }

  private static ObjectNode thinking(String content) {
    return message("assistant", content).put("reasoning_content", THOUGHT);
  }

  private static AgentLog log(ObjectNode... messages) {
    return new AgentLog(List.of(messages), false);
  }

  private static int chars(ObjectNode... messages) {
    return List.of(messages).stream().mapToInt(each -> ChatRequest.rendered(each).length()).sum();
  }

  @Test
  void run_wholeHistory_isReadOnce() {
    ObjectNode user = message("user", "q");
    ObjectNode said = thinking("a");
    ObjectNode next = message("user", "again");

    LogOutcome outcome =
        LogReplay.run(log(user, said, next, message("assistant", "b")), HistoryVariant.WHOLE);

    assertThat(outcome.requests()).isEqualTo(2);
    assertThat(outcome.thoughts()).isEqualTo(1);
    assertThat(outcome.past()).isEqualTo(1);
    assertThat(outcome.pruned()).isZero();
    assertThat(outcome.breaks()).isZero();
    assertThat(outcome.promptChars()).isEqualTo(chars(user) + chars(user, said, next));
    assertThat(outcome.cost(0)).isEqualTo(chars(user, next));
    assertThat(outcome.cost(1)).isEqualTo(outcome.promptChars());
    assertThat(outcome.costOfPromptsKept(0)).isEqualTo(chars(user, said, next));
    assertThat(outcome.cost(0.5)).isEqualTo(chars(user, next) + chars(user, said) / 2.0);
  }

  @Test
  void run_thoughtDropped_breaksThePrefixBehindTheQuestionOnce() {
    ObjectNode user = message("user", "q");
    ObjectNode more = message("user", "more");

    LogOutcome outcome =
        LogReplay.run(
            log(
                user,
                thinking("a"),
                more,
                message("assistant", "b"),
                message("user", "last"),
                message("assistant", "c")),
            HistoryVariant.NONE);

    ObjectNode bare = message("assistant", "a");
    int common = chars(user) + "assistant\n".length();
    assertThat(outcome.breaks()).isEqualTo(1);
    assertThat(outcome.readAgain()).isEqualTo(chars(user, bare) - common);
    assertThat(outcome.pruned()).isEqualTo(1);
    assertThat(outcome.violations()).isEmpty();
    assertThat(outcome.readings().get(1).cached()).isEqualTo(common);
    assertThat(outcome.readings().get(2).broken()).isFalse();
    assertThat(outcome.readings().get(2).cached())
        .isEqualTo(chars(user, bare, more, message("assistant", "b")));
  }

  @Test
  void run_onlyTheTurnThatRunsThinks_nothingIsPast() {
    AgentLog log = log(message("user", "q"), thinking(""), message("tool", "r"), thinking("a"));

    for (HistoryVariant variant : HistoryVariant.all(0, 0.1, 8)) {
      LogOutcome outcome = LogReplay.run(log, variant);

      assertThat(outcome.thoughts()).isEqualTo(2);
      assertThat(outcome.past() + outcome.pruned() + outcome.breaks()).isZero();
      assertThat(outcome.violations()).isEmpty();
    }
  }

  @Test
  void run_variantThatForgetsWhatItSent_isCaught() {
    HistoryVariant wavering =
        new HistoryVariant(
            "wavering",
            () -> {
              int[] calls = {0};
              return body ->
                  calls[0]++ % 2 == 0 ? body : HistoryVariant.NONE.sender().get().apply(body);
            });
    AgentLog log =
        log(
            message("user", "q"),
            thinking("a"),
            message("user", "r"),
            thinking("b"),
            message("user", "s"),
            thinking("c"));

    assertThat(LogReplay.run(log, wavering).violations())
        .containsExactly(ReplayCheck.Violation.UNSTABLE);
  }

  @Test
  void row_sums_areComparedWithTheWholeHistory() {
    LogOutcome before = outcome(400, 100);
    LogOutcome after = outcome(300, 0);
    LogOutcome other = outcome(400, 400);

    HistoryRow row = HistoryRow.of("x", List.of(after, other), List.of(before, other), 0.1, 1);

    assertThat(row.tokens()).isEqualTo(175);
    assertThat(row.saved()).isEqualTo(0.125, within(1e-12));
    assertThat(row.savedCi95().low()).isEqualTo(0, within(1e-12));
    assertThat(row.savedCi95().high()).isEqualTo(0.25, within(1e-12));
    assertThat(row.cost()).isEqualTo((300 + 40) / 4.0, within(1e-9));
    assertThat(row.costSaved()).isEqualTo(10.0 / 350, within(1e-12));
  }

  private static LogOutcome outcome(long chars, long cached) {
    PrefixCache.Reading reading = new PrefixCache.Reading(chars, cached, cached, false, 0);
    return new LogOutcome(1, 0, 0, 0, List.of(reading), List.of());
  }
}
