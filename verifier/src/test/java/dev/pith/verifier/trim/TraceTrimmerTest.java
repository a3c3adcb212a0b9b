package dev.pith.verifier.trim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pith.verifier.CutReason;
import dev.pith.verifier.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TraceTrimmerTest {
  private static final TrimSettings QUICK =
      TrimSettings.pith()
          .with("min-thinking-tokens", "0")
          .with("revision-cooldown-tokens", "0")
          .with("min-check-gap-tokens", "0")
          .with("votes-needed", "3");

  private static final String SETTLED =
      """
      The shop sells 6 boxes of 7 pens each. So the answer is 42.

      Wait, let me check: 6 * 7 is 42. The answer is 42.

      Alternatively, add 7 six times. The answer is 42.

      """;
  private static final String TWO_SPELLINGS =
      "The answer is x^2+2x+1.\n\nSo the answer is (x+1)^2.\n\n";
  private static final String REST =
      "Hmm, I could check once more by counting in another way. It stays the same.\n\n";

  @Test
  void onText_settledAnswer_cutsWhereItSettles() {
    Run run = new Run(QUICK, OptionalLong.empty());

    run.trimmer.onText(SETTLED + REST);

    assertThat(run.events)
        .containsExactly(
            "cut OVERTHINKING GENTLE at %1$d prompt %1$d: 42".formatted(SETTLED.length()));
  }

  @Test
  void onText_anyChunking_sameEvents() {
    String trace = SETTLED + REST;
    for (int size = 1; size <= trace.length(); size++) {
      Run run = new Run(QUICK, OptionalLong.empty());

      run.feed(trace, size);

      assertThat(run.events)
          .as("chunk size %s", size)
          .containsExactly(
              "cut OVERTHINKING GENTLE at %1$d prompt %1$d: 42".formatted(SETTLED.length()));
    }
  }

  @Test
  void onText_stopPattern_cutsAtTheEndOfItsSentenceAtAnyChunking() {
    String start = "Let me think. First this.\n\nI have enough, so I ";
    String trace = start + "write it down. Then more and more.\n\nAnd more.\n";
    TrimSettings settings = TrimSettings.pith().with("stop-pattern", "(?i)nothing|I have enough");
    for (int size = 1; size <= trace.length(); size++) {
      Run run = new Run(settings, OptionalLong.empty());

      run.feed(trace, size);

      assertThat(run.events)
          .as("chunk size %s", size)
          .containsExactly(
              "cut PATTERN FORCED at %1$d prompt %1$d: "
                  .formatted(start.length() + "write it down. ".length()));
    }
  }

  @Test
  void onText_checkPattern_readsTheThoughtThereAtAnyChunking() {
    String trace = "One line. So we get 42. [check] More on the same line.\n\nThen the rest.\n\n";
    TrimSettings settings = TrimSettings.faithful().with("min-thought-tokens", "1000");
    for (int size = 1; size <= trace.length(); size++) {
      Run with = new Run(settings.with("check-pattern", "\\[check\\]"), OptionalLong.empty());
      Run without = new Run(settings, OptionalLong.empty());

      with.feed(trace, size);
      without.feed(trace, size);

      assertThat(with.open)
          .as("chunk size %s", size)
          .extracting(VerifierQuestion::first)
          .containsExactly("One line. So we get 42. [check] More on the same line.");
      assertThat(without.open).as("chunk size %s", size).isEmpty();
    }
  }

  @Test
  void onText_anyChunkingWithLateVerdicts_cutNeverLiesInThePast() {
    String trace = TWO_SPELLINGS + REST.repeat(4);
    int seen = TWO_SPELLINGS.length() + 20;
    for (int size = 1; size <= trace.length(); size++) {
      Run run = new Run(QUICK.with("votes-needed", "2"), OptionalLong.empty());
      run.feed(trace.substring(0, seen), size);

      run.answerAll(true);
      run.feed(trace.substring(seen), size);

      assertThat(run.cut).as("chunk size %s", size).isNotNull();
      assertThat(run.cut.atChar()).as("chunk size %s", size).isGreaterThanOrEqualTo(seen);
      assertThat(trace.substring((int) run.cut.atChar() - 2, (int) run.cut.atChar()))
          .as("chunk size %s", size)
          .isEqualTo(". ");
    }
  }

  @Test
  void onText_noSentenceEndWithinTheGrace_cutsAtWhiteSpaceSoonAfter() {
    String endless = "and so on with words but no stop ".repeat(20);
    Run run = new Run(QUICK.with("thinking-budget-tokens", "10"), OptionalLong.empty());

    run.trimmer.onText(endless);

    assertThat(run.cut.reason()).isEqualTo(CutReason.BUDGET);
    assertThat(run.cut.ending()).isEqualTo(Cut.Ending.FORCED);
    assertThat(run.cut.atChar()).isBetween(30L + 48 * 3, 30L + 48 * 3 + 10);
    assertThat(endless.charAt((int) run.cut.atChar() - 1)).isEqualTo(' ');
  }

  @Test
  void onText_otherAnswerBeforeTheSentenceEnds_dropsTheDecision() {
    Run run = new Run(QUICK.with("votes-needed", "1"), OptionalLong.empty());
    run.trimmer.onText("6 * 7 = 42\n\n40 + 8 = 48\n\nBut in fact");
    run.answerAll(true);

    run.trimmer.onText(" this is not settled. " + REST);

    assertThat(run.trimmer.summary().statements()).isEqualTo(2);
    assertThat(run.events).isEmpty();
  }

  @Test
  void onText_loop_cutsAndLeavesTheRepeatsOut() {
    String start = "Let me count the ways to do this in order.\n\n";
    String loop = "I keep going round and round the same small garden path here. ";
    Run run = new Run(TrimSettings.pith(), OptionalLong.empty());

    run.trimmer.onText(start + loop.repeat(60));

    assertThat(run.cut.reason()).isEqualTo(CutReason.REPETITION);
    assertThat(run.cut.promptChars()).isLessThanOrEqualTo(start.length() + 2L * loop.length());
    assertThat(run.cut.atChar()).isLessThan(start.length() + 30L * loop.length());
  }

  @Test
  void onText_loopsNotStopped_readsOn() {
    Run run = new Run(TrimSettings.pith().with("stop-loops", "false"), OptionalLong.empty());

    run.trimmer.onText("I keep going round and round the same small path here. ".repeat(100));

    assertThat(run.cut).isNull();
  }

  @Test
  void onText_manyThoughtsAndHalfTheBudget_isStoppedAsUnderthinking() {
    TrimSettings settings = TrimSettings.pith().with("stop-loops", "false");
    Run run = new Run(settings, OptionalLong.of(2000));
    StringBuilder trace = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      trace
          .append("Let me try idea number ")
          .append(i)
          .append(" and see where it leads me this time around, with a ")
          .append(Integer.toString(i * 7919, 36))
          .append(" twist that I have not tried yet.\n\nWait, that leads nowhere at all. ");
    }

    run.trimmer.onText(trace.toString());

    assertThat(run.cut.reason()).isEqualTo(CutReason.UNDERTHINKING);
    assertThat(run.cut.atChar()).isBetween(3000L, 3000L + 300);
  }

  @Test
  void onText_afterTheCut_isIgnored() {
    Run run = new Run(QUICK, OptionalLong.empty());
    run.trimmer.onText(SETTLED);

    run.trimmer.onText(SETTLED + REST);
    run.trimmer.onVerdict(99, Optional.empty());

    assertThat(run.events).hasSize(1);
    assertThat(run.trimmer.summary().chars()).isEqualTo(SETTLED.length());
  }

  @Test
  void onEnd_verdictsThatComeLater_areIgnored() {
    Run run = new Run(QUICK.with("votes-needed", "2"), OptionalLong.empty());
    run.trimmer.onText(TWO_SPELLINGS);
    run.trimmer.onEnd();

    run.answerAll(true);

    assertThat(run.cut).isNull();
    assertThat(run.trimmer.summary().abstention()).isPresent();
  }

  @Test
  void onVerdict_neverAsked_refused() {
    Run run = new Run(QUICK, OptionalLong.empty());

    assertThatThrownBy(() -> run.trimmer.onVerdict(7, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7");
  }

  @Test
  void onText_faithfulMode_asksAboutEveryThought() {
    Run run =
        new Run(TrimSettings.faithful().with("min-thought-tokens", "0"), OptionalLong.empty());

    run.trimmer.onText(SETTLED);

    assertThat(run.open)
        .extracting(VerifierQuestion::kind)
        .containsExactly(VerifierQuestion.Kind.STATES_ANSWER, VerifierQuestion.Kind.STATES_ANSWER);
  }

  /** One trimmer with everything it said. */
  private static final class Run implements TraceTrimmer.Listener {
    final List<String> events = new ArrayList<>();
    final List<VerifierQuestion> open = new ArrayList<>();
    final TraceTrimmer trimmer;
    Cut cut;

    Run(TrimSettings settings, OptionalLong budgetTokens) {
      trimmer = new TraceTrimmer(settings, "", budgetTokens, this);
    }

    void feed(String text, int size) {
      for (int i = 0; i < text.length(); i += size) {
        trimmer.onText(text.substring(i, Math.min(i + size, text.length())));
      }
    }

    void answerAll(boolean yes) {
      assertThat(open).isNotEmpty();
      while (!open.isEmpty()) {
        trimmer.onVerdict(open.remove(0).id(), Optional.of(Verdict.certain(yes)));
      }
    }

    @Override
    public void onQuestion(VerifierQuestion question) {
      open.add(question);
    }

    @Override
    public void onCut(Cut decided) {
      cut = decided;
      events.add(
          "cut %s %s at %d prompt %d: %s"
              .formatted(
                  decided.reason(),
                  decided.ending(),
                  decided.atChar(),
                  decided.promptChars(),
                  decided.answer()));
    }
  }
}
