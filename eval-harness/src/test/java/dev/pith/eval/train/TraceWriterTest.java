package dev.pith.eval.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Split;
import dev.pith.eval.world.Worlds;
import dev.pith.verifier.Thought;
import dev.pith.verifier.answer.AnswerExtractor;
import dev.pith.verifier.answer.CandidateAnswer;
import dev.pith.verifier.trace.ThoughtSegmenter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TraceWriterTest {
  private static final long SEED = 11;
  private static final TraceWriter WRITER = new TraceWriter(TraceRates.defaults());

  @ParameterizedTest
  @EnumSource(Family.class)
  void write_announcedAnswers_areReadBackAsStated(Family family) {
    for (Trace trace : traces(family)) {
      List<Thought> thoughts = paragraphs(trace.thinking());
      for (Trace.Statement statement : trace.statements()) {
        String paragraph = trace.thinking().substring(statement.start(), statement.end());
        Thought thought =
            thoughts.stream()
                .filter(t -> t.startChar() == statement.start())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no thought of its own: " + paragraph));
        Optional<CandidateAnswer> read =
            AnswerExtractor.inExcerpt(trace.problem().question(), thought.tail());
        if (statement.doubted()) {
          assertThat(read.map(CandidateAnswer::hedged).orElse(true)).as(paragraph).isTrue();
        } else if (paragraph.contains("the answer ")) {
          assertThat(read).as(paragraph).map(CandidateAnswer::text).contains(statement.answer());
          assertThat(read).map(CandidateAnswer::hedged).contains(false);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void write_visibleAnswer_isReadBack(Family family) {
    for (Trace trace : traces(family)) {
      assertThat(AnswerExtractor.ofAnswer(trace.problem().question(), trace.visibleAnswer()))
          .contains(trace.answer());
    }
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void write_finalAnswer_isWhatMostAttemptsFound(Family family) {
    for (Trace trace : traces(family)) {
      long votes = votes(trace, trace.answer());
      assertThat(trace.statements()).allMatch(s -> votes(trace, s.answer()) <= votes);
      assertThat(trace.settled().end()).isLessThanOrEqualTo(trace.thinking().length());
    }
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void write_attemptThatEndsTheTrace_saysSo(Family family) {
    for (Trace trace : traces(family)) {
      int last = trace.statements().size() - 1;
      assertThat(paragraph(trace, last).toLowerCase(Locale.ROOT)).contains("last");
    }
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void write_firstAttempts_goWrongAsOftenAsTheRatesSay(Family family) {
    SplittableRandom random = new SplittableRandom(SEED);
    int wrong = 0;
    for (int i = 0; i < 1_000; i++) {
      Trace trace = WRITER.write(Worlds.draw(family, 4 + i % 3, Split.TRAIN, random), random);
      wrong += trace.statements().get(0).attempt().clean() ? 0 : 1;
    }

    assertThat(wrong).isBetween(180, 300);
  }

  @Test
  void write_sameSeed_sameText() {
    assertThat(traces(Family.QUANTITY)).isEqualTo(traces(Family.QUANTITY));
  }

  @Test
  void write_lesson_isOneAttemptAndRight() {
    RandomGenerator random = new SplittableRandom(SEED);

    for (int i = 0; i < 50; i++) {
      Problem problem = Worlds.draw(Family.PROGRAM, 6, Split.TRAIN, random);
      Trace trace = new TraceWriter(TraceRates.lessons()).write(problem, random);
      assertThat(trace.statements()).hasSize(1);
      assertThat(trace.isRight(trace.answer())).isTrue();
    }
  }

  private static String paragraph(Trace trace, int statement) {
    Trace.Statement of = trace.statements().get(statement);
    return trace.thinking().substring(of.start(), of.end());
  }

  private static long votes(Trace trace, String answer) {
    return trace.statements().stream()
        .filter(s -> !s.doubted() && s.answer().equals(answer))
        .count();
  }

  private static List<Thought> paragraphs(String thinking) {
    List<Thought> thoughts = new ArrayList<>();
    ThoughtSegmenter segmenter =
        new ThoughtSegmenter(
            new ThoughtSegmenter.Settings(
                ThoughtSegmenter.Boundary.PARAGRAPH, List.of(), 0, 4, 1_200),
            thoughts::add);
    segmenter.onText(thinking);
    segmenter.onEnd();
    return thoughts;
  }

  private static List<Trace> traces(Family family) {
    RandomGenerator random = new SplittableRandom(SEED);
    List<Trace> traces = new ArrayList<>();
    for (int difficulty = 1; difficulty <= Problem.MAX_DIFFICULTY; difficulty++) {
      for (int i = 0; i < 25; i++) {
        traces.add(WRITER.write(Worlds.draw(family, difficulty, Split.TRAIN, random), random));
      }
    }
    return traces;
  }
}
