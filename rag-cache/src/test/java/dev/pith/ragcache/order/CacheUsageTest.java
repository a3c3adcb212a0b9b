package dev.pith.ragcache.order;

import static dev.pith.ragcache.order.Letters.chunks;
import static dev.pith.ragcache.order.Letters.letters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CacheUsageTest {

  @Test
  void reading_noCount_isUnknownAndNotZero() {
    assertThat(TokenReading.of(OptionalLong.of(0), false)).isEqualTo(TokenReading.measured(0));
    assertThat(TokenReading.of(OptionalLong.empty(), true)).isEqualTo(TokenReading.ABSENT);
    assertThat(TokenReading.of(OptionalLong.empty(), false)).isEqualTo(TokenReading.NOT_REPORTED);
    assertThat(TokenReading.measured(0).known()).hasValue(0);
    assertThat(TokenReading.ABSENT.known()).isEmpty();
    assertThat(TokenReading.NOT_REPORTED.known()).isEmpty();
    assertThat(TokenReading.measured(12)).hasToString("12");
    assertThat(TokenReading.ABSENT).hasToString("absent");
    assertThat(TokenReading.NOT_REPORTED).hasToString("not reported");
  }

  @Test
  void reading_impossibleCount_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenReading.measured(-1))
        .withMessage("tokens must not be negative: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenReading(TokenReading.Kind.ABSENT, 3))
        .withMessage("a count that is ABSENT has no tokens: 3");
  }

  @Test
  void hitShare_bothTold_isAShareOfThePrompt() {
    assertThat(usage(TokenReading.measured(200), TokenReading.measured(50)).hitShare())
        .hasValue(0.25);
    assertThat(usage(TokenReading.measured(200), TokenReading.ABSENT).hitShare()).isEmpty();
    assertThat(usage(TokenReading.NOT_REPORTED, TokenReading.measured(1)).hitShare()).isEmpty();
    assertThat(usage(TokenReading.measured(0), TokenReading.measured(0)).hitShare()).isEmpty();
    assertThat(CacheUsage.NOT_REPORTED.hitShare()).isEmpty();
  }

  @Test
  void distinct_copies_leaveTheFirst() {
    DistinctChunks<String> distinct = DistinctChunks.of(chunks("B A B C A"));

    assertThat(letters(distinct.chunks())).isEqualTo("B A C");
    assertThat(distinct.places()).containsExactly(0, 1, 0, 2, 1);
    assertThat(distinct.isRepeat(0)).isFalse();
    assertThat(distinct.isRepeat(2)).isTrue();
    assertThat(distinct.isRepeat(4)).isTrue();
  }

  private static CacheUsage usage(TokenReading prompt, TokenReading read) {
    return new CacheUsage(prompt, read, TokenReading.NOT_REPORTED);
  }
}
