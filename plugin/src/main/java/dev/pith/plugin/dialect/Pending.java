package dev.pith.plugin.dialect;

/** Stands for a body that is about to be written. */
final class Pending {
  private Pending() {}

  @SuppressWarnings({"DoNotCallSuggester", "TypeParameterUnusedInFormals"})
  static <T> T value() {
    throw new UnsupportedOperationException("about to be written");
  }
}
