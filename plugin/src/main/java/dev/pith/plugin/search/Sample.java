package dev.pith.plugin.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A step that was sampled and is not in the tree yet.
 *
 * @param parent what it follows
 * @param count how many equal samples it stands for
 */
record Sample<T extends Trajectory>(Branch<T> parent, T trajectory, int count) {
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

  /** What samples have in common that are equal: where they are, not how they came there. */
  private record Key(boolean finished, String path) {}

  /**
   * Makes one of the samples that have come to the same text, white space aside, whatever step of
   * the tree they follow and wherever their steps begin. It follows the first one's.
   *
   * @param release takes the others
   */
  static <T extends Trajectory> List<Sample<T>> merge(
      List<Sample<T>> samples, Consumer<T> release) {
    Map<Key, Sample<T>> merged = new LinkedHashMap<>();
    for (Sample<T> sample : samples) {
      T trajectory = sample.trajectory;
      String path = WHITE_SPACE.matcher(trajectory.text().strip()).replaceAll(" ");
      Key key = new Key(trajectory.finished(), path);
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
