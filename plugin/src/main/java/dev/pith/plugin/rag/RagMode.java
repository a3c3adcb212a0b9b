package dev.pith.plugin.rag;

/** What is done with chunks of retrieved text in requests. */
public enum RagMode {
  /** Nothing: they are not looked for. */
  OFF,
  /** They are counted, and compared with what was sent before. No byte changes. */
  MEASURE,
  /**
   * They are sent in the order that the server's cache helps most with, and repeats are left out.
   */
  ORDER
}
