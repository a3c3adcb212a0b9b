package dev.pith.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.local.ModelSettings;
import dev.pith.plugin.proxy.ProxySettings;
import dev.pith.plugin.session.Mode;
import dev.pith.verifier.detect.DetectorSettings;
import dev.pith.verifier.trim.TrimSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {

  private static final Map<String, String> UPSTREAM = Map.of("upstream", "http://model:8000");

  static final Iterable<Setting> ALL_SETTINGS = Setting.all();

  @TempDir private Path folder;

  @Test
  void read_onlyTheUpstream_restHasDefaults() {
    ProxySettings settings = new SettingsReader().flags(UPSTREAM).read(ProxySettings::of);

    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.options().mode()).isEqualTo(Mode.AUTO);
    assertThat(settings.options().trim()).isEqualTo(TrimSettings.pith());
    assertThat(settings.thinking()).isEqualTo(ContinuationShape.THINK_TAGS);
    assertThat(settings.maxBodyBytes()).isEqualTo(32 << 20);
    assertThat(settings.upstreamSilence()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void read_sameSettingEverywhere_flagThenEnvironmentThenFileWins() throws IOException {
    Path file = file("pith.port=1", "pith.mode=off", "pith.drain-ms=3", "pith.upstream=http://f");
    Map<String, String> environment =
        Map.of("PITH_PORT", "2", "PITH_MODE", "shadow", "PITH_CONFIG", "x", "HOME", "/");

    ProxySettings settings =
        new SettingsReader()
            .file(file)
            .environment(environment)
            .flags(Map.of("port", "3"))
            .read(ProxySettings::of);

    assertThat(settings.port()).isEqualTo(3);
    assertThat(settings.options().mode()).isEqualTo(Mode.SHADOW);
    assertThat(settings.drain()).isEqualTo(Duration.ofMillis(3));
    assertThat(settings.upstream()).isEqualTo(URI.create("http://f"));
  }

  @ParameterizedTest
  @FieldSource("ALL_SETTINGS")
  void read_everySetting_hasTheSameNameEverywhere(Setting setting) throws IOException {
    String value = valueFor(setting);
    Path file = file(Setting.FILE_PREFIX + setting.key() + "=" + value.replace("\\", "\\\\"));

    Object fromFile = read(setting, new SettingsReader().file(file).flags(unless(setting)));
    Object fromEnvironment =
        read(
            setting,
            new SettingsReader()
                .environment(Map.of(setting.variable(), value))
                .flags(unless(setting)));
    Object fromFlag =
        read(
            setting,
            new SettingsReader().flags(unless(setting)).flags(Map.of(setting.key(), value)));

    assertThat(fromFlag).isNotEqualTo(read(setting, new SettingsReader().flags(unless(setting))));
    assertThat(fromFile).isEqualTo(fromFlag);
    assertThat(fromEnvironment).isEqualTo(fromFlag);
  }

  @Test
  void file_unknownKey_namesFileLineAndNearest() throws IOException {
    Path file = file("# a comment", "pith.port=1", "", "pith.max-body-byte=5");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SettingsReader().file(file))
        .withMessage(
            file + ":4: unknown setting pith.max-body-byte; did you mean pith.max-body-bytes?");
  }

  @Test
  void file_keyWithoutPrefix_isUnknown() throws IOException {
    Path file = file("port=1");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SettingsReader().file(file))
        .withMessage(file + ":1: unknown setting port; did you mean pith.port?");
  }

  @Test
  void file_keyTwice_isRefused() throws IOException {
    Path file = file("pith.port=1", "pith.port = 2");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SettingsReader().file(file))
        .withMessage(file + ":2: pith.port is already set in line 1");
  }

  @Test
  void file_continuedLine_isOneValueOfItsFirstLine() throws IOException {
    Path file = file("pith.upstream=http://\\", "   model:8000", "pith.port=70000");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SettingsReader().file(file).read(ProxySettings::of))
        .withMessage(file + ":3: port must be in [0, 65535]: 70000");
  }

  @Test
  void file_missing_isNamed() {
    Path file = folder.resolve("none.properties");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SettingsReader().file(file))
        .withMessage("cannot read the settings file " + file);
  }

  @Test
  void environment_unknownVariable_namesNearest() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SettingsReader().environment(Map.of("PITH_UPSTREM", "x")))
        .withMessage("unknown setting PITH_UPSTREM; did you mean PITH_UPSTREAM?");
  }

  @Test
  void flags_unknownKey_namesNearest() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SettingsReader().flags(Map.of("trim-vote-windows", "5")))
        .withMessage("unknown setting --trim-vote-windows; did you mean --trim-vote-window?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port | eighty | --port: port must be a whole number up to 2147483647: eighty",
        "max-body-bytes | 0 | --max-body-bytes: max-body-bytes must be in [1, 2147483647]: 0",
        "mode | on | --mode: mode must be one of [off, shadow, auto]: on",
        "upstream | ftp://h | --upstream: upstream must start with http:// or https://: ftp://h",
        "upstream | http://a:b@h | --upstream: upstream must hold no credentials (clients send"
            + " their own): a URL of h",
        "upstream | http:// | --upstream: upstream must be a URL: http:// (Expected authority)",
        "think-close | \\q | --think-close: think-close has an unknown escape: \\q",
        "detectors | entropy,margn | --detectors: unknown detector: margn; known are forced-answer,"
            + " confidence, entropy, margin",
        "detectors | margin,margin | --detectors: detectors must not name margin twice:"
            + " margin,margin",
        "detector-weights | entropy=1 | --detector-weights: detector-weights names entropy, and"
            + " there are verifier",
        "detector-thresholds | 0.5 | --detector-thresholds: detector-thresholds must be made of"
            + " NAME=NUMBER, joined by commas: 0.5",
        "combine | none | --combine: combine must be one of [any, all, weighted]: none",
        "trim-tail-sentences | 0 | --trim-tail-sentences: tailSentences must be in [1, 20]: 0"
      })
  void read_badValue_namesPlaceRuleAndValue(String key, String value, String message) {
    SettingsReader reader = new SettingsReader().flags(UPSTREAM).flags(Map.of(key, value));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> reader.read(ProxySettings::of))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "http://m:1/, http://m:1",
    "http://m:1/v1, http://m:1",
    "http://m:1/v1/, http://m:1",
    "https://m/api/v1, https://m/api",
    "https://m/v1/openai/, https://m/v1/openai"
  })
  void read_upstream_endsBeforeWhatClientsSend(String given, String base) {
    ProxySettings settings = ProxySettings.builder(given).build();

    assertThat(settings.upstream()).isEqualTo(URI.create(base));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "9"})
  void read_trimSettingsThatHoldOnlyTogether_areTaken(String value) {
    ProxySettings settings =
        ProxySettings.builder("http://m")
            .set("policy", "faithful")
            .set("trim-votes-needed", value)
            .set("trim-vote-window", value)
            .build();

    assertThat(settings.options().trim().voteWindow()).isEqualTo(Integer.parseInt(value));
    assertThat(settings.options().trim().mode()).isEqualTo(TrimSettings.Mode.FAITHFUL);
  }

  @Test
  void read_detectorsBeforeAServerWithoutProbes_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ProxySettings.builder("http://m")
                    .set("upstream-kind", "ollama")
                    .set("detectors", "margin")
                    .build())
        .withMessageContaining("detectors must be left out before this upstream-kind");
  }

  @Test
  void read_detectors_haveTheirThresholdsAndWeights() {
    DetectorSettings detectors =
        ProxySettings.builder("http://m")
            .set("detectors", "forced-answer, confidence")
            .set("combine", "weighted")
            .set("detector-weights", "confidence=2,verifier=0")
            .set("detector-thresholds", "confidence=0.9")
            .set("probe-patience", "3")
            .build()
            .detectors();

    assertThat(detectors.members())
        .containsExactly(
            new DetectorSettings.Member("forced-answer", 1, 1, 1),
            new DetectorSettings.Member("confidence", 0.9, 3, 2));
    assertThat(detectors.verifierWeight()).isZero();
    assertThat(detectors.combine()).isEqualTo(DetectorSettings.Combine.WEIGHTED);
  }

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("pith.properties"), List.of(lines));
  }

  /** Returns a value in the setting's range. */
  private static String valueFor(Setting setting) {
    if (setting.unit().contains("|")) {
      String[] choices = setting.unit().split("\\|", -1);
      return choices[0].equals(setting.defaultText()) ? choices[1] : choices[0];
    }
    return switch (setting.unit()) {
      case "URL" -> "http://other:9";
      case "ADDRESS" -> "0.0.0.0";
      case "TEXT" -> "\\n<t>\\n ";
      case "FILE" -> "other.gguf";
      case "SHARE" -> "0.25";
      case "LIST" ->
          switch (setting.key()) {
            case "detectors" -> "margin";
            case "detector-weights" -> "verifier=2";
            default -> setting.group() == Setting.Group.DETECTOR ? "entropy=0.25" : other(setting);
          };
      case "VALUE" -> setting.key().equals("trim-stop-loops") ? "false" : "or";
      default ->
          setting.key().matches(".*(margin|share|confidence|threshold)")
              ? fraction(setting)
              : other(setting);
    };
  }

  private static String fraction(Setting setting) {
    return setting.key().endsWith("confidence") ? "0.75" : "0.25";
  }

  private static String other(Setting setting) {
    return setting.doc().contains("pith has 4,") ? "3" : "4";
  }

  /** Returns what makes the setting count, without the setting itself. */
  private static Map<String, String> unless(Setting setting) {
    boolean first = setting.key().equals("upstream") || setting.key().equals("model");
    boolean engine = setting.group() == Setting.Group.ENGINE;
    if (setting.group() == Setting.Group.DETECTOR && !setting.key().equals("detectors")) {
      return Map.of("upstream", "http://m:1", "detectors", "entropy");
    }
    if (setting.key().equals("rag-pin")) {
      return Map.of("upstream", "http://m:1", "rag", "order");
    }
    return first ? Map.of() : engine ? Map.of("model", "m.gguf") : UPSTREAM;
  }

  /** Returns what is made of the settings; the verifier's are made into one by their command. */
  private static Object read(Setting setting, SettingsReader reader) {
    return reader.read(
        values ->
            setting.group() == Setting.Group.VERIFIER
                ? values.text(setting.key())
                : List.of(ProxySettings.of(values), ModelSettings.of(values)));
  }
}
