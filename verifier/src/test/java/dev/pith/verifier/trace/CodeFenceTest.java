package dev.pith.verifier.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeFenceTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "```",
        "a\n```java\nx",
        "a\r  ````\n```\n",
        "```\n``` x\n",
        "```\n```\n```\n",
        "```"
      })
  void inside_openBlock_true(String text) {
    assertThat(after(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "``",
        "a ```",
        "```\nx\n```\n",
        "```\r\nx\r\n``` \r\n",
        "```x``` y",
        "```\nx\n  ````\n"
      })
  void inside_noOpenBlock_false(String text) {
    assertThat(after(text)).isFalse();
  }

  private static boolean after(String text) {
    CodeFence fence = new CodeFence();
    text.chars().forEach(c -> fence.onChar((char) c));
    return fence.inside();
  }
}
