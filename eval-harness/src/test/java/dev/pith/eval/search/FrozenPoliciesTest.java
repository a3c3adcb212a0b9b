package dev.pith.eval.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pith.verifier.vote.WaveSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrozenPoliciesTest {
  private static final FrozenPolicies.Policy POLICY =
      new FrozenPolicies.Policy(
          "pith-8", 8, new WaveSettings(3, 9, 2, 24, 0.3, 8, 8, false, 0.95, 2, 2, true, 0.6, 10));

  @TempDir private Path folder;

  @Test
  void shipped_policies_haveAllBarsWithAndWithoutProbes() throws Exception {
    FrozenPolicies shipped = FrozenPolicies.shipped();

    assertThat(shipped.tunedOn()).isNotBlank();
    for (int bar : new int[] {8, 16, 32, 64}) {
      for (boolean probes : new boolean[] {false, true}) {
        assertThat(shipped.policies())
            .as("sc@%s, probes %s", bar, probes)
            .anyMatch(policy -> policy.bar() == bar && policy.settings().probes() == probes);
      }
    }
    assertThat(VotePolicies.with(shipped)).containsKey("pith-8").containsKey("sc@64");
  }

  @Test
  void read_whatWasWritten_isTheSame() throws Exception {
    Path file = folder.resolve("frozen.json");
    FrozenPolicies frozen = new FrozenPolicies("some set", List.of(POLICY));

    frozen.write(file);

    assertThat(FrozenPolicies.read(file)).isEqualTo(frozen);
  }

  @Test
  void read_wrongFile_namesItAndTheLine() throws Exception {
    Path file = folder.resolve("frozen.json");
    new FrozenPolicies("some set", List.of(POLICY)).write(file);
    String text = Files.readString(file);

    Files.writeString(file, text.replace("\"hold\"", "\"surety\" : 1, \"hold\""));
    assertThatIOException()
        .isThrownBy(() -> FrozenPolicies.read(file))
        .withMessageContaining("frozen.json, line ")
        .withMessageContaining("surety");
    Files.writeString(file, text.replace("0.95", "1.95"));
    assertThatIOException()
        .isThrownBy(() -> FrozenPolicies.read(file))
        .withMessageContaining("confidence must be in [0.5, 1]: 1.95");
    Files.writeString(file, text.replace("\"hold\" : 2,", ""));
    assertThatIOException()
        .isThrownBy(() -> FrozenPolicies.read(file))
        .withMessageContaining("hold");
  }

  @Test
  void with_twoPoliciesOfOneName_isRefused() {
    FrozenPolicies twice = new FrozenPolicies("some set", List.of(POLICY, POLICY));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> VotePolicies.with(twice))
        .withMessageContaining("pith-8");
  }
}
