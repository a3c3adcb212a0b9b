package dev.pith.ragcache.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContextProfileTest {

  private final List<ChunkKey> prefix = Profiles.keys("A B");
  private int[] prefixLengths = {3, 4};
  private int length = 2;
  private float[][] inter = {{.5f, .25f}, {.75f, 0}, {1, .125f}};
  private float[] intra = {1.25f, 1.5f, .5f};
  private float[] outside = {.4f, .6f};
  private float[] sink = {.1f, .2f};

  @Test
  void create_arrays_areCopied() {
    ContextProfile profile = create();
    prefixLengths[1] = 9;
    inter[2][0] = 9;
    intra[1] = 9;
    outside[1] = 9;
    sink[0] = 9;

    assertThat(profile.prefix()).isEqualTo(prefix);
    assertThat(profile.prefixLength(1)).isEqualTo(4);
    assertThat(profile.length()).isEqualTo(2);
    assertThat(profile.layers()).isEqualTo(3);
    assertThat(profile.inter(2, 0)).isEqualTo(1);
    assertThat(profile.intra(1)).isEqualTo(1.5);
    assertThat(profile.outside(1)).isEqualTo(.6f);
    assertThat(profile.sink(0)).isEqualTo(.1f);
    assertThat(profile.partial()).isTrue();
  }

  @Test
  void isExactBehind_onlyTheTextBeforeIt() {
    ContextProfile exact = Profiles.of("A B", .5, .5);
    ChunkKey before = exact.exactBehind();

    assertThat(exact.partial()).isFalse();
    assertThat(before).isNotNull();
    assertThat(exact.isExactBehind(before)).isTrue();
    assertThat(exact.isExactBehind(Profiles.key("A"))).isFalse();
    assertThat(create().isExactBehind(before)).isFalse();
  }

  @Test
  void create_emptyChunk_isRefused() {
    length = 0;

    assertRefused("length must be positive: 0");
  }

  @Test
  void create_prefixLengths_mustFitThePrefix() {
    prefixLengths = new int[] {3};
    assertRefused("prefixLengths must have 2 numbers: 1");

    prefixLengths = new int[] {3, 0};
    assertRefused("prefixLengths must be positive: 0");
  }

  @Test
  void create_shapesThatDoNotFit_areRefused() {
    float[][] allLayers = inter;
    inter = new float[][] {inter[0]};
    assertRefused("inter must have 3 layers: 1");

    inter = allLayers;
    inter[1] = new float[1];
    assertRefused("inter must have 2 segments: 1");

    inter[1] = new float[2];
    outside = new float[3];
    assertRefused("outside must have 2 tokens: 3");

    outside = new float[2];
    sink = new float[1];
    assertRefused("sink must have 2 tokens: 1");

    intra = new float[0];
    assertRefused("intra must have a number for each layer: 0");
  }

  @Test
  void create_whatIsNoMass_isRefused() {
    inter[1][1] = Float.NaN;
    assertRefused("inter must be >= 0 and finite: NaN");

    inter[1][1] = 0;
    intra[2] = -1;
    assertRefused("intra must be >= 0 and finite: -1.0");

    intra[2] = 0;
    outside[0] = Float.POSITIVE_INFINITY;
    assertRefused("outside must be >= 0 and finite: Infinity");

    outside[0] = 0;
    sink[1] = -.5f;
    assertRefused("sink must be >= 0 and finite: -0.5");
  }

  private void assertRefused(String message) {
    assertThatIllegalArgumentException().isThrownBy(this::create).withMessage(message);
  }

  private ContextProfile create() {
    return new ContextProfile(prefix, prefixLengths, length, inter, intra, outside, sink, null);
  }
}
