package dev.pith.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LiveTextTest {
  private static final String TEXT =
      "The first paragraph is longer than one line.\n\nA second one, with an unbreakableword.";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void onText_anyChunking_sameLines() {
    for (int size = 1; size <= TEXT.length(); size++) {
      bytes.reset();

      print(new LiveText(out, false, "| ", 12), size);

      assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
          .as("chunk size %s", size)
          .containsExactly(
              "| The first",
              "| paragraph is",
              "| longer than",
              "| one line.",
              "|",
              "| A second",
              "| one, with an",
              "| unbreakableword.");
    }
  }

  @Test
  void onText_dim_everyPieceEndsInTheNormalState() {
    LiveText text = new LiveText(out, true, "| ", 12);

    for (int i = 0; i < TEXT.length(); i++) {
      text.onText(TEXT.substring(i, i + 1));

      String printed = bytes.toString(StandardCharsets.UTF_8);
      assertThat(printed.lastIndexOf("\u001B[2m"))
          .isLessThanOrEqualTo(printed.lastIndexOf("\u001B[0m"));
    }
  }

  @Test
  void onText_notDim_hasNoAnsiCodes() {
    print(new LiveText(out, false, "| ", 12), 3);

    assertThat(bytes.toString(StandardCharsets.UTF_8)).doesNotContain("\u001B");
  }

  @Test
  void onText_lineEndsBeforeTheFirstWord_areLeftOut() {
    LiveText text = new LiveText(out, false, "| ", 12);

    text.onText("\n \nThe");
    text.onText(" first\n\n");
    text.end();

    assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).containsExactly("| The first", "|");
  }

  @Test
  void end_noText_printsNothing() {
    new LiveText(out, false, "| ", 12).end();

    assertThat(bytes.size()).isZero();
  }

  @Test
  void liveText_noColumns_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new LiveText(out, false, "", 0));
  }

  private static void print(LiveText text, int chunkSize) {
    for (int from = 0; from < TEXT.length(); from += chunkSize) {
      text.onText(TEXT.substring(from, Math.min(TEXT.length(), from + chunkSize)));
    }
    text.end();
  }
}
