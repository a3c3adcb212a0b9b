package dev.pith.ragcache.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FocusRuleTest {

  private static final FocusSettings SETTINGS = FocusSettings.defaults();

  private static final double[][] MASSES = {
    {.30, .25, .25, .20},
    {.35, .25, .22, .18},
    {.50, .20, .18, .12},
    {.55, .20, .15, .10},
    {.60, .15, .15, .10}
  };

  @Test
  void onLayer_sameLeaderThreeTimes_isInFocusFromTheNextLayerOn() {
    FocusRule rule = new FocusRule(SETTINGS, MASSES.length, lengths(4));

    assertThat(rule.onLayer(MASSES[0])).isEmpty();
    assertThat(rule.onLayer(MASSES[1])).isEmpty();
    assertThat(rule.focus()).isEmpty();
    assertThat(rule.onLayer(MASSES[2])).hasValue(new Focus(3, List.of(0)));
    assertThat(rule.focus()).hasValue(new Focus(3, List.of(0)));
  }

  @Test
  void onLayer_afterTheFocus_staysAsItIs() {
    FocusRule rule = new FocusRule(SETTINGS, 8, lengths(4));
    feed(rule, MASSES);

    assertThat(rule.onLayer(new double[] {0, 90, 0, 0})).hasValue(new Focus(3, List.of(0)));
  }

  @Test
  void onLayer_leadersChange_startsAnew() {
    FocusRule rule = new FocusRule(SETTINGS, 10, lengths(3));

    feed(rule, new double[][] {{5, 1, 1}, {5, 1, 1}, {0, 20, 1}, {0, 5, 1}});
    assertThat(rule.focus()).isEmpty();

    assertThat(rule.onLayer(new double[] {0, 5, 1})).hasValue(new Focus(5, List.of(1)));
  }

  @Test
  void onLayer_anotherLeadsInOneLayer_theSumsDecide() {
    FocusRule rule = new FocusRule(SETTINGS, 10, lengths(3));

    feed(rule, new double[][] {{5, 1, 1}, {5, 1, 1}});

    assertThat(rule.onLayer(new double[] {1, 3, 1})).hasValue(new Focus(3, List.of(0)));
  }

  @Test
  void onLayer_severalAboveTheGap_areAllInFocus() {
    FocusRule rule = new FocusRule(SETTINGS.withLeastLayers(1), 4, lengths(5));

    assertThat(rule.onLayer(new double[] {.1, .4, .02, .38, .1}))
        .hasValue(new Focus(1, List.of(1, 3)));
  }

  @Test
  void onLayer_nothingToTellThemApart_isNeverAFocus() {
    FocusRule rule = new FocusRule(SETTINGS.withLeastLayers(1), 10, lengths(3));

    feed(rule, new double[][] {{1, 1, 1}, {0, 0, 0}, {.2, .2, .2}});

    assertThat(rule.focus()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void onLayer_fewerThanTwoChunks_isNeverAFocus(int chunks) {
    FocusRule rule = new FocusRule(SETTINGS.withLeastLayers(1), 3, lengths(chunks));

    assertThat(rule.onLayer(new double[chunks])).isEmpty();
    assertThat(rule.onLayer(new double[chunks])).isEmpty();
  }

  @Test
  void onLayer_wouldBeginBehindTheLastLayer_isNoFocus() {
    FocusRule rule = new FocusRule(SETTINGS, 3, lengths(4));

    feed(rule, new double[][] {MASSES[0], MASSES[1], MASSES[2]});

    assertThat(rule.focus()).isEmpty();
  }

  @Test
  void onLayer_perToken_looksAtDensity() {
    double[] masses = {8, 2, 1};
    int[] lengths = {100, 10, 50};
    FocusSettings once = SETTINGS.withLeastLayers(1);

    assertThat(new FocusRule(once, 4, lengths).onLayer(masses)).hasValue(new Focus(1, List.of(0)));
    assertThat(new FocusRule(once.withPerToken(true), 4, lengths).onLayer(masses))
        .hasValue(new Focus(1, List.of(1)));
  }

  @ParameterizedTest
  @CsvSource({"3, 0, 32, 3", "3, .25, 32, 8", "3, .1, 12, 3", "1, .3, 10, 3", "2, 1, 6, 6"})
  void window_bothLimits_areMet(int layers, double share, int depth, int window) {
    assertThat(SETTINGS.withLeastLayers(layers).withLeastShare(share).window(depth))
        .isEqualTo(window);
  }

  @Test
  void onLayer_badMasses_areRefused() {
    FocusRule rule = new FocusRule(SETTINGS, 2, lengths(2));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> rule.onLayer(new double[3]))
        .withMessage("masses must have 2 chunks: 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rule.onLayer(new double[] {1, Double.NaN}))
        .withMessage("masses must be >= 0 and finite: NaN");
    rule.onLayer(new double[2]);
    rule.onLayer(new double[2]);
    assertThatIllegalStateException()
        .isThrownBy(() -> rule.onLayer(new double[2]))
        .withMessage("all 2 layers were seen");
  }

  @Test
  void create_badArguments_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FocusRule(SETTINGS, 0, lengths(2)))
        .withMessage("layers must be positive: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FocusRule(SETTINGS, 2, new int[] {1, 0}))
        .withMessage("chunkLengths must be positive: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SETTINGS.withLeastLayers(0))
        .withMessage("leastLayers must be positive: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SETTINGS.withLeastShare(1.5))
        .withMessage("leastShare must be in [0, 1]: 1.5");
  }

  private static void feed(FocusRule rule, double[][] masses) {
    for (double[] layer : masses) {
      rule.onLayer(layer);
    }
  }

  private static int[] lengths(int chunks) {
    int[] lengths = new int[chunks];
    Arrays.fill(lengths, 512);
    return lengths;
  }
}
