package dev.pith.ragcache.engine.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TensorTypeTest {

  @Test
  void bytes_wholeBlocks_areTheBlocksOfGgml() {
    assertThat(TensorType.F32.bytes(3)).isEqualTo(12);
    assertThat(TensorType.BF16.bytes(3)).isEqualTo(6);
    assertThat(TensorType.Q4_0.bytes(64)).isEqualTo(36);
    assertThat(TensorType.Q8_0.bytes(64)).isEqualTo(68);
    assertThat(TensorType.Q4_K.bytes(512)).isEqualTo(288);
    assertThat(TensorType.Q6_K.bytes(256)).isEqualTo(210);
  }

  @Test
  void bytes_brokenBlock_saysHowManyValuesABlockHolds() {
    assertThatThrownBy(() -> TensorType.Q8_0.bytes(48))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Q8_0 holds blocks of 32 values: 48");
  }

  @Test
  void ofGgmlId_typeThatIsNotRead_isEmpty() {
    assertThat(TensorType.ofGgmlId(30)).contains(TensorType.BF16);
    assertThat(TensorType.ofGgmlId(3)).isEmpty();
  }
}
