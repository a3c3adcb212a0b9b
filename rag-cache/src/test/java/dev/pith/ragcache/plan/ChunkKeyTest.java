package dev.pith.ragcache.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkKeyTest {

  private static final String SCOPE = ChunkKey.scope("model", "tenant");

  @Test
  void of_sameTokensAndScope_isTheSame() {
    assertThat(ChunkKey.of(SCOPE, new int[] {1, 2}))
        .isEqualTo(ChunkKey.of(ChunkKey.scope("model", "tenant"), new int[] {1, 2}));
  }

  @Test
  void of_otherTokensOrScope_isAnother() {
    ChunkKey key = ChunkKey.of(SCOPE, new int[] {1, 2});

    assertThat(ChunkKey.of(SCOPE, new int[] {2, 1})).isNotEqualTo(key);
    assertThat(ChunkKey.of(SCOPE, new int[] {1, 2, 0})).isNotEqualTo(key);
    assertThat(ChunkKey.of(ChunkKey.scope("model", "other"), new int[] {1, 2})).isNotEqualTo(key);
  }

  @Test
  void scope_partsThatJoinAlike_areDifferent() {
    assertThat(ChunkKey.scope("ab", "c")).isNotEqualTo(ChunkKey.scope("a", "bc"));
    assertThat(ChunkKey.scope("a", "")).isNotEqualTo(ChunkKey.scope("a"));
  }

  @Test
  void toString_key_isItsFirstDigits() {
    ChunkKey key = ChunkKey.of(SCOPE, new int[] {7});

    assertThat(key).hasToString(key.hex().substring(0, 12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "G", "A"})
  void create_noDigest_isRefused(String last) {
    String hex = "0".repeat(63) + last;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChunkKey(hex))
        .withMessage("a chunk key must have 64 hexadecimal digits: " + hex);
  }
}
