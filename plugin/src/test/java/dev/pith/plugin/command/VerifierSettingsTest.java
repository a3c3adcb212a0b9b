package dev.pith.plugin.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pith.plugin.command.VerifierSettings.Kind;
import dev.pith.plugin.settings.SettingException;
import dev.pith.plugin.settings.SettingValues;
import dev.pith.verifier.client.ModelVerifierSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifierSettingsTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of("API_KEY", "sk-secret", "EMPTY", " ", "TWO_WORDS", "sk secret");

  @Test
  void of_nothing_isRulesAlone() {
    assertThat(read()).isEqualTo(VerifierSettings.RULES_ALONE);
  }

  @Test
  void of_aUrl_asksItsModelAfterTheRules() {
    VerifierSettings settings =
        read(
            "verifier-url", "http://localhost:8000/v1",
            "verifier-model", "small",
            "verifier-key-env", "API_KEY",
            "verifier-timeout-ms", "700",
            "verifier-max-concurrent", "4",
            "verifier-instructions", "false");

    assertThat(settings.kinds()).containsExactly(Kind.RULES, Kind.MODEL);
    ModelVerifierSettings model = settings.model();
    assertThat(model.url()).hasToString("http://localhost:8000");
    assertThat(model.key()).isEqualTo("sk-secret");
    assertThat(model.deadline()).isEqualTo(Duration.ofMillis(700));
    assertThat(model.maxConcurrent()).isEqualTo(4);
    assertThat(model.instructions()).isFalse();
    assertThat(settings.description()).isEqualTo("rules, then small at http://localhost:8000");
    assertThat(settings.toString()).doesNotContain("secret");
  }

  @Test
  void of_listInAnyOrder_isAskedInTheOrderOfCost() {
    VerifierSettings settings =
        read("verifier", "Model, embedded", "verifier-url", "http://h", "verifier-model", "m");

    assertThat(settings.kinds()).containsExactly(Kind.EMBEDDED, Kind.MODEL);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      value = {
        "verifier=oracle; verifier must be made of rules, embedded and model, joined by commas: oracle",
        "verifier=rules,; verifier must be made of rules, embedded and model, joined by commas: rules,",
        "verifier=rules,rules; verifier must not name rules twice: rules,rules",
        "verifier=model; verifier model needs verifier-url: the server of the model",
        "verifier-model=m; verifier-model needs verifier-url: the server of the model",
        "verifier-key-env=API_KEY; verifier-key-env needs verifier-url: the server of the model",
        "verifier-url=http://h; verifier-model is missing: the name by which the server of verifier-url knows it",
        "verifier=rules verifier-url=http://h; verifier-url is not used: verifier does not name model",
        "verifier-model=m verifier-url=ftp://h; verifier-url must start with http:// or https://: ftp://h",
        "verifier-model=m verifier-url=http://u:secret@h; verifier-url must hold no credentials: a URL of h",
        "verifier-model=m verifier-url=http://h verifier-timeout-ms=0; verifier-timeout-ms must be a whole number in [1, 2147483647]: 0",
        "verifier-model=m verifier-url=http://h verifier-max-concurrent=x; verifier-max-concurrent must be a whole number in [1, 10000]: x",
        "verifier-model=m verifier-url=http://h verifier-key-env=sk-secret; verifier-key-env must be the name of an environment variable, not the key",
        "verifier-model=m verifier-url=http://h verifier-key-env=ABSENT; verifier-key-env names a variable that is not set: ABSENT",
        "verifier-model=m verifier-url=http://h verifier-key-env=EMPTY; verifier-key-env names a variable that is not set: EMPTY",
        "verifier-model=m verifier-url=http://h verifier-key-env=TWO_WORDS; verifier-key-env: what TWO_WORDS holds cannot be used: key must be plain ASCII",
      })
  void of_badValue_saysWhatIsWrongAndNoSecret(String given, String complaint) {
    String[] words = given.split("[ =]");

    assertThatThrownBy(() -> read(words))
        .isInstanceOf(SettingException.class)
        .hasMessage(complaint)
        .hasMessageNotContaining("secret");
  }

  private static VerifierSettings read(String... keysAndValues) {
    Map<String, String> texts = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      texts.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return VerifierSettings.of(new SettingValues(texts), ENVIRONMENT);
  }
}
