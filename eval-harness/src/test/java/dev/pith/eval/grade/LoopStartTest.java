package dev.pith.eval.grade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoopStartTest {
  private static final long SEED = 7;

  @Test
  void of_noWords_none() {
    assertThat(LoopStart.of("  \n ")).isEmpty();
    assertThat(LoopStart.of("too short to repeat")).isEmpty();
  }

  @Test
  void of_newWordsOnly_none() {
    assertThat(LoopStart.of(fresh(5_000, "w"))).isEmpty();
  }

  @Test
  void of_loopThatIsLeftAgain_none() {
    assertThat(LoopStart.of(loop(3_000) + fresh(3_000, "w"))).isEmpty();
  }

  @Test
  void of_loopAfterNewWords_startsWithTheFirstRepeat() {
    String before = fresh(4_000, "w");

    long start = LoopStart.of(before + loop(4_000)).orElseThrow();

    int firstRepeat = before.length() + round(1).length();
    assertThat(start).isBetween(firstRepeat - 400L, firstRepeat + 100L);
  }

  @Test
  void of_passageRepeatedOnceBefore_startsWithTheLoop() {
    String passage = fresh(300, "p");
    String before = passage + passage + fresh(3_000, "w");

    long start = LoopStart.of(before + loop(4_000)).orElseThrow();

    assertThat(start).isGreaterThan(before.length() - 400L);
  }

  @Test
  void of_halfOfTheRunsRepeat_notYet() {
    String round = "a b c d e f g h ";

    assertThat(LoopStart.of(round.repeat(2) + "a b c d e f g")).isEmpty();
    assertThat(LoopStart.of(round.repeat(3))).isPresent();
  }

  private static String loop(int words) {
    return round(words / 50);
  }

  private static String round(int times) {
    return fresh(50, "r").repeat(times);
  }

  private static String fresh(int words, String prefix) {
    SplittableRandom random = new SplittableRandom(SEED);
    return IntStream.range(0, words)
        .mapToObj(i -> prefix + random.nextInt(1_000_000) + " ")
        .collect(Collectors.joining());
  }
}
