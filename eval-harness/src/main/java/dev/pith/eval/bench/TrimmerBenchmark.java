package dev.pith.eval.bench;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.plugin.session.TrimSession;
import dev.pith.verifier.trim.RuleVerifier;
import dev.pith.verifier.trim.TrimSettings;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Measures what reading one token of thinking costs, rules included, on traces of two lengths. One
 * operation is one token; a trace that is read to its end is begun anew.
 *
 * <p>Run with {@code ./pith bench trimmer}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TrimmerBenchmark {
  private static final int TOKEN_CHARS = (int) RecordedTrace.CHARS_PER_TOKEN;

  /** Length of the trace. */
  @Param({"2000", "20000"})
  public int traceTokens;

  /** The stopping rule; {@code none} only hands the tokens over. */
  @Param({"none", "pith", "faithful"})
  public String policy = "none";

  private String[] tokens = {};
  private int next;
  private TrimSession session = session(TrimSettings.pith());

  /** Cuts the text into tokens. */
  @Setup
  public void prepare() {
    String text = BenchText.ofLength(traceTokens * TOKEN_CHARS);
    tokens = new String[traceTokens];
    for (int i = 0; i < traceTokens; i++) {
      tokens[i] = text.substring(i * TOKEN_CHARS, (i + 1) * TOKEN_CHARS);
    }
    begin();
  }

  /** Reads one token. */
  @Benchmark
  public void token(Blackhole sink) {
    if (next == traceTokens) {
      begin();
    }
    String token = tokens[next++];
    if (policy.equals("none")) {
      sink.consume(token);
    } else if (session.onThinking(token).isPresent()) {
      throw new IllegalStateException("cut at token " + next + ": nothing left to measure");
    }
  }

  private void begin() {
    next = 0;
    session = session(policy.equals("faithful") ? TrimSettings.faithful() : TrimSettings.pith());
  }

  /** Returns a session as the proxy has it, with the rules as verifier. */
  static TrimSession session(TrimSettings settings) {
    return new TrimSession(
        settings, "", OptionalLong.empty(), RuleVerifier.of(settings), Runnable::run, () -> {});
  }
}
