package dev.pith.eval.report;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The group of traces that a row is about.
 *
 * @param dataset the data set
 * @param model the model, or {@link #ALL} of the data set
 * @param finished whether their thinking ended by itself; null when it was not recorded
 */
public record RowKey(String dataset, String model, @Nullable Boolean finished)
    implements Comparable<RowKey> {
  /** Stands for all models of a data set. */
  public static final String ALL = "all";

  private static final Comparator<RowKey> ORDER =
      Comparator.comparing(RowKey::dataset)
          .thenComparingInt(key -> key.finished == null ? 1 : key.finished ? 0 : 2)
          .thenComparing(key -> !key.isAll())
          .thenComparing(RowKey::model);

  /** Returns the group of all models that this one belongs to. */
  public RowKey pooled() {
    return new RowKey(dataset, ALL, finished);
  }

  /** Returns whether it stands for all models. */
  public boolean isAll() {
    return model.equals(ALL);
  }

  @Override
  public int compareTo(RowKey other) {
    return ORDER.compare(this, other);
  }

  /** Returns the word for what is known about the end of its traces. */
  String ending() {
    return finished == null ? "end not recorded" : finished ? "finished" : "unfinished";
  }
}
