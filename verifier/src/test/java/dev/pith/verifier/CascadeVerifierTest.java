package dev.pith.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class CascadeVerifierTest {
  private final List<String> asked = new ArrayList<>();

  @Test
  void statesAnswer_decidedStage_asksNoFurther() {
    CascadeVerifier cascade = cascade(stage("a", done(new Verdict(0.9, 3))), stage("b", never()));

    assertThat(cascade.statesAnswer("q", "e").toCompletableFuture().getNow(null))
        .contains(new Verdict(0.9, 3));
    assertThat(asked).containsExactly("a states q e");
  }

  @Test
  void sameAnswer_abstentionsAndUndecided_goOnAndCostTheSum() {
    CascadeVerifier cascade =
        cascade(
            stage("free", CompletableFuture.completedFuture(Optional.empty())),
            stage("unsure", done(new Verdict(0.6, 40))),
            stage("mute", done(Verdict.abstention(OptionalLong.of(5)))),
            stage("sure", done(new Verdict(0.1, 100))));

    assertThat(now(cascade.sameAnswer("q", "x", "y"))).contains(new Verdict(0.1, 145));
    assertThat(asked)
        .containsExactly(
            "free same q x y", "unsure same q x y", "mute same q x y", "sure same q x y");
  }

  @Test
  void sameAnswer_nobodyDecides_hasTheLastProbability() {
    CascadeVerifier cascade =
        cascade(
            stage("unsure", done(new Verdict(0.6, 40))),
            stage("mute", done(Verdict.abstention(OptionalLong.of(5)))));

    assertThat(now(cascade.sameAnswer("q", "x", "y"))).contains(new Verdict(0.6, 45));
  }

  @Test
  void statesAnswer_failures_goOnAndLeaveThePriceUnknown() {
    CascadeVerifier cascade =
        cascade(
            stage("failed", CompletableFuture.failedFuture(new IllegalStateException("down"))),
            new CascadeVerifier.Stage("thrown", throwing()),
            stage("sure", done(new Verdict(1.0, 7))));

    assertThat(now(cascade.statesAnswer("q", "e")))
        .contains(new Verdict(OptionalDouble.of(1.0), OptionalLong.empty()));
    assertThat(cascade.status())
        .isEqualTo(
            Map.of("failed", counts(0, 1, 1), "thrown", counts(0, 1, 1), "sure", counts(1, 0, 0)));
  }

  @Test
  void statesAnswer_noStages_abstains() {
    assertThat(now(cascade().statesAnswer("q", "e"))).isEmpty();
  }

  private static Map<String, Object> counts(long decided, long left, long failed) {
    return Map.of("decided", decided, "left", left, "failed", failed);
  }

  private static CascadeVerifier cascade(CascadeVerifier.Stage... stages) {
    return new CascadeVerifier(List.of(stages), 0.2, 0.2);
  }

  private CascadeVerifier.Stage stage(String name, CompletionStage<Optional<Verdict>> answer) {
    return new CascadeVerifier.Stage(
        name,
        new Verifier() {
          @Override
          public CompletionStage<Optional<Verdict>> statesAnswer(String question, String excerpt) {
            asked.add(name + " states " + question + " " + excerpt);
            return answer;
          }

          @Override
          public CompletionStage<Optional<Verdict>> sameAnswer(
              String question, String first, String second) {
            asked.add(name + " same " + question + " " + first + " " + second);
            return answer;
          }
        });
  }

  private static Verifier throwing() {
    return new Verifier() {
      @Override
      public CompletionStage<Optional<Verdict>> statesAnswer(String question, String excerpt) {
        throw new IllegalStateException("broken");
      }

      @Override
      public CompletionStage<Optional<Verdict>> sameAnswer(
          String question, String first, String second) {
        throw new IllegalStateException("broken");
      }
    };
  }

  private static CompletionStage<Optional<Verdict>> done(Verdict verdict) {
    return CompletableFuture.completedFuture(Optional.of(verdict));
  }

  private static CompletionStage<Optional<Verdict>> never() {
    return new CompletableFuture<>();
  }

  private static Optional<Verdict> now(CompletionStage<Optional<Verdict>> asked) {
    return asked.toCompletableFuture().getNow(Optional.of(Verdict.certain(false)));
  }
}
