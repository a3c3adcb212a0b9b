package dev.pith.eval.world;

import java.util.Locale;

/**
 * One of three disjoint sets of problems.
 *
 * <p>A problem belongs to the split that a hash of its canonical form names: 80 % to training, 10 %
 * each to validation and test, the same in every run.
 */
public enum Split {
  /** What models learn from. */
  TRAIN,
  /** What training is watched on. */
  VALIDATION,
  /** What figures are reported on. */
  TEST;

  /** Returns the name used in files and reports: lower case. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the split of whatever has this canonical form. */
  public static Split of(String canonical) {
    int part = (int) Long.remainderUnsigned(hash(canonical), 10);
    return part == 0 ? TEST : part == 1 ? VALIDATION : TRAIN;
  }

  /** FNV-1a over the UTF-16 units, then the finisher of SplitMix64, which spreads the low bits. */
  private static long hash(String text) {
    long h = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      h = (h ^ text.charAt(i)) * 0x100000001b3L;
    }
    h = (h ^ (h >>> 30)) * 0xbf58476d1ce4e5b9L;
    h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
    return h ^ (h >>> 31);
  }
}
