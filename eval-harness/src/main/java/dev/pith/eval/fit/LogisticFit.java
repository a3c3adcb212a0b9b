package dev.pith.eval.fit;

import dev.pith.verifier.text.StatementReader;
import dev.pith.verifier.text.TextModel;
import java.util.List;
import java.util.function.Function;

/**
 * Fits the two logistic models: full batches, Adam [1], a quadratic penalty. There is no chance in
 * it. A trace weighs as the root of its number of statements.
 */
final class LogisticFit {

  /* [1] Adam: A Method for Stochastic Optimization. https://arxiv.org/abs/1412.6980 */

  private static final double PENALTY = 5.0;
  private static final double RATE = 0.15;
  private static final int STEPS = 60;

  private LogisticFit() {}

  /** Fits weights to the statements of some traces. */
  static TextModel of(List<LabelledTrace> traces) {
    return new TextModel(fit(traces, Statement::alone), fit(traces, Statement::inTrace));
  }

  private static float[] fit(List<LabelledTrace> traces, Function<Statement, int[]> cues) {
    int size = StatementReader.cues();
    double[] weights = new double[size];
    double[] mean = new double[size];
    double[] square = new double[size];
    double scale = scale(traces);
    for (int step = 1; step <= STEPS; step++) {
      double[] slope = slope(traces, cues, weights, scale);
      double rate = RATE * (step < 0.6 * STEPS ? 1.0 : 0.25);
      for (int i = 0; i < size; i++) {
        mean[i] = 0.9 * mean[i] + 0.1 * slope[i];
        square[i] = 0.99 * square[i] + 0.01 * slope[i] * slope[i];
        double direction = mean[i] / (1 - Math.pow(0.9, step));
        double length = Math.sqrt(square[i] / (1 - Math.pow(0.99, step))) + 1e-8;
        weights[i] -= rate * direction / length;
      }
    }
    float[] rounded = new float[size];
    for (int i = 0; i < size; i++) {
      rounded[i] = (float) weights[i];
    }
    return rounded;
  }

  private static double[] slope(
      List<LabelledTrace> traces, Function<Statement, int[]> cues, double[] weights, double scale) {
    double[] slope = new double[weights.length];
    long statements = 0;
    for (LabelledTrace trace : traces) {
      double weight = scale / Math.sqrt(trace.statements().size());
      for (Statement statement : trace.statements()) {
        double sum = 0;
        for (int cue : cues.apply(statement)) {
          sum += weights[cue];
        }
        double error = 1 / (1 + Math.exp(-sum)) - (statement.isFinal() ? 1 : 0);
        for (int cue : cues.apply(statement)) {
          slope[cue] += weight * error;
        }
        statements++;
      }
    }
    for (int i = 0; i < slope.length; i++) {
      slope[i] = (slope[i] + PENALTY * weights[i]) / statements;
    }
    return slope;
  }

  /** Returns the factor that makes the mean weight of a statement 1. */
  private static double scale(List<LabelledTrace> traces) {
    double weights = 0;
    double statements = 0;
    for (LabelledTrace trace : traces) {
      weights += Math.sqrt(trace.statements().size());
      statements += trace.statements().size();
    }
    return statements / Math.max(1, weights);
  }
}
