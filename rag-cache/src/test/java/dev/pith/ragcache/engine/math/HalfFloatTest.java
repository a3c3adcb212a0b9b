package dev.pith.ragcache.engine.math;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfFloatTest {

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "0x0000, 0x0p0",
    "0x8000, -0x0p0",
    "0x3c00, 0x1p0",
    "0xc000, -0x1p1",
    "0x7bff, 65504",
    "0x0400, 0x1p-14",
    "0x03ff, 0x3ff.0p-24",
    "0x8001, -0x1p-24",
    "0x7c00, Infinity",
    "0xfc00, -Infinity",
    "0x2c08, 0.06298828125",
  })
  void halves_knownValues_convertBothWays(String half, String value) {
    short bits = (short) Integer.decode(half).intValue();

    assertThat(HalfFloat.toFloat(bits)).isEqualTo(Float.parseFloat(value));
    assertThat(HalfFloat.ofFloat(Float.parseFloat(value))).isEqualTo(bits);
  }

  @Test
  void ofFloat_ofEveryHalf_givesItBack() {
    for (int half = 0; half <= 0xffff; half++) {
      float value = HalfFloat.toFloat((short) half);

      if (Float.isNaN(value)) {
        assertThat(HalfFloat.toFloat(HalfFloat.ofFloat(value))).as("%x", half).isNaN();
      } else {
        assertThat(HalfFloat.ofFloat(value) & 0xffff).as("%x", half).isEqualTo(half);
      }
    }
  }

  @Test
  void ofFloat_betweenTwoHalves_takesTheNearestOrTheEvenOne() {
    for (int half = 0; half < 0x7bff; half++) {
      float low = HalfFloat.toFloat((short) half);
      float high = HalfFloat.toFloat((short) (half + 1));
      float middle = low + (high - low) / 2;
      int even = half % 2 == 0 ? half : half + 1;

      assertThat(HalfFloat.ofFloat(middle)).as("middle %x", half).isEqualTo((short) even);
      assertThat(HalfFloat.ofFloat(Math.nextDown(middle)))
          .as("below %x", half)
          .isEqualTo((short) half);
      assertThat(HalfFloat.ofFloat(-Math.nextUp(middle)) & 0xffff)
          .as("above %x", half)
          .isEqualTo(half + 1 | 0x8000);
    }
  }

  @Test
  void ofFloat_tooLarge_isInfinite() {
    assertThat(HalfFloat.ofFloat(65519.996f)).isEqualTo((short) 0x7bff);
    assertThat(HalfFloat.ofFloat(65520f)).isEqualTo((short) 0x7c00);
    assertThat(HalfFloat.ofFloat(-Float.MAX_VALUE)).isEqualTo((short) 0xfc00);
  }

  @Test
  void ofFloat_smallerThanHalfTheSmallest_isZeroWithItsSign() {
    assertThat(HalfFloat.ofFloat(0x1p-25f)).isZero();
    assertThat(HalfFloat.ofFloat(Math.nextUp(0x1p-25f))).isOne();
    assertThat(HalfFloat.ofFloat(-Float.MIN_VALUE)).isEqualTo((short) 0x8000);
  }
}
