package dev.pith.plugin.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A step that was sampled and is not in the tree yet.
 *
 * @param parent what it follows
 * @param count how many equal samples it stands for
 */
record Sample<T extends Trajectory>(Branch<T> parent, T trajectory, int count) {

  /** What samples have in common that are equal. */
  private record Key(int parent, boolean finished, String step) {}

  /**
   * Makes one of the samples that follow the same step with the same text, white space aside.
   *
   * @param release takes the others
   */
  static <T extends Trajectory> List<Sample<T>> merge(
      List<Sample<T>> samples, Consumer<T> release) {
    Map<Key, Sample<T>> merged = new LinkedHashMap<>();
    for (Sample<T> sample : samples) {
      T trajectory = sample.trajectory;
      String step = trajectory.step().strip().replaceAll("\\s+", " ");
      Key key = new Key(sample.parent.node(), trajectory.finished(), step);
      Sample<T> equal = merged.get(key);
      if (equal == null) {
        merged.put(key, sample);
      } else {
        merged.put(key, new Sample<>(equal.parent, equal.trajectory, equal.count + sample.count));
        release.accept(trajectory);
      }
    }
    return new ArrayList<>(merged.values());
  }
}
