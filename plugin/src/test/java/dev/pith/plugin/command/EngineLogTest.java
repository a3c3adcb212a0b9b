package dev.pith.plugin.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EngineLogTest {

  @Test
  void engineLog_goesWhereAllLogsGo() {
    System.Logger log = System.getLogger("dev.pith.ragcache");

    assertThat(log.getClass().getName()).startsWith("org.slf4j.");
  }
}
