package dev.pith.plugin.settings;

import java.util.Collection;
import java.util.Comparator;

/** Which name was probably meant by one that does not exist. */
public final class NearestName {

  private NearestName() {}

  /**
   * Returns the name that the fewest letters turn into.
   *
   * @param names at least one
   */
  public static String of(String written, Collection<String> names) {
    return names.stream()
        .min(Comparator.comparingInt(name -> distance(name, written)))
        .orElseThrow();
  }

  /**
   * Returns how many letters must be added, removed or replaced to turn one name into the other.
   */
  private static int distance(String one, String other) {
    int[] previous = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] current = new int[other.length() + 1];
      current[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[other.length()];
  }
}
