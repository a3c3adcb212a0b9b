package dev.pith.plugin.rag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.rag.PrimeBudget.Claim;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PrimeBudgetTest {
  private long nanos = -5;
  private final PrimeBudget budget = new PrimeBudget(100, () -> nanos);

  @Test
  void claim_whileOneIsRead_isBusy() {
    assertThat(budget.claim(10)).isEqualTo(Claim.GRANTED);
    assertThat(budget.claim(10)).isEqualTo(Claim.BUSY);
    budget.settle();
    assertThat(budget.claim(10)).isEqualTo(Claim.GRANTED);
  }

  @Test
  void claim_moreThanIsLeft_isSpentUntilTheHourIsOver() {
    assertThat(budget.claim(101)).isEqualTo(Claim.SPENT);
    assertThat(budget.claim(60)).isEqualTo(Claim.GRANTED);
    budget.settle();
    assertThat(budget.claim(41)).isEqualTo(Claim.SPENT);
    assertThat(budget.claim(40)).isEqualTo(Claim.GRANTED);
    budget.settle();

    nanos += Duration.ofHours(1).toNanos() - 1;
    assertThat(budget.claim(1)).isEqualTo(Claim.SPENT);
    nanos++;
    assertThat(budget.claim(100)).isEqualTo(Claim.GRANTED);
  }

  @Test
  void settle_whatItTookIsKnown_countsThatAndNotTheEstimate() {
    assertThat(budget.claim(60)).isEqualTo(Claim.GRANTED);
    budget.settle(5);
    assertThat(budget.claim(95)).isEqualTo(Claim.GRANTED);
    budget.settle(120);
    assertThat(budget.claim(1)).isEqualTo(Claim.SPENT);
  }
}
