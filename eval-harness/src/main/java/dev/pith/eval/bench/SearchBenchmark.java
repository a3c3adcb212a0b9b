package dev.pith.eval.bench;

import dev.pith.verifier.search.EtsProblem;
import dev.pith.verifier.search.EtsSolution;
import dev.pith.verifier.search.EtsSolver;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Measures how long selecting takes at one level of a search, to the proof. One operation is one
 * level, on one thread; the levels of {@link SearchLevels} are taken in turn.
 *
 * <p>Run with {@code ./pith bench search}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SearchBenchmark {
  /** How many levels are taken in turn. */
  static final int LEVELS = 200;

  /** Candidates of a level. */
  @Param({"16", "64", "256"})
  public int width;

  /** What is weighed, see {@link SearchLevels.Weights}. */
  @Param({"PUBLISHED", "TOKENS", "HARD"})
  public String weights = SearchLevels.Weights.PUBLISHED.name();

  private List<EtsProblem> problems = List.of();
  private int next;

  /** Grows the trees. */
  @Setup
  public void prepare() {
    problems = SearchLevels.problems(width, SearchLevels.Weights.valueOf(weights), LEVELS);
  }

  /** Selects at one level. */
  @Benchmark
  public EtsSolution level() {
    EtsSolution solution = EtsSolver.solve(problems.get(next));
    if (!solution.proven()) {
      throw new IllegalStateException("level %d: a gap of %s".formatted(next, solution.gap()));
    }
    next = (next + 1) % problems.size();
    return solution;
  }
}
