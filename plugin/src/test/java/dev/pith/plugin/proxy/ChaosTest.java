package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/**
 * Thousands of exchanges in which the upstream, the client and the verifier fail in every way, many
 * at a time. {@code -Dpith.chaos.seed} replays a run.
 */
class ChaosTest {

  private static final int FAULTS = 5_000;
  private static final long SEED = Long.getLong("pith.chaos.seed", 20_251);

  @Test
  void exchanges_twoCallsSideBySide_noHangNoLossNoMixNoLeak() {
    exchanges_endAsTheyMust("generic", true);
  }

  @Test
  void exchanges_oneCallAtATime_noHangNoLossNoMixNoLeak() {
    exchanges_endAsTheyMust("sglang", false);
  }

  private static void exchanges_endAsTheyMust(String kind, boolean patient) {
    try (ChaosBed bed = new ChaosBed(kind, SEED, patient)) {
      bed.run(FAULTS);
      String run = bed.toString();

      assertThat(bed.complaints()).as(run).isEmpty();
      await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).as(run).isZero());
      await().untilAsserted(() -> assertThat(bed.upstream.busy()).as(run).isZero());
      await().untilAsserted(() -> assertThat(bed.timers.open()).as(run).isZero());
      await().untilAsserted(() -> assertThat(bed.upstream.connections()).as(run).isZero());
      bed.checkCounts();
    }
  }
}
