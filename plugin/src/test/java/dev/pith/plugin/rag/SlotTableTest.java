package dev.pith.plugin.rag;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlotTableTest {
  private final SlotTable table = new SlotTable();

  @Test
  void take_sameConversationAgain_isTheSameSlot() {
    table.count(3);
    int a = ask("a");
    int b = ask("b");

    assertThat(a).isNotEqualTo(b);
    assertThat(ask("a")).isEqualTo(a);
    assertThat(ask("b")).isEqualTo(b);
  }

  @Test
  void take_moreConversationsThanSlots_takesTheOneUsedLongestAgo() {
    table.count(2);
    int a = ask("a");
    int b = ask("b");
    ask("a");

    assertThat(ask("c")).isEqualTo(b);
    assertThat(ask("a")).isEqualTo(a);
    assertThat(ask("b")).as("its slot was given away, c's is the oldest").isEqualTo(b);
  }

  @Test
  void take_slotIsBusy_isNothing() {
    table.count(2);
    SlotTable.Taken first = table.take("a").orElseThrow();

    assertThat(table.take("a")).as("it would wait for its own slot").isEmpty();
    SlotTable.Taken second = table.take("b").orElseThrow();
    assertThat(table.take("c")).as("both are busy").isEmpty();
    table.giveBack(second);
    assertThat(table.take("c").orElseThrow().index()).isEqualTo(second.index());
    table.giveBack(first);
    assertThat(table.take("a").orElseThrow().index()).isEqualTo(first.index());
  }

  @Test
  void take_oneSlotOrUnknown_isNothing() {
    assertThat(table.take("a")).isEmpty();
    table.count(1);
    assertThat(table.take("a")).isEmpty();
  }

  @Test
  void giveBack_ofAServerThatWasStartedAgain_freesNothingThere() {
    table.count(2);
    SlotTable.Taken old = table.take("a").orElseThrow();
    table.count(0);
    table.count(2);
    assertThat(table.take("b")).isPresent();
    assertThat(table.take("c")).isPresent();

    table.giveBack(old);

    assertThat(table.take("d")).isEmpty();
  }

  private int ask(String conversation) {
    SlotTable.Taken taken = table.take(conversation).orElseThrow();
    table.giveBack(taken);
    return taken.index();
  }
}
