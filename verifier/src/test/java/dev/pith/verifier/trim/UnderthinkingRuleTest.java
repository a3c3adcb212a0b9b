package dev.pith.verifier.trim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnderthinkingRuleTest {

  @ParameterizedTest(name = "{0} of {1} tokens, {2} thoughts, settled {3}")
  @CsvSource({
    "15000, 30000, 20, false, true, true",
    "14999, 30000, 20, false, false, true",
    "15000, 30000, 5, false, false, true",
    "8000, 30000, 25, false, false, true",
    "15000, 30000, 20, true, false, false",
    "15000, -1, 20, false, false, true",
    "15000, -1, 19, false, false, false"
  })
  void mustStop_vector_firesAsTheSourcesSay(
      long tokens, long budget, int thoughts, boolean settled, boolean and, boolean or) {
    OptionalLong known = budget < 0 ? OptionalLong.empty() : OptionalLong.of(budget);
    TrimSettings faithful = TrimSettings.faithful();

    boolean stopsWithAnd =
        new UnderthinkingRule(faithful.with("underthinking-combine", "and"), known)
            .mustStop(tokens, thoughts, settled);
    boolean stopsWithOr =
        new UnderthinkingRule(faithful.with("underthinking-combine", "or"), known)
            .mustStop(tokens, thoughts, settled);

    assertThat(stopsWithAnd).isEqualTo(and);
    assertThat(stopsWithOr).isEqualTo(or);
  }
}
