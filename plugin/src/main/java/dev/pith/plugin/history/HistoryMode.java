package dev.pith.plugin.history;

/** What is done with the reasoning of earlier turns in requests. */
public enum HistoryMode {
  /** Nothing. */
  OFF,
  /** It is counted what could be left out; no byte is changed. */
  MEASURE,
  /** It is shortened where that is allowed and worth it. */
  PRUNE
}
