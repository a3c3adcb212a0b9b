package dev.pith.verifier.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThinkTagsTest {

  @Test
  void known_commonPairFirst_noPairTwice() {
    assertThat(ThinkTags.KNOWN).startsWith(new ThinkTags("<think>", "</think>"));
    assertThat(ThinkTags.KNOWN).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"'',</a>", "<a>,' '", "<a>,<a>"})
  void new_unusableMarks_refused(String start, String end) {
    assertThatThrownBy(() -> new ThinkTags(start, end))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + start + "'");
  }
}
