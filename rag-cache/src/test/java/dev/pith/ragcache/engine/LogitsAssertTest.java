package dev.pith.ragcache.engine;

import static dev.pith.ragcache.engine.LogitsAssert.assertThatLogits;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LogitsAssertTest {
  private static final List<float[]> EXPECTED = List.of(new float[] {1, 2}, new float[] {3, 4});

  @Test
  void areCloseTo_withinTheTolerance_passes() {
    List<float[]> found = List.of(new float[] {1, 2}, new float[] {3, 4.25f});

    assertThatCode(() -> assertThatLogits(found).areCloseTo(EXPECTED, 0.25f))
        .doesNotThrowAnyException();
  }

  @Test
  void areCloseTo_oneLogitFartherOff_namesIt() {
    List<float[]> found = List.of(new float[] {1.25f, 2}, new float[] {3.5f, 4});

    assertThatThrownBy(() -> assertThatLogits(found).as("full").areCloseTo(EXPECTED, 0.25f))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("full")
        .hasMessageContaining("0.5")
        .hasMessageContaining("row 1, token 0: expected 3.0, found 3.5");
  }

  @Test
  void areCloseTo_notANumber_fails() {
    List<float[]> found = List.of(new float[] {Float.NaN, 2}, new float[] {3, 4});

    assertThatThrownBy(() -> assertThatLogits(found).areCloseTo(EXPECTED, 0.25f))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void areCloseTo_fewerRows_fails() {
    assertThatThrownBy(() -> assertThatLogits(EXPECTED.subList(0, 1)).areCloseTo(EXPECTED, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected 2 rows, found 1");
  }
}
