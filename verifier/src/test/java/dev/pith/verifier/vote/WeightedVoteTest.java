package dev.pith.verifier.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WeightedVoteTest {

  @Test
  void add_weights_largestSumLeads() {
    WeightedVote vote = new WeightedVote();
    vote.add(30, 0.9);
    vote.add(2, 0.5);
    vote.add(2, 0.6);
    vote.add(7, 0.1);

    assertThat(vote.leader()).isEqualTo(2);
    assertThat(vote.leaderMass()).isCloseTo(1.1, within(1e-12));
    assertThat(vote.runnerUpMass()).isCloseTo(0.9, within(1e-12));
    assertThat(vote.total()).isCloseTo(2.1, within(1e-12));
  }

  @Test
  void leader_tie_isTheFirstVotedFor() {
    WeightedVote vote = new WeightedVote();
    vote.add(5, 1);
    vote.add(3, 1);

    assertThat(vote.leader()).isEqualTo(5);
    assertThat(vote.runnerUpMass()).isEqualTo(1);
    assertThat(vote.confidence()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void clear_afterVotes_nothingIsLeft() {
    WeightedVote vote = new WeightedVote();
    vote.add(5, 1);
    vote.clear();

    assertThat(vote.isEmpty()).isTrue();
    assertThat(vote.leader()).isEqualTo(AnswerClasses.UNREADABLE);
    assertThat(vote.leaderMass()).isZero();
    assertThat(vote.confidence()).isCloseTo(0.5, within(1e-12));
    vote.add(AnswerClasses.UNREADABLE, 1);
    assertThat(vote.isEmpty()).isFalse();
    assertThat(vote.leaderMass()).isEqualTo(1);
  }

  @Test
  void add_nonsense_isRefused() {
    WeightedVote vote = new WeightedVote();

    assertThatIllegalArgumentException().isThrownBy(() -> vote.add(-2, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> vote.add(0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> vote.add(0, Double.NaN));
  }

  @Test
  void answerClasses_equalAnswers_haveOneNumber() {
    AnswerClasses classes = new AnswerClasses(String::equalsIgnoreCase);

    assertThat(classes.of("Yes")).isZero();
    assertThat(classes.of("no")).isEqualTo(1);
    assertThat(classes.of("YES")).isZero();
    assertThat(classes.of(" ")).isEqualTo(AnswerClasses.UNREADABLE);
    assertThat(classes.size()).isEqualTo(2);
    assertThat(classes.text(0)).isEqualTo("Yes");
  }
}
