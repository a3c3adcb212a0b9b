package dev.pith.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShadowModeTest {

  @Test
  void main_thinkingThatRepeatsItself_countsACutAndMakesNone() throws Exception {
    try (FakeModel model = new FakeModel(true)) {
      String request =
          "{\"model\":\"fake\",\"stream\":true,"
              + "\"messages\":[{\"role\":\"user\",\"content\":\"What is 17 * 23?\"}]}";

      String printed =
          FakeModel.printedBy(() -> ShadowMode.main(new String[] {model.url(), request, request}));

      assertThat(printed)
          .contains("of 2 requests it would have cut {overthinking=2}")
          .containsPattern("and saved 1\\d{3} of 2000 tokens of thinking");
      assertThat(model.requests()).isEqualTo(2);
    }
  }
}
