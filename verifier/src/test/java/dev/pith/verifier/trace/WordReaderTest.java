package dev.pith.verifier.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordReaderTest {

  @Test
  void onChar_words_whereTheyBegin() {
    assertThat(read("ab c\n\n de ")).containsExactly("0", "3", "line", "line", "7");
  }

  @Test
  void onChar_unfinishedWord_notYet() {
    assertThat(read("ab cd")).containsExactly("0");
  }

  @Test
  void onChar_noSpaces_cutIntoWords() {
    assertThat(read("0".repeat(35))).containsExactly("0 plain", "16 plain");
    assertThat(read("\u6240\u4ee5\uff0c\u56db\u3002")).containsExactly("0", "3");
  }

  @Test
  void onChar_noLetter_plain() {
    assertThat(read("a1 1. += -- 2x ")).containsExactly("0", "3 plain", "6 plain", "9 plain", "12");
  }

  @Test
  void onChar_codeFence_skipped() {
    assertThat(read("a\n```c\nb c\n```\nd "))
        .containsExactly("0", "line", "line", "line", "line", "15");
  }

  @Test
  void onChar_endlessFence_readAfterAWhile() {
    List<String> events = read("```\n" + "x ".repeat(WordReader.MAX_FENCE_WORDS + 10));

    assertThat(events).hasSize(1 + 11);
  }

  @Test
  void onChar_hashes_tellWordsApartAndFoldCase() {
    List<Integer> hashes = new ArrayList<>();
    List<Integer> folded = new ArrayList<>();
    WordReader reader =
        new WordReader(
            new WordReader.Listener() {
              @Override
              public void onWord(int hash, int foldedHash, boolean hasLetter, long startChar) {
                hashes.add(hash);
                folded.add(foldedHash);
              }

              @Override
              public void onLineEnd() {}
            });

    "Wait wait Wait 12 ".chars().forEach(c -> reader.onChar((char) c));

    assertThat(hashes.get(0)).isEqualTo(hashes.get(2)).isNotEqualTo(hashes.get(1));
    assertThat(folded.get(0)).isEqualTo(folded.get(1)).isNotEqualTo(folded.get(3));
  }

  private static List<String> read(String text) {
    List<String> events = new ArrayList<>();
    WordReader reader =
        new WordReader(
            new WordReader.Listener() {
              @Override
              public void onWord(int hash, int foldedHash, boolean hasLetter, long startChar) {
                events.add(startChar + (hasLetter ? "" : " plain"));
              }

              @Override
              public void onLineEnd() {
                events.add("line");
              }
            });
    text.chars().forEach(c -> reader.onChar((char) c));
    return events;
  }
}
