package dev.pith.verifier.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pith.verifier.detect.DetectorSettings.Combine;
import dev.pith.verifier.detect.DetectorSettings.Member;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DetectorPanelTest {

  private static final long SEED = Long.getLong("pith.test.seed", 20_261_124L);

  private long atToken;

  @Test
  void settled_off_isTheVerdict() {
    DetectorPanel panel = new DetectorPanel(DetectorSettings.OFF);

    assertThat(panel.onBoundary(1_000, 1_000)).isEmpty();
    assertThat(panel.settled()).isFalse();
    panel.onVerifier(true);
    assertThat(panel.settled()).isTrue();
  }

  @Test
  void settled_any_oneThatHasPatienceIsEnough() {
    DetectorPanel panel = panel(Combine.ANY, 0.5, new Member("a", 0.8, 2, 1), one("b"));

    answer(panel, 0.9, 0.1);
    assertThat(panel.settled()).as("once").isFalse();
    answer(panel, 0.8, 0.1);
    assertThat(panel.settled()).as("twice").isTrue();
    answer(panel, 0.7, 0.1);
    assertThat(panel.settled()).as("not any more").isFalse();
    panel.onVerifier(true);
    assertThat(panel.settled()).as("the verdict").isTrue();
  }

  @Test
  void settled_all_wantsEveryDetectorAndTheVerdict() {
    DetectorPanel panel = panel(Combine.ALL, 0.5, one("a"), one("b"));

    panel.onVerifier(true);
    assertThat(panel.settled()).as("no detector has answered").isFalse();
    answer(panel, 1.0, 0.4);
    assertThat(panel.settled()).as("one says no").isFalse();
    answer(panel, 1.0, 1.0);
    assertThat(panel.settled()).isTrue();
    panel.onVerifier(false);
    assertThat(panel.settled()).as("the verdict is taken back").isFalse();
  }

  @Test
  void settled_weighted_isTheMeanOverAllWeights() {
    DetectorPanel panel =
        panel(Combine.WEIGHTED, 0.5, new Member("a", 1, 1, 2), new Member("b", 1, 1, 1));

    answer(panel, 0.9, 0.1);
    assertThat(panel.settled()).as("(1.8 + 0.1 + 0) / 4").isFalse();
    answer(panel, 0.9, 0.2);
    assertThat(panel.settled()).as("(1.8 + 0.2 + 0) / 4").isTrue();
    answer(panel, 0.4, 0.1);
    panel.onVerifier(true);
    assertThat(panel.settled()).as("(0.8 + 0.1 + 1) / 4").isFalse();
  }

  @Test
  void onScores_abstention_isNeitherYesNorNo() {
    DetectorPanel panel = panel(Combine.ANY, 0.5, new Member("a", 0.8, 2, 1));

    answer(panel, 0.9);
    answer(panel, (Double) null);
    assertThat(panel.settled()).isFalse();
    answer(panel, 0.9);
    assertThat(panel.settled()).isTrue();
  }

  @Test
  void onBoundary_gapAndOpenCheckpoint_arePassedOver() {
    DetectorPanel panel = panel(Combine.ANY, 0.5, one("a"));

    assertThat(panel.onBoundary(30, 9)).as("within the gap").isEmpty();
    assertThat(panel.onBoundary(33, 10)).hasValue(new Checkpoint(1, 33));
    assertThat(panel.onBoundary(90, 30)).as("the first is open").isEmpty();
    panel.onScores(1, List.of(OptionalDouble.empty()));
    assertThat(panel.onBoundary(93, 31)).hasValue(new Checkpoint(2, 93));
  }

  @Test
  void onScores_nothingOpen_isRefused() {
    DetectorPanel panel = panel(Combine.ANY, 0.5, one("a"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> panel.onScores(1, List.of(OptionalDouble.of(1))))
        .withMessage("no such checkpoint is open: 1");
    panel.onBoundary(30, 10);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> panel.onScores(1, List.of()))
        .withMessage("there must be 1 answers: 0");
  }

  /** Against a second, plain formulation over the whole history. */
  @Test
  void settled_randomAnswers_isWhatTheDefinitionSays() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    for (int round = 0; round < 200; round++) {
      List<Member> members = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        members.add(new Member("d" + i, 0.5, 1 + random.nextInt(3), random.nextInt(3)));
      }
      Combine combine = List.of(Combine.values()).get(random.nextInt(3));
      DetectorPanel panel = panel(combine, 0.6, members.toArray(Member[]::new));
      List<List<Double>> history = new ArrayList<>();
      members.forEach(each -> history.add(new ArrayList<>()));
      for (int step = 0; step < 12; step++) {
        Double[] answers = new Double[members.size()];
        for (int i = 0; i < answers.length; i++) {
          answers[i] = random.nextInt(4) == 0 ? null : random.nextInt(5) / 4.0;
          if (answers[i] != null) {
            history.get(i).add(answers[i]);
          }
        }
        boolean verdict = random.nextBoolean();
        panel.onVerifier(verdict);
        answer(panel, answers);

        assertThat(panel.settled())
            .as("seed %s, round %s, step %s", SEED, round, step)
            .isEqualTo(plainly(combine, members, history, verdict));
      }
    }
  }

  private static boolean plainly(
      Combine combine, List<Member> members, List<List<Double>> history, boolean verdict) {
    List<Double> votes = new ArrayList<>();
    List<Boolean> says = new ArrayList<>(List.of(verdict));
    double sum = verdict ? 1 : 0;
    double weights = 1;
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      List<Double> all = history.get(i);
      List<Double> last = all.subList(Math.max(0, all.size() - member.patience()), all.size());
      votes.add(last.size() < member.patience() ? 0.0 : last.stream().min(Double::compare).get());
      says.add(votes.get(i) >= member.threshold());
      sum += votes.get(i) * member.weight();
      weights += member.weight();
    }
    return switch (combine) {
      case ANY -> says.contains(true);
      case ALL -> !says.contains(false);
      case WEIGHTED -> sum / weights >= 0.6 - 1e-12;
    };
  }

  private void answer(DetectorPanel panel, @Nullable Double... scores) {
    atToken += 10;
    Checkpoint at = panel.onBoundary(3 * atToken, atToken).orElseThrow();
    panel.onScores(
        at.id(),
        Arrays.stream(scores)
            .map(score -> score == null ? OptionalDouble.empty() : OptionalDouble.of(score))
            .toList());
  }

  private static Member one(String name) {
    return new Member(name, 0.5, 1, 1);
  }

  private static DetectorPanel panel(Combine combine, double threshold, Member... members) {
    return new DetectorPanel(
        new DetectorSettings(List.of(members), combine, threshold, 1, 10, 2, 20, "It is"));
  }
}
