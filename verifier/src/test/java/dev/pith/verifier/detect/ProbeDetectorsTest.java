package dev.pith.verifier.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.verifier.detect.DetectorSettings.Combine;
import dev.pith.verifier.detect.DetectorSettings.Member;
import dev.pith.verifier.detect.Prober.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ProbeDetectorsTest {

  private static final ProbeCost COST = ProbeCost.of(100, 90, 5);

  /** Says at each place what it is told to. */
  private static final class Scripted implements Prober {
    final Map<Place, ProbeReading> readings = new HashMap<>();
    final List<String> asked = new ArrayList<>();

    @Override
    public CompletionStage<ProbeReading> probe(Place place, String thinking) {
      asked.add(place + " " + thinking);
      return CompletableFuture.completedFuture(
          readings.getOrDefault(place, ProbeReading.failed(ProbeCost.UNKNOWN)));
    }
  }

  private final Scripted model = new Scripted();
  private int checkpoint;

  @Test
  void detect_twoFromOnePlace_oneProbeThatTheFirstPays() {
    List<Detector> detectors = detectors("forced-answer", "confidence");
    model.readings.put(Place.IN_ANSWER, written(" 42", 0.9, ".", 0.9));

    List<Detection> first = ask(detectors, "It is 42.");
    ask(detectors, "Yes, 42.");

    assertThat(first).extracting(Detection::cost).containsExactly(COST, ProbeCost.NOTHING);
    assertThat(model.asked).containsExactly("IN_ANSWER It is 42.", "IN_ANSWER Yes, 42.");
  }

  @Test
  void forcedAnswer_equalAnswersInARow_reachOne() {
    List<Detector> detectors = detectors("forced-answer");

    assertThat(answers(detectors, " 41", " 42", " 42.0", " \\boxed{42}", " 7"))
        .containsExactly(0.5, 0.5, 1.0, 1.0, 0.5);
  }

  @Test
  void forcedAnswer_noAnswer_isNotTheSameAsNone() {
    List<Detector> detectors = detectors("forced-answer");

    assertThat(answers(detectors, "\n", "\n", " 42", "\n", " 42"))
        .containsExactly(0.0, 0.0, 0.5, 0.0, 0.5);
  }

  @Test
  void confidence_tokensOfTheAnswer_isTheirGeometricMean() {
    model.readings.put(
        Place.IN_ANSWER, written(" 4", 0.9, "2", 0.4, ".", 0.8, "\n", 0.01, "But", 0.01));

    double score = ask(detectors("confidence"), "t").get(0).score().orElseThrow();

    assertThat(score).isCloseTo(Math.cbrt(0.9 * 0.4 * 0.8), within(1e-9));
  }

  @Test
  void entropy_firstToken_isTheInverseOfItsPerplexity() {
    NextToken even =
        new NextToken(
            "a", OptionalDouble.of(Math.log(0.5)), Map.of("a", Math.log(0.5), "b", Math.log(0.5)));
    model.readings.put(Place.AFTER_END_TAG, new ProbeReading(List.of(even), COST));

    double score = ask(detectors("entropy"), "t").get(0).score().orElseThrow();

    assertThat(score).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void margin_endTagTwiceAsLikely_isTwoThirds() {
    NextToken next =
        new NextToken(
            "</think>",
            OptionalDouble.of(Math.log(0.6)),
            Map.of("</think>", Math.log(0.6), "Wait", Math.log(0.3)));
    model.readings.put(Place.AFTER_THINKING, new ProbeReading(List.of(next), COST));

    double score = ask(detectors("margin"), "t").get(0).score().orElseThrow();

    assertThat(score).isCloseTo(2.0 / 3, within(1e-9));
  }

  @Test
  void margin_endTagNotAmongTheTold_isZero() {
    NextToken next =
        new NextToken("Wait", OptionalDouble.of(-0.1), Map.of("Wait", -0.1, "So", -2.5));
    model.readings.put(Place.AFTER_THINKING, new ProbeReading(List.of(next), COST));

    assertThat(ask(detectors("margin"), "t").get(0).score()).hasValue(0);
  }

  @Test
  void detect_failedProbe_everyDetectorAbstains() {
    List<Detection> detections =
        ask(detectors("forced-answer", "confidence", "entropy", "margin"), "t");

    assertThat(detections).extracting(Detection::score).containsOnly(OptionalDouble.empty());
    assertThat(detections.get(0).cost()).isEqualTo(ProbeCost.UNKNOWN);
  }

  private List<Double> answers(List<Detector> detectors, String... texts) {
    return Arrays.stream(texts)
        .map(
            text -> {
              model.readings.put(Place.IN_ANSWER, written(text, 0.9, "\n", 0.9));
              return ask(detectors, "t").get(0).score().orElseThrow();
            })
        .toList();
  }

  private List<Detection> ask(List<Detector> detectors, String thinking) {
    Checkpoint at = new Checkpoint(++checkpoint, thinking.length());
    return detectors.stream()
        .map(each -> each.detect(at, thinking).toCompletableFuture().join())
        .toList();
  }

  private List<Detector> detectors(String... names) {
    List<Member> members = Arrays.stream(names).map(name -> new Member(name, 0.5, 1, 1)).toList();
    return ProbeDetectors.of(
        new DetectorSettings(members, Combine.ANY, 0.5, 1, 10, 2, 20, "The final answer is"),
        "What is 6*7?",
        "</think>",
        model);
  }

  /** Returns tokens with their probabilities, in turns. */
  private static ProbeReading written(Object... tokens) {
    List<NextToken> all = new ArrayList<>();
    for (int i = 0; i < tokens.length; i += 2) {
      all.add(
          new NextToken(
              (String) tokens[i], OptionalDouble.of(Math.log((Double) tokens[i + 1])), Map.of()));
    }
    return new ProbeReading(all, COST);
  }
}
