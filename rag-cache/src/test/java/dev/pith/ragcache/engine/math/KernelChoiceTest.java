package dev.pith.ragcache.engine.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class KernelChoiceTest {

  private static final Optional<String> REFUSAL = Optional.of("the module is not there");

  @Test
  void best_withAndWithoutTheModule_isVectorOrPlain() {
    boolean present = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    assertThat(Kernels.best().name()).startsWith(present ? "vector, " : "plain");
    assertThat(Kernels.best()).isSameAs(Kernels.best());
  }

  @Test
  void refusal_withoutTheModule_saysHowToAddIt() {
    Optional<String> refusal = KernelChoice.refusal();

    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      assertThat(refusal).isEmpty();
    } else {
      assertThat(refusal.orElseThrow()).contains("--add-modules jdk.incubator.vector");
    }
  }

  @Test
  void choose_nothingWantedAndRefused_isPlain() {
    assertThat(KernelChoice.choose(null, REFUSAL)).isSameAs(Kernels.plain());
  }

  @Test
  void choose_plainWanted_isPlain() {
    assertThat(KernelChoice.choose("plain", Optional.empty())).isSameAs(Kernels.plain());
  }

  @Test
  void choose_vectorWantedAndRefused_saysWhy() {
    assertThatThrownBy(() -> KernelChoice.choose("vector", REFUSAL))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("pith.engine.kernels is vector, but the module is not there");
  }

  @Test
  void choose_unknownWanted_isRefused() {
    assertThatThrownBy(() -> KernelChoice.choose("simd", Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pith.engine.kernels must be plain or vector: simd");
  }
}
