package dev.pith.plugin.savings;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How often the answer at the cut, asked for beside answers that were left as they are, was the
 * answer in the end.
 *
 * @param asked answers at a cut that came
 * @param same those that were the same
 * @param undecided pairs that could not be compared; in none of the other counts but {@code asked}
 * @param failed answers at a cut that did not come
 * @param agreement share of the same among those compared; null without any
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ShadowCheck(
    long asked, long same, long undecided, long failed, @Nullable Interval agreement) {

  static ShadowCheck of(long asked, long same, long undecided, long failed) {
    long compared = asked - undecided;
    return new ShadowCheck(
        asked, same, undecided, failed, compared == 0 ? null : Interval.wilson(same, compared));
  }
}
