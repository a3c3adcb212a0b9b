package dev.pith.eval.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.eval.dataset.BranchedQuestion;
import dev.pith.eval.dataset.BranchedQuestion.Branch;
import dev.pith.plugin.vote.BranchListener;
import dev.pith.plugin.vote.BranchSource;
import dev.pith.plugin.vote.LiveVote;
import dev.pith.plugin.vote.VoteOptions;
import dev.pith.plugin.vote.VoteResult;
import dev.pith.verifier.detect.NextToken;
import dev.pith.verifier.detect.ProbeCost;
import dev.pith.verifier.detect.ProbeReading;
import dev.pith.verifier.detect.Prober;
import dev.pith.verifier.vote.VotePolicy;
import dev.pith.verifier.vote.WaveSettings;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Branches that are fed to the live vote in step lead to the decisions of the replay. */
class LiveParityTest {

  private static final int STEP = 10;
  private static final int SEEDS = 400;

  private final Random random = new Random();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final List<Fed> streams = new ArrayList<>();
  private final List<VoteResult> results = new ArrayList<>();

  @Test
  void vote_finishedOnly_decidesAndCostsAsTheReplay() {
    for (int seed = 0; seed < SEEDS; seed++) {
      BranchedQuestion question = question(seed);
      WaveSettings waves = waves(question).finishedOnly();
      VoteCase recorded = new VoteCase(question);
      VoteReplay.Result replayed = replay(waves, recorded);

      VoteResult live = live(waves, question);

      String is = "seed " + seed;
      assertThat(live.answer()).as(is).isEqualTo(text(replayed.answer(), recorded));
      assertThat(live.started()).as(is).isEqualTo(replayed.started());
      assertThat(live.kept().tokens() + live.lost().tokens()).as(is).isEqualTo(replayed.tokens());
      assertThat(live.sequentialTokens()).as(is).isEqualTo(replayed.sequentialTokens());
    }
  }

