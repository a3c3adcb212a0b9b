package dev.pith.ragcache.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopTextsTest {

  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource({
    "hello END world, END, 'hello ', true",
    "aaab, aab, a, true",
    "abababac, ababac, ab, true",
    "no stop here, END, no stop here, false",
    "ENDEN, ENDEND, ENDEN, false",
    "abc, b|abc, a, true",
    "xabc, abc|bc, x, true",
    "xyabc, c|zz, xyab, true",
    "END, END, '', true",
    "one\ud83d\ude00two, \ud83d\ude00, one, true",
    "one\ud83d\ude01two, \ud83d\ude00, one\ud83d\ude01two, false",
  })
  void next_anyPieces_sameTextUpToTheStop(
      String text, String stops, String answer, boolean stopped) {
    for (int size = 1; size <= text.length(); size++) {
      StopTexts watcher = new StopTexts(List.of(stops.split("\\|")));

      String out = feed(watcher, text, size);

      assertThat(out).as("pieces of %s", size).isEqualTo(answer);
      assertThat(watcher.stopped()).as("pieces of %s", size).isEqualTo(stopped);
    }
  }

  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource({"xabc, abc|bc, abc", "xyz zz, abc|zz, zz", "aaab, aab|c, aab", "nothing, abc, ''"})
  void stop_anyPieces_isTheOneThatCame(String text, String stops, String stop) {
    for (int size = 1; size <= text.length(); size++) {
      StopTexts watcher = new StopTexts(List.of(stops.split("\\|")));

      feed(watcher, text, size);

      assertThat(watcher.stop()).as("pieces of %s", size).isEqualTo(stop);
    }
  }

  @Test
  void next_possibleBeginning_heldOnlyWhilePossible() {
    StopTexts watcher = new StopTexts(List.of("\n\nEND"));

    assertThat(watcher.next("one\n")).isEqualTo("one");
    assertThat(watcher.next("two\n\n")).isEqualTo("\ntwo");
    assertThat(watcher.next("\n")).isEqualTo("\n");
    assertThat(watcher.next("E")).isEmpty();
    assertThat(watcher.next("T")).isEqualTo("\n\nET");
    assertThat(watcher.end()).isEmpty();
  }

  @Test
  void next_noStopTexts_nothingHeld() {
    assertThat(new StopTexts(List.of()).next("any text")).isEqualTo("any text");
  }

  @Test
  void next_afterTheStop_nothing() {
    StopTexts watcher = new StopTexts(List.of("."));

    assertThat(watcher.next("one.two")).isEqualTo("one");
    assertThat(watcher.next("three")).isEmpty();
    assertThat(watcher.end()).isEmpty();
  }

  @Test
  void next_randomTexts_asSearchOverTheWholeText() {
    for (long seed = 0; seed < 2000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String text = letters(random, random.nextInt(1, 40));
      List<String> stops =
          IntStream.range(0, random.nextInt(1, 4))
              .mapToObj(i -> letters(random, random.nextInt(1, 6)))
              .toList();

      String out = feed(new StopTexts(stops), text, random.nextInt(1, 8));

      assertThat(out).as("seed %s: %s in %s", seed, stops, text).isEqualTo(cut(text, stops));
    }
  }

  private static String feed(StopTexts watcher, String text, int size) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i += size) {
      out.append(watcher.next(text.substring(i, Math.min(text.length(), i + size))));
    }
    return out.append(watcher.end()).toString();
  }

  /** Cuts at the stop text that ends first, the longest of those. */
  private static String cut(String text, List<String> stops) {
    for (int end = 1; end <= text.length(); end++) {
      String read = text.substring(0, end);
      int longest = stops.stream().filter(read::endsWith).mapToInt(String::length).max().orElse(0);
      if (longest > 0) {
        return read.substring(0, end - longest);
      }
    }
    return text;
  }

  private static String letters(SplittableRandom random, int length) {
    return random
        .ints(length, 'a', 'c')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
