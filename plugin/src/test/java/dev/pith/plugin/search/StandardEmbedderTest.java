package dev.pith.plugin.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class StandardEmbedderTest {
  private static final Executor DIRECT = Runnable::run;
  private static final StepEmbedder MODEL = new HashedNgrams(0.5);

  @Test
  void find_providersThatCannot_areLeftOut() {
    List<StepEmbedderProvider> providers =
        List.of(
            executor -> Optional.empty(),
            executor -> {
              throw new UnsatisfiedLinkError("no native library");
            },
            executor -> {
              throw new ServiceConfigurationError("odd");
            },
            executor -> {
              throw new IllegalStateException("no model file");
            },
            executor -> Optional.of(MODEL),
            executor -> {
              throw new AssertionError("not asked");
            });

    assertThat(StandardEmbedder.find(providers.iterator(), DIRECT)).isSameAs(MODEL);
  }

  @Test
  void find_noModel_isHashedNgrams() {
    StepEmbedder found =
        StandardEmbedder.find(new ArrayList<StepEmbedderProvider>().iterator(), DIRECT);

    assertThat(found.name()).startsWith("hashed n-grams");
  }

  @Test
  void standard_libraryThatIsNotThere_isHashedNgrams() {
    assertThat(StandardEmbedder.onClassPath()).toIterable().hasSize(1);
    assertThat(StepEmbedder.standard(DIRECT).name()).startsWith("hashed n-grams");
  }
}
