package dev.pith.eval.policy;

import static dev.pith.eval.dataset.SampleTraces.trace;
import static dev.pith.eval.dataset.SampleTraces.traces;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.grade.StatedAnswers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ControlsTest {
  private static final long SEED = 5;

  @Test
  void full_anyTrace_whole() {
    RecordedTrace trace = ofTokens(100);

    assertThat(decide(new FullThinking(), trace)).isEqualTo(new Kept(300, 0.0, Kept.WHOLE));
  }

  @Test
  void fixedCut_share_ofEachTrace() {
    FixedCut policy = new FixedCut("fixed-30", 0.3);

    assertThat(decide(policy, ofTokens(100)).position()).isEqualTo(90);
    assertThat(decide(policy, ofTokens(10)).position()).isEqualTo(9);
  }

  @Test
  void fixedCut_shareOutsideTheTrace_refused() {
    assertThatThrownBy(() -> new FixedCut("fixed", 1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("share must be in [0, 1]: 1.5");
  }

  @Test
  void tokenBudget_shorterTrace_whole() {
    TokenBudget policy = new TokenBudget("budget", 50);

    assertThat(decide(policy, ofTokens(100)).position()).isEqualTo(150);
    assertThat(decide(policy, ofTokens(40)).reason()).isEqualTo(Kept.WHOLE);
  }

  @Test
  void tokenBudget_recordedTokens_sharedOut() {
    RecordedTrace trace = trace(Map.of("thinking", "x".repeat(100), "thinking_tokens", 200));

    assertThat(decide(new TokenBudget("budget", 50), trace).position()).isEqualTo(25);
  }

  @Test
  void randomCut_sameSeed_sameCutWhateverTheOrder() {
    RecordedTrace trace = ofTokens(1_000);

    Kept first = decide(new RandomCut("random", 0.2, 0.8, SEED), trace);
    Kept again = decide(new RandomCut("random", 0.2, 0.8, SEED), trace);
    Kept other = decide(new RandomCut("random", 0.2, 0.8, SEED + 1), trace);

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
    assertThat(first.position()).isBetween(600L, 2_400L);
  }

  @Test
  void matched_anyTarget_saveWhatPithSaved() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Map<String, String>> records = new ArrayList<>();
    SavingTarget target = new SavingTarget();
    double spentShares = 0;
    double spentTokens = 0;
    for (int i = 0; i < 60; i++) {
      int tokens = 100 + random.nextInt(900);
      double spent = tokens * (0.3 + 0.7 * random.nextDouble());
      records.add(Map.of("thinking", "abc".repeat(tokens)));
      target.add(tokens, spent);
      spentShares += spent / tokens;
      spentTokens += spent;
    }

    List<RecordedTrace> traces = traces(records);
    List<Policy> matched =
        PolicyRegistry.matched(
            List.of("fixed-equal", "budget-equal", "random-equal"), target, SEED);

    assertThat(meanShare(named(matched, "fixed-equal"), traces))
        .as("seed %s", SEED)
        .isCloseTo(spentShares / 60, within(0.002));
    assertThat(tokens(named(matched, "budget-equal"), traces))
        .as("seed %s", SEED)
        .isCloseTo(spentTokens, within(30.0));
    assertThat(named(matched, "random-equal")).hasSize(20);
    assertThat(meanShare(named(matched, "random-equal"), traces))
        .as("seed %s", SEED)
        .isCloseTo(spentShares / 60, within(0.02));
  }

  @Test
  void matched_nothingSaved_whole() {
    SavingTarget target = new SavingTarget();
    target.add(100, 100);
    target.add(200, 203);

    List<Policy> matched = PolicyRegistry.matched(PolicyRegistry.names(), target, SEED);

    assertThat(matched)
        .allSatisfy(
            policy -> assertThat(decide(policy, ofTokens(200)).reason()).isEqualTo(Kept.WHOLE));
  }

  @Test
  void budgetTokens_shortTracesFitIn_restShared() {
    SavingTarget target = new SavingTarget();
    target.add(10, 10);
    target.add(100, 40);
    target.add(100, 60);

    assertThat(target.budgetTokens()).isEqualTo(50.0);
  }

  private static RecordedTrace ofTokens(int tokens) {
    return trace(Map.of("thinking", "abc".repeat(tokens)));
  }

  private static Kept decide(Policy policy, RecordedTrace trace) {
    return policy.decide(trace, StatedAnswers.of(trace));
  }

  private static List<Policy> named(List<Policy> policies, String name) {
    return policies.stream().filter(policy -> policy.name().equals(name)).toList();
  }

  private static double meanShare(List<Policy> policies, List<RecordedTrace> traces) {
    return policies.stream()
        .flatMapToDouble(
            policy ->
                traces.stream()
                    .mapToDouble(
                        trace -> (double) decide(policy, trace).position() / trace.length()))
        .average()
        .orElseThrow();
  }

  private static double tokens(List<Policy> policies, List<RecordedTrace> traces) {
    return policies.stream()
        .flatMapToDouble(
            policy ->
                traces.stream()
                    .mapToDouble(trace -> trace.tokens(decide(policy, trace).position())))
        .sum();
  }
}
