package dev.pith.ragcache.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which alpha to use: the one with the smallest recomputation among those whose quality reaches a
 * target (Cache-Craft, arXiv 2502.15734, eq 13).
 *
 * <p>A choice by measured quality flatters itself: judge it on questions that had no part in it.
 *
 * @param target the quality that was asked for
 * @param chosen empty when no alpha reaches the target
 * @param best the point with the best quality, whether or not it reaches the target; of equal ones
 *     that with the smallest recomputation
 */
public record AlphaCalibration(double target, Optional<AlphaPoint> chosen, AlphaPoint best) {

  private static final Comparator<AlphaPoint> BY_RECOMPUTATION =
      Comparator.comparingDouble(AlphaPoint::recomputeShare);

  private static final Comparator<AlphaPoint> BY_QUALITY =
      Comparator.comparingDouble(AlphaPoint::quality).reversed();

  private static final Comparator<AlphaPoint> BY_ALPHA =
      Comparator.comparingDouble(AlphaPoint::alpha);

  /**
   * Chooses among measured points; of those with equal recomputation that with the better quality,
   * then that with the smaller alpha.
   *
   * @param points at least one, of the same questions and the same settings but for alpha; points
   *     that rest on partly repaired profiles have no place here
   * @param target the least quality, in the unit of the points
   */
  public static AlphaCalibration of(List<AlphaPoint> points, double target) {
    if (!Double.isFinite(target)) {
      throw new IllegalArgumentException("target must be finite: " + target);
    }
    AlphaPoint best =
        points.stream()
            .min(BY_QUALITY.thenComparing(BY_RECOMPUTATION).thenComparing(BY_ALPHA))
            .orElseThrow(() -> new IllegalArgumentException("points must have one or more: 0"));
    Optional<AlphaPoint> chosen =
        points.stream()
            .filter(point -> point.quality() >= target)
            .min(BY_RECOMPUTATION.thenComparing(BY_QUALITY).thenComparing(BY_ALPHA));
    return new AlphaCalibration(target, chosen, best);
  }
}
