package dev.pith.plugin.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CutRecordTest {

  @Test
  void failed_twiceInTwentyCuts_objects() {
    CutRecord record = new CutRecord();
    assertThat(record.failed("refused")).isFalse();
    for (int i = 0; i < CutRecord.WINDOW - 2; i++) {
      record.succeeded();
    }
    assertThat(record.objection()).isEmpty();

    assertThat(record.failed("thought-anew")).isTrue();

    assertThat(record.objection()).contains("2 of its last 20 cuts failed, lastly: thought-anew");
  }

  @Test
  void failed_onceInEveryTwentyCuts_doesNotObject() {
    CutRecord record = new CutRecord();
    for (int round = 0; round < 5; round++) {
      record.failed("refused");
      for (int i = 0; i < CutRecord.WINDOW; i++) {
        record.succeeded();
      }
    }

    assertThat(record.objection()).isEmpty();
    assertThat(record.cuts()).isEqualTo(CutRecord.WINDOW);
    assertThat(record.failures()).isZero();
  }
}
