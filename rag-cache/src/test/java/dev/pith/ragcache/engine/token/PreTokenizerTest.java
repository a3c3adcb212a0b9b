package dev.pith.ragcache.engine.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreTokenizerTest {

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"gpt-2", "llama3", "qwen2", "smollm"})
  void split_anyText_piecesAreTheText(String name) {
    for (String text : AwkwardText.all(7, 500)) {
      List<String> pieces = split(name, text);

      assertThat(String.join("", pieces)).isEqualTo(text);
      assertThat(pieces).doesNotContain("");
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "qwen2; We'LL go 'til 1234; We|'LL| go| '|til| |1|2|3|4",
        "llama-bpe; We'LL go 'til 1234; We|'LL| go| '|til| |123|4",
        "gpt-2; We'LL go 'til 1234; We|'|LL| go| '|til| 1234",
        "smollm; it's  12 x; it|'s|  |1|2| x",
        "qwen2; a.b  #!%%c; a|.b| | #!%%|c",
        "gpt-2; a%%b!%; a|%|%|b|!|%",
        "qwen2; x()%%%  y; x|()%%%| | y",
        "qwen2; x  %%  y; x|  %%| | y",
      })
  void split_knownText_knownPieces(String name, String text, String pieces) {
    List<String> split = split(name, text.replace('%', '\n'));

    assertThat(String.join("|", split)).isEqualTo(pieces.replace('%', '\n'));
  }

  @Test
  void split_unicodeSpace_isWhiteSpace() {
    assertThat(split("qwen2", "a\u00a0\u3000b")).containsExactly("a", "\u00a0", "\u3000b");
    assertThat(split("gpt-2", "a\u00a0\u3000b")).containsExactly("a", "\u00a0", "\u3000", "b");
    assertThat(split("gpt-2", "a\u200bb")).containsExactly("a", "\u200b", "b");
  }

  @Test
  void split_longS_isNoContraction() {
    assertThat(split("qwen2", "it'\u017f")).containsExactly("it", "'\u017f");
    assertThat(split("gpt-2", "it'\u017f")).containsExactly("it", "'", "\u017f");
  }

  @Test
  void ofName_unknown_nothing() {
    assertThat(PreTokenizer.ofName("tekken")).isEmpty();
    assertThat(PreTokenizer.allNames()).contains("gpt-2", "llama-v3", "deepseek-r1-qwen", "smollm");
  }

  private static List<String> split(String name, String text) {
    List<String> pieces = new ArrayList<>();
    PreTokenizer.ofName(name).orElseThrow().split(text, pieces::add);
    return pieces;
  }
}
