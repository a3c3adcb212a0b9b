package dev.pith.verifier.detect;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Says where the detectors of one trace are asked, and whether what they and the verifier have said
 * so far settles the answer.
 *
 * <p>One checkpoint is open at a time: places that come while its answers are awaited are passed
 * over, so that a slow server is not sent a queue of probes. A detector's vote is the lowest of its
 * last scores, as many as its patience; without so many it has none. An abstention leaves its
 * scores as they are.
 *
 * <p>Pure; it holds the last scores alone. Not thread-safe.
 */
public final class DetectorPanel {

  private final DetectorSettings settings;
  private final List<Deque<Double>> scores;
  private int asked;
  private boolean open;
  private long lastAtToken;
  private boolean verifierSettled;

  /** Begins a trace. */
  public DetectorPanel(DetectorSettings settings) {
    this.settings = settings;
    this.scores = settings.members().stream().map(each -> newScores()).toList();
  }

  private static Deque<Double> newScores() {
    return new ArrayDeque<>();
  }

  /**
   * Takes a place where detectors may be asked.
   *
   * @param atChar characters before it
   * @param atToken the same in tokens, not less than at the place before
   * @return the checkpoint, when they shall be asked; its answers come by {@link #onScores}
   */
  public Optional<Checkpoint> onBoundary(long atChar, long atToken) {
    if (settings.isOff() || open || atToken - lastAtToken < settings.gapTokens()) {
      return Optional.empty();
    }
    open = true;
    lastAtToken = atToken;
    return Optional.of(new Checkpoint(++asked, atChar));
  }

  /**
   * Takes the answers about the open checkpoint.
   *
   * @param id its number
   * @param answers in the order of the members; empty for an abstention
   * @throws IllegalArgumentException if that checkpoint is not open, or there is not one answer for
   *     each member
   */
  public void onScores(int id, List<OptionalDouble> answers) {
    if (!open || id != asked) {
      throw new IllegalArgumentException("no such checkpoint is open: " + id);
    }
    if (answers.size() != scores.size()) {
      throw new IllegalArgumentException(
          "there must be " + scores.size() + " answers: " + answers.size());
    }
    open = false;
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i).isPresent()) {
        Deque<Double> last = scores.get(i);
        last.addLast(answers.get(i).getAsDouble());
        if (last.size() > settings.members().get(i).patience()) {
          last.removeFirst();
        }
      }
    }
  }

  /** Takes whether the answer is settled by the verifier's verdicts and the rules. */
  public void onVerifier(boolean settled) {
    verifierSettled = settled;
  }

  /** Returns what was last given to {@link #onVerifier}. */
  public boolean verifierSettled() {
    return verifierSettled;
  }

  /** Returns whether the answer is settled. */
  public boolean settled() {
    if (settings.isOff()) {
      return verifierSettled;
    }
    boolean any = verifierSettled;
    boolean all = verifierSettled;
    double sum = verifierSettled ? settings.verifierWeight() : 0;
    double weights = settings.verifierWeight();
    for (int i = 0; i < scores.size(); i++) {
      DetectorSettings.Member member = settings.members().get(i);
      double vote = vote(scores.get(i), member.patience());
      any |= vote >= member.threshold();
      all &= vote >= member.threshold();
      sum += vote * member.weight();
      weights += member.weight();
    }
    return switch (settings.combine()) {
      case ANY -> any;
      case ALL -> all;
      case WEIGHTED -> sum >= settings.combineThreshold() * weights;
    };
  }

  private static double vote(Deque<Double> last, int patience) {
    return last.size() < patience
        ? 0
        : last.stream().mapToDouble(Double::doubleValue).min().orElse(0);
  }
}
