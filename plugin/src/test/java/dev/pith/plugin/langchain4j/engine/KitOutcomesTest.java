package dev.pith.plugin.langchain4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KitOutcomesTest {

  /** A suite with a case of each outcome; it is run by {@link KitOutcomes} alone. */
  static class Sample {

    @Test
    void passes() {}

    @Test
    void fails() {
      throw new IllegalStateException("on purpose");
    }

    @Test
    void gives_up() {
      Assumptions.abort("on purpose");
    }

    @Test
    @Disabled("on purpose")
    void does_not_run() {}

    @ParameterizedTest
    @ValueSource(strings = {"yes", "no"})
    void runs_twice(String word) {
      Assumptions.assumeTrue(word.equals("yes"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "no"})
    @Disabled("on purpose")
    void does_not_run_twice(String word) {
      throw new IllegalStateException(word);
    }
  }

  /** A suite that cannot begin. */
  static class Broken {

    @BeforeAll
    static void begin() {
      Objects.requireNonNull(null, "on purpose");
    }

    @Test
    void passes() {}
  }

  @Test
  void of_anySuite_outcomeOfEachCase() {
    assertThat(KitOutcomes.of(Sample.class))
        .isEqualTo(
            Map.of(
                "passes()",
                KitOutcomes.PASSED,
                "fails()",
                "FAILED: java.lang.IllegalStateException: on purpose",
                "gives_up()",
                KitOutcomes.ABORTED,
                "does_not_run()",
                KitOutcomes.SKIPPED,
                "runs_twice(java.lang.String) #1",
                KitOutcomes.PASSED,
                "runs_twice(java.lang.String) #2",
                KitOutcomes.ABORTED,
                "does_not_run_twice(java.lang.String)",
                KitOutcomes.SKIPPED));
  }

  @Test
  void of_suiteThatCannotBegin_isACaseThatFailed() {
    assertThat(KitOutcomes.of(Broken.class))
        .containsExactly(
            Map.entry("the class itself", "FAILED: java.lang.NullPointerException: on purpose"));
  }
}
