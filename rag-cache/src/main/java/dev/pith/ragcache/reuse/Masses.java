package dev.pith.ragcache.reuse;

import dev.pith.ragcache.engine.AttentionMass;
import dev.pith.ragcache.plan.ContextProfile;
import java.util.Arrays;

/**
 * Gathers, pass by pass, where the tokens of a prompt attended to, and makes profiles of it.
 *
 * <p>Rows that leave a pass early count with the layers that they ran.
 */
final class Masses {

  private final int layers;
  private final int segments;
  private final int[] segmentOfPosition;
  private final AttentionMass observer;

  /** [segment][layer][segment attended to]. */
  private final double[][][] between;

  /** [segment][layer]: how many of its rows ran. */
  private final int[][] rowsRun;

  /** [position]: sums over the layers that the position ran. */
  private final double[] outside;

  private final double[] sink;
  private final int[] layersRun;

  Masses(ChunkedPrompt prompt, int layers) {
    this.layers = layers;
    segments = prompt.segments().size();
    segmentOfPosition = new int[prompt.length()];
    Arrays.fill(segmentOfPosition, segments);
    for (int i = 0; i < segments; i++) {
      Span span = prompt.segments().get(i);
      Arrays.fill(segmentOfPosition, span.from(), span.to(), i);
    }
    observer = new AttentionMass(segmentOfPosition, segments + 1);
    between = new double[segments][layers][segments];
    rowsRun = new int[segments][layers];
    outside = new double[prompt.length()];
    sink = new double[prompt.length()];
    layersRun = new int[prompt.length()];
  }

  /** Returns what passes are observed by. Segment i of it is that of the prompt. */
  AttentionMass observer() {
    return observer;
  }

  /** Takes over what the last pass saw. */
  void add(int[] positions) {
    for (int row = 0; row < positions.length; row++) {
      int position = positions[row];
      int segment = segmentOfPosition[position];
      if (segment < segments) {
        add(row, position, segment);
      }
    }
  }

  /** Tells whether a position ran. */
  boolean ran(int position) {
    return layersRun[position] > 0;
  }

  /**
   * Returns the profile of a segment.
   *
   * @throws IllegalArgumentException when none of its rows ran
   */
  ContextProfile profile(SegmentPlan plan) {
    int segment = plan.index();
    int length = plan.span().length();
    if (rowsRun[segment][0] == 0) {
      throw new IllegalArgumentException("segment " + segment + " did not run");
    }
    float[][] inter = new float[layers][segment];
    float[] intra = new float[layers];
    for (int layer = 0; layer < layers; layer++) {
      // What no row ran, because all had left by then, is taken from the layer before.
      int seen = rowsRun[segment][layer] > 0 ? layer : layer - 1;
      double scale = rowsRun[segment][layer] > 0 ? (double) length / rowsRun[segment][layer] : 1;
      for (int other = 0; other < segment; other++) {
        inter[layer][other] =
            seen == layer ? (float) (between[segment][layer][other] * scale) : inter[seen][other];
      }
      intra[layer] =
          seen == layer ? (float) (between[segment][layer][segment] * scale) : intra[seen];
    }
    float[] tokenOutside = new float[length];
    float[] tokenSink = new float[length];
    ContextProfile old = plan.chunk() == null ? null : plan.chunk().profile();
    for (int token = 0; token < length; token++) {
      int position = plan.span().from() + token;
      int ran = layersRun[position];
      if (ran > 0) {
        tokenOutside[token] = (float) (outside[position] / ran);
        tokenSink[token] = (float) (sink[position] / ran);
      } else if (old != null) {
        tokenOutside[token] = (float) old.outside(token);
        tokenSink[token] = (float) old.sink(token);
      }
    }
    return new ContextProfile(
        plan.place().prefix(),
        plan.place().prefixLengths(),
        length,
        inter,
        intra,
        tokenOutside,
        tokenSink,
        plan.exact() ? plan.place().before() : null);
  }

  private void add(int row, int position, int segment) {
    int ran = observer.layersRun(row);
    for (int layer = 0; layer < ran; layer++) {
      rowsRun[segment][layer]++;
      for (int other = 0; other <= segment; other++) {
        double mass = observer.mass(layer, row, other);
        between[segment][layer][other] += mass;
        if (other < segment) {
          outside[position] += mass;
          sink[position] += other == 0 ? mass : 0;
        }
      }
    }
    layersRun[position] = ran;
  }
}
