package dev.pith.plugin.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.plugin.history.CacheBalance.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CacheBalanceTest {

  @Test
  void firstWorthwhile_gainOverCost_isTaken() {
    CacheBalance balance = new CacheBalance(0.1, 8); // nine requests at a tenth: 0.9 a token

    assertThat(balance.firstWorthwhile(List.of(new Edit(101, 100)))).hasValue(0);
    assertThat(balance.firstWorthwhile(List.of(new Edit(100, 100)))).isEmpty();
    assertThat(balance.firstWorthwhile(List.of())).isEmpty();
  }

  @Test
  void firstWorthwhile_noCache_takesEverything() {
    CacheBalance balance = new CacheBalance(1, 1);

    assertThat(balance.firstWorthwhile(List.of(new Edit(1, 10_000), new Edit(1, 5)))).hasValue(0);
  }

  @Test
  void firstWorthwhile_cacheForNothing_takesNothing() {
    assertThat(new CacheBalance(0, 100).firstWorthwhile(List.of(new Edit(1_000, 1)))).isEmpty();
  }

  @Test
  void firstWorthwhile_anyEdits_isTheBestBeginning() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 500; round++) {
      double price = random.nextInt(11) / 10.0;
      int resends = 1 + random.nextInt(10);
      List<Edit> edits = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        edits.add(new Edit(random.nextInt(200), random.nextInt(400)));
      }

      OptionalInt found = new CacheBalance(price, resends).firstWorthwhile(edits);

      double best = 0;
      for (int from = 0; from < edits.size(); from++) {
        best = Math.max(best, net(edits, from, price, resends));
      }
      double reached = found.isEmpty() ? 0 : net(edits, found.getAsInt(), price, resends);
      assertThat(reached).as("%s", edits).isCloseTo(best, within(1e-9));
    }
  }

  private static double net(List<Edit> edits, int from, double price, int resends) {
    double removed = edits.subList(from, edits.size()).stream().mapToLong(Edit::removed).sum();
    return price * removed * (resends + 1) - (1 - price) * edits.get(from).readAgain();
  }
}
