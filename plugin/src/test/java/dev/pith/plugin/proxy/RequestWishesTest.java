package dev.pith.plugin.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pith.plugin.session.Mode;
import dev.pith.verifier.trim.TrimSettings;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestWishesTest {

  @Test
  void of_noHeaders_leavesTheSettings() {
    RequestWishes wishes = RequestWishes.of(MultiMap.caseInsensitiveMultiMap());

    assertThat(wishes.mode()).isEmpty();
    assertThat(wishes.askForTrimming()).isFalse();
    assertThat(wishes.trim(TrimSettings.pith())).isEqualTo(TrimSettings.pith());
  }

  @Test
  void of_both_areTakenInTheirPlace() {
    RequestWishes wishes = wishes("x-pith-mode", " Auto").with("x-pith-thinking-budget", "0120 ");

    assertThat(wishes.mode()).contains(Mode.AUTO);
    assertThat(wishes.askForTrimming()).isTrue();
    assertThat(wishes.trim(TrimSettings.pith()).thinkingBudgetTokens()).isEqualTo(120);
  }

  @Test
  void of_budgetZero_liftsTheBudgetOfTheSettings() {
    TrimSettings limited = TrimSettings.pith().with("thinking-budget-tokens", "500");

    assertThat(wishes("x-pith-thinking-budget", "0").of().trim(limited).thinkingBudgetTokens())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1e3", "12.5", "9999999999", "many"})
  void of_noNumberOfTokens_isRefusedWithWhatWasSent(String budget) {
    assertThatThrownBy(() -> wishes("x-pith-thinking-budget", budget).of())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x-pith-thinking-budget must be a number of tokens")
        .hasMessageContaining("'" + budget + "'");
  }

  private static Headers wishes(String name, String value) {
    return new Headers(MultiMap.caseInsensitiveMultiMap().add(name, value));
  }

  private record Headers(MultiMap values) {
    RequestWishes with(String name, String value) {
      return RequestWishes.of(values.add(name, value));
    }

    RequestWishes of() {
      return RequestWishes.of(values);
    }
  }
}
