package dev.pith.plugin.dialect;

import java.util.Locale;

/** What a token count was read from, best first. */
public enum CountSource {
  /** Token ids in every chunk. */
  IDS,
  /** Running usage in the chunks. */
  USAGE,
  /** Running timings in the chunks. */
  TIMINGS,
  /** Log-probability entries, one a token. */
  LOGPROBS,
  /** Chunks, on servers that send about one token in each. */
  CHUNKS,
  /** Characters divided by 3.2. */
  ESTIMATED;

  /** Returns whether such a count may stand in a usage report. */
  public boolean exact() {
    return compareTo(CHUNKS) < 0;
  }

  /**
   * Returns the source of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static CountSource ofLabel(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  /** Returns the name as it stands in a report: {@code ids}, {@code usage} and so on. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
