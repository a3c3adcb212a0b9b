package dev.pith.verifier.trim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrimSettingsTest {

  @Test
  void with_everyOwnValue_changesNothing() {
    TrimSettings settings = TrimSettings.pith();

    settings
        .asMap()
        .forEach(
            (key, value) ->
                assertThat(settings.with(key, value.toString())).as(key).isEqualTo(settings));
  }

  @Test
  void with_eachKind_isParsed() {
    TrimSettings changed =
        TrimSettings.pith()
            .with("vote-window", "7")
            .with("chars-per-token", "3.4")
            .with("stop-loops", "false")
            .with("underthinking-combine", "OR");

    assertThat(changed.voteWindow()).isEqualTo(7);
    assertThat(changed.charsPerToken()).isEqualTo(3.4);
    assertThat(changed.stopLoops()).isFalse();
    assertThat(changed.underthinkingCombine()).isEqualTo(TrimSettings.Combine.OR);
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "vote-windw | 5 | unknown setting: vote-windw",
        "vote-window | five | vote-window must be a whole number: five",
        "chars-per-token | x | chars-per-token must be a number: x",
        "stop-loops | maybe | stop-loops must be one of [false, true]: maybe",
        "mode | clever | mode must be one of [faithful, pith]: clever",
        "vote-window | 1 | voteWindow must be in [votesNeeded",
        "chars-per-token | 0 | charsPerToken must be in (0, 100]: 0.0",
        "chars-per-token | NaN | charsPerToken must be in (0, 100]: NaN",
        "existence-margin | 0.5 | existenceMargin must be in [0, 0.5): 0.5",
        "min-thinking-tokens | -1 | minThinkingTokens must be at least 0: -1",
        "underthinking-share | 0 | underthinkingShare must be in (0, 1]: 0.0"
      })
  void with_badValue_saysWhatWasWrong(String key, String value, String message) {
    assertThatThrownBy(() -> TrimSettings.pith().with(key, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
