package dev.pith.verifier.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DropListTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2, 4-6 | {1, 3, 4, 5}",
        "[1, 2] | {0, 1}",
        "[1], [3] | {0, 2}",
        "2 3 5. | {1, 2, 4}",
        "4 – 5 | {3, 4}",
        "none | {}",
        "None. | {}",
        "[] | {}",
        "7 | {6}",
      })
  void read_list_isTheSections(String reply, String expected) {
    assertThat(DropList.read(reply, 7)).hasToString("Optional[" + expected + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "I would drop section 3.",
        "0",
        "8",
        "5-3",
        "3;4",
        "1,,2",
        "99999999999",
        "-2"
      })
  void read_noList_isRefused(String reply) {
    assertThat(DropList.read(reply, 7)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"```\n3, 4\n```", "```text\n3-4\n```\n"})
  void read_fenced_isRead(String reply) {
    assertThat(DropList.read(reply, 7)).hasToString("Optional[{2, 3}]");
  }
}
