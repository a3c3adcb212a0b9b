package dev.pith.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProxyQuickstartTest {

  @Test
  void main_thinkingThatRepeatsItself_printsTheCut() throws Exception {
    try (FakeModel model = new FakeModel(false)) {
      String[] arguments = {model.url(), "fake", "What is 17 * 23?"};

      String printed = FakeModel.printedBy(() -> ProxyQuickstart.main(arguments));

      assertThat(printed).contains("\"pith\":").contains("OVERTHINKING");
      assertThat(model.requests()).isEqualTo(2);
    }
  }
}
