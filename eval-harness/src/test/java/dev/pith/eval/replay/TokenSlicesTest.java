package dev.pith.eval.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class TokenSlicesTest {
  private static final long SEED = Long.getLong("pith.test.seed", 20_261_124L);

  @Test
  void count_notRecorded_isAThirdOfTheCharacters() {
    assertThat(TokenSlices.of("").count()).isZero();
    assertThat(TokenSlices.of("a").count()).isEqualTo(1);
    assertThat(TokenSlices.of("abc").count()).isEqualTo(1);
    assertThat(TokenSlices.of("abcd").count()).isEqualTo(2);
  }

  @Test
  void count_recorded_isExact() {
    assertThat(TokenSlices.of("abcdef", OptionalLong.of(5)).count()).isEqualTo(5);
    assertThat(TokenSlices.of("ab", OptionalLong.of(7)).count()).isEqualTo(7);
  }

  @Test
  void of_negativeCount_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenSlices.of("ab", OptionalLong.of(-1)))
        .withMessageContaining("-1");
  }

  @Test
  void text_anySlicing_givesTheTextBackWithoutBrokenCharacters() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    String alphabet = "ab é漢𝛼🙂";
    for (int round = 0; round < 200; round++) {
      StringBuilder made = new StringBuilder();
      random
          .ints(random.nextInt(40), 0, alphabet.codePointCount(0, alphabet.length()))
          .forEach(
              i -> made.appendCodePoint(alphabet.codePointAt(alphabet.offsetByCodePoints(0, i))));
      TokenSlices slices =
          random.nextBoolean()
              ? TokenSlices.of(made.toString())
              : TokenSlices.of(made.toString(), OptionalLong.of(random.nextInt(1, 60)));

      StringBuilder joined = new StringBuilder();
      int step = random.nextInt(1, 5);
      for (int from = 0; from < slices.count(); from += step) {
        String slice = slices.text(from, Math.min(slices.count(), from + step));
        assertThat(slice.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF))
            .as("seed %s, round %s, slice '%s' is whole", SEED, round, slice)
            .isTrue();
        joined.append(slice);
      }

      assertThat(joined).as("seed %s, round %s", SEED, round).hasToString(made.toString());
    }
  }
}
