package dev.pith.plugin.savings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoldoutTest {

  /** Known draws of the published rule, without a salt. */
  @ParameterizedTest
  @CsvSource({
    "qwen3-8b, What is 2+2?, 0.318360",
    "qwen3-8b, Prove that 17 is prime., 0.054973",
    "qwen3-8b, Write a haiku., 0.698430",
    "r1, What is 2+2?, 0.280182",
  })
  void arm_knownConversation_isControlBelowItsDraw(String model, String text, double draw) {
    String conversation = new Holdout(0, "").conversation(model, text);

    assertThat(new Holdout(draw - 1e-5, "").arm(conversation)).isEqualTo(Arm.TREATED);
    assertThat(new Holdout(draw + 1e-5, "").arm(conversation)).isEqualTo(Arm.CONTROL);
  }

  @Test
  void conversation_knownText_hasTheKnownHash() {
    assertThat(new Holdout(0.1, "").conversation("qwen3-8b", "What is 2+2?"))
        .startsWith("4e15b7f48b4cd24f")
        .hasSize(64);
  }

  @Test
  void conversation_sameBeginning_isTheSame() {
    Holdout holdout = new Holdout(0.1, "salt");
    String begin = "x".repeat(512);

    assertThat(holdout.conversation("m", begin + "one"))
        .isEqualTo(holdout.conversation("m", begin + "two"))
        .isNotEqualTo(holdout.conversation("n", begin))
        .isNotEqualTo(new Holdout(0.1, "other").conversation("m", begin));
  }

  @Test
  void arm_manyConversations_holdsItsShare() {
    Holdout holdout = new Holdout(0.1, "salt");
    int control = 0;
    for (int i = 0; i < 20_000; i++) {
      control += holdout.arm(holdout.conversation("m", "question " + i)) == Arm.CONTROL ? 1 : 0;
    }

    assertThat(control / 20_000.0).isCloseTo(0.1, within(0.01));
  }

  @Test
  void new_shareOutOfRange_refused() {
    assertThatThrownBy(() -> new Holdout(1.5, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("share must be in [0, 1]: 1.5");
  }
}