  @Test
  void vote_withProbes_startsAndAsksAsTheReplay() {
    int compared = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      BranchedQuestion question = question(seed);
      WaveSettings waves = waves(question);
      VoteCase recorded = new VoteCase(question);
      VoteReplay.Result replayed = replay(waves, recorded);

      VoteResult live = live(waves, question);

      String is = "seed " + seed;
      assertThat(live.started()).as(is).isEqualTo(replayed.started());
      Optional<String> answer = text(replayed.answer(), recorded);
      boolean finished = live.votes().stream().anyMatch(votes -> votes.answer().equals(answer));
      if (finished && live.winner().isPresent() && live.answer().equals(answer)) {
        compared++;
        assertThat(live.probes().output()).as(is).hasValue(replayed.probes());
      }
    }
    assertThat(compared).isGreaterThan(SEEDS / 2);
  }

  private VoteReplay.Result replay(WaveSettings waves, VoteCase recorded) {
    int[] order = IntStream.range(0, recorded.branches()).toArray();
    return VoteReplay.run(VotePolicy.waves(waves), recorded, order);
  }

  /** Feeds all branches step by step, in a chance order within each step. */
  private VoteResult live(WaveSettings waves, BranchedQuestion question) {
    tasks.clear();
    streams.clear();
    results.clear();
    VoteOptions options =
        new VoteOptions(
            waves, STEP, VoteOptions.DEFAULT.silence(), VoteOptions.DEFAULT.timeLimit());
    BranchSource source =
        (index, listener) -> {
          Fed fed = new Fed(index, question.branches().get(index), listener);
          streams.add(fed);
          return fed;
        };
    LiveVote.builder(source, tasks::add)
        .options(options)
        .limit(question.branches().size())
        .question(question.question())
        .timer((delay, task) -> () -> {})
        .prober(prober(question), "The answer is")
        .start(results::add);
    drain();
    for (int round = 0; results.isEmpty(); round++) {
      assertThat(round).isLessThan(10_000);
      List<Runnable> pieces = new ArrayList<>();
      streams.stream().filter(Fed::isOpen).forEach(fed -> pieces.addAll(fed.nextStep()));
      interleave(pieces);
    }
    return results.get(0);
  }

  /** Each piece says which branch and step it is of, so that a prober can know. */
  private static Prober prober(BranchedQuestion question) {
    return (place, thinking) -> {
      String[] words = thinking.strip().split(" ", -1);
      int index = Integer.parseInt(words[0].substring(1));
      int step = words.length / STEP;
      String probe = question.branches().get(index).probes().get(step - 1);
      NextToken token =
          new NextToken(probe.isEmpty() ? "\n" : probe, OptionalDouble.empty(), Map.of());
      return CompletableFuture.completedFuture(
          new ProbeReading(List.of(token), ProbeCost.of(1, 0, 1)));
    };
  }

  /** Runs pieces of branches in a chance order that keeps the order within each branch. */
  private void interleave(List<Runnable> pieces) {
    int[] owner = new int[pieces.size()];
    List<Deque<Runnable>> queues = new ArrayList<>();
    int size = 0;
    for (Fed fed : streams) {
      int own = fed.lastStepPieces;
      if (fed.takes) {
        queues.add(new ArrayDeque<>(pieces.subList(size, size + own)));
        for (int k = 0; k < own; k++) {
          owner[size + k] = queues.size() - 1;
        }
        size += own;
        fed.takes = false;
      }
    }
    List<Integer> order = new ArrayList<>();
    for (int each : owner) {
      order.add(each);
    }
    Collections.shuffle(order, random);
    for (int each : order) {
      queues.get(each).remove().run();
      if (random.nextBoolean()) {
        drain();
      }
    }
    drain();
  }

  private void drain() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private WaveSettings waves(BranchedQuestion question) {
    int n = question.branches().size();
    int first = 1 + random.nextInt(n);
    return new WaveSettings(
        first,
        n,
        1 + random.nextInt(4),
        1 + random.nextInt(6),
        0.1 + random.nextInt(4) / 10.0,
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        false,
        0.5 + random.nextInt(9) / 20.0,
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        random.nextBoolean(),
        0.5,
        1 + random.nextInt(3));
  }

  /** Returns branches of which at least one in each wave has an answer. */
  private BranchedQuestion question(int seed) {
    random.setSeed(seed);
    List<Branch> branches = new ArrayList<>();
    int n = 2 + random.nextInt(12);
    for (int k = 0; k < n; k++) {
      List<String> probes = new ArrayList<>();
      for (int step = random.nextInt(9); step > 0; step--) {
        probes.add(random.nextInt(6) == 0 ? "" : value());
      }
      String answer = k > 0 && random.nextInt(8) == 0 ? "" : value();
      branches.add(new Branch(probes, (long) probes.size() * STEP + 5 + random.nextInt(4), answer));
    }
    return new BranchedQuestion(
        "made", "m", "1", "What is it?", null, STEP, branches, Path.of("made.jsonl"));
  }

  private String value() {
    return List.of("7", "7", "7", "391", "42").get(random.nextInt(5));
  }

  private static Optional<String> text(int answer, VoteCase recorded) {
    for (int branch = 0; branch < recorded.branches(); branch++) {
      Branch each = recorded.question().branches().get(branch);
      if (recorded.answer(branch) == answer) {
        return answer < 0 ? Optional.empty() : Optional.of(each.answer());
      }
      int probe = IntStream.of(recorded.probes(branch)).boxed().toList().indexOf(answer);
      if (answer >= 0 && probe >= 0) {
        return Optional.of(each.probes().get(probe));
      }
    }
    return Optional.empty();
  }

  /** A recorded branch that is written again, a token in each piece. */
  private static final class Fed implements BranchSource.Branch {
    private final int index;
    private final Branch recorded;
    private final BranchListener listener;
    private int step;
    private int lastStepPieces;
    private boolean takes;
    private boolean over;

    Fed(int index, Branch recorded, BranchListener listener) {
      this.index = index;
      this.recorded = recorded;
      this.listener = listener;
    }

    @Override
    public void cancel() {
      over = true;
    }

    boolean isOpen() {
      return !over;
    }

    /** Returns what it writes until its next probe, or its end. */
    List<Runnable> nextStep() {
      List<Runnable> pieces = new ArrayList<>();
      boolean last = step == recorded.probes().size();
      int tokens = last ? (int) (recorded.tokens() % STEP) - 4 : STEP;
      for (int k = 0; k < tokens; k++) {
        pieces.add(() -> say(() -> listener.onThinking("b" + index + " ")));
      }
      if (last) {
        String answer = recorded.answer();
        for (String word : List.of("The ", "answer ", "is ", answer.isEmpty() ? "?" : answer)) {
          pieces.add(() -> say(() -> listener.onAnswer(word)));
        }
        pieces.add(
            () ->
                say(
                    () -> {
                      over = true;
                      listener.onEnd(!answer.isEmpty());
                    }));
      }
      step++;
      lastStepPieces = pieces.size();
      takes = true;
      return pieces;
    }

    private void say(Runnable news) {
      if (!over) {
        news.run();
      }
    }
  }
}
