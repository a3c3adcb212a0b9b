package dev.pith.verifier.trim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.verifier.CutReason;
import dev.pith.verifier.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A verifier that does not tell, for whatever reason and at whatever price, leaves a trace to the
 * rules alone.
 */
class AbstentionTest {

  private static final int TRACES = 60;

  private static final List<String> SENTENCES =
      List.of(
          "So the answer is 42. ",
          "So the answer is 17. ",
          "6 * 7 = 42. ",
          "The answer is x^2+2x+1. ",
          "So it is (x+1)^2. ",
          "Let me look at it from another side, slowly. ",
          "That is not sure at all. ",
          "\n\n",
          "\n\nWait, ",
          "\n\nBut is that right? ",
          "\n\nAlternatively, ");

  static Stream<TrimSettings> policies() {
    return Stream.of(TrimSettings.pith(), TrimSettings.forShortTraces(), TrimSettings.faithful());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void onVerdict_noneTold_theRulesDecideAlone(TrimSettings settings) {
    long seed = Long.getLong("pith.test.seed", 5);
    Random random = new Random(seed);
    int cuts = 0;
    int questions = 0;
    for (int i = 0; i < TRACES; i++) {
      String trace = trace(random);

      Run never = new Run(settings, false, Optional.empty()).read(trace, 7);
      Run free = new Run(settings, true, Optional.empty()).read(trace, 7);
      Run priced =
          new Run(settings, true, Optional.of(Verdict.abstention(OptionalLong.of(311))))
              .read(trace, 7);
      Run unknown =
          new Run(settings, true, Optional.of(Verdict.abstention(OptionalLong.empty())))
              .read(trace, 7);

      String at = "trace %d of seed %d: %s".formatted(i, seed, trace);
      assertThat(priced.events).as(at).isEqualTo(free.events);
      assertThat(unknown.events).as(at).isEqualTo(free.events);
      if (settings.mode() == TrimSettings.Mode.FAITHFUL) {
        assertThat(free.cut).as(at).isNotEqualTo(CutReason.OVERTHINKING);
        assertThat(never.cut).as(at).isNotEqualTo(CutReason.OVERTHINKING);
      }
      cuts += free.cut == null ? 0 : 1;
      questions += (int) free.events.stream().filter(event -> event.startsWith("ask")).count();
    }
    assertThat(questions).as("questions").isPositive();
    if (settings.mode() == TrimSettings.Mode.PITH) {
      assertThat(cuts).as("cuts by rules").isPositive();
    }
  }

  private static String trace(Random random) {
    StringBuilder trace = new StringBuilder();
    for (int i = 0; i < 120; i++) {
      trace.append(SENTENCES.get(random.nextInt(SENTENCES.size())));
    }
    return trace.toString();
  }

  /** Reads a trace with a verifier that always says the same, or nothing. */
  private static final class Run implements TraceTrimmer.Listener {
    final List<String> events = new ArrayList<>();
    private final boolean tells;
    private final Optional<Verdict> verdict;
    private final TraceTrimmer trimmer;
    @Nullable CutReason cut;

    Run(TrimSettings settings, boolean tells, Optional<Verdict> verdict) {
      this.tells = tells;
      this.verdict = verdict;
      trimmer = new TraceTrimmer(settings, "", OptionalLong.empty(), this);
    }

    Run read(String trace, int size) {
      for (int i = 0; i < trace.length(); i += size) {
        trimmer.onText(trace.substring(i, Math.min(i + size, trace.length())));
      }
      return this;
    }

    @Override
    public void onQuestion(VerifierQuestion question) {
      events.add("ask " + question);
      if (tells) {
        trimmer.onVerdict(question.id(), verdict);
      }
    }

    @Override
    public void onCut(Cut decided) {
      cut = decided.reason();
      events.add("cut " + decided);
    }
  }
}
