package dev.pith.verifier.surprisal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TraceStepsTest {
  private static final String CODE = "Try:\n```\na = 1\n\nb = 2\n```";

  @Test
  void paragraphs_blankLinesOfAnyKind_divideAndPlacesAreExact() {
    TraceSteps steps = TraceSteps.paragraphs("\n So 4.\r\n\r\nWait,\nno.\n \t\n\nSo 4.  ");

    assertThat(texts(steps)).containsExactly("So 4.", "Wait,\nno.", "So 4.");
    assertThat(steps.startChar(2)).isEqualTo(25);
    assertThat(steps.endChar(2)).isEqualTo(30);
  }

  @Test
  void paragraphs_code_isNeverDivided() {
    assertThat(texts(TraceSteps.paragraphs("One.\n\n" + CODE + "\n\nTwo.")))
        .containsExactly("One.", CODE, "Two.");
  }

  @Test
  void published_code_isDivided() {
    assertThat(texts(TraceSteps.published("One.\n\n" + CODE)))
        .containsExactly("One.", "Try:\n```\na = 1", "b = 2\n```");
  }

  @Test
  void published_manyLineEnds_leaveNoEmptyStep() {
    assertThat(texts(TraceSteps.published("\n\na\n\n\n\nb\n\n\n c \n\n")))
        .containsExactly("a", "b", "c");
    assertThat(texts(TraceSteps.published("a\n \nb"))).containsExactly("a\n \nb");
  }

  @Test
  void steps_blankTrace_areNone() {
    assertThat(TraceSteps.paragraphs(" \n\n ").size()).isZero();
    assertThat(TraceSteps.published("").size()).isZero();
  }

  @Test
  void join_all_isTheTraceAsItWas() {
    TraceSteps steps = TraceSteps.paragraphs("  a\n\n\n\nb \n");

    assertThat(steps.join(steps.all())).isEqualTo("  a\n\n\n\nb \n");
  }

  @Test
  void join_some_keepsWhichOfTwoEqualOnes() {
    TraceSteps steps = TraceSteps.paragraphs("same\n\nx\n\nsame\n\ny");

    assertThat(steps.join(BitSet.valueOf(new long[] {0b1110}))).isEqualTo("x\n\nsame\n\ny");
    assertThat(steps.join(BitSet.valueOf(new long[] {0b1011}))).isEqualTo("same\n\nx\n\ny");
  }

  @Test
  void only_randomParts_areTheStepsOfTheJoinedText() {
    RandomGenerator random = RandomTraces.random(1);
    for (int round = 0; round < 300; round++) {
      TraceSteps steps = TraceSteps.paragraphs(RandomTraces.trace(random));
      BitSet kept = RandomTraces.subset(random, steps.size());

      TraceSteps left = steps.only(kept);

      assertThat(left)
          .as("seed %s, round %s", RandomTraces.SEED, round)
          .isEqualTo(TraceSteps.paragraphs(steps.join(kept)));
      assertThat(texts(left)).isEqualTo(kept.stream().mapToObj(steps::text).toList());
    }
  }

  private static List<String> texts(TraceSteps steps) {
    return IntStream.range(0, steps.size()).mapToObj(steps::text).toList();
  }
}
