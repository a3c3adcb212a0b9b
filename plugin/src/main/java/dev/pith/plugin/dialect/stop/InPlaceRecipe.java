package dev.pith.plugin.dialect.stop;

/** A way to end the thinking inside the running stream, by a word on a second connection. */
public interface InPlaceRecipe extends StopRecipe {

  /**
   * Returns the call that ends it. An answer with {@code "success":true} says that there is such a
   * stream, and not that its thinking ends: the stream must be watched.
   *
   * @param id the id of the stream
   * @param model the model that was asked; may be empty
   */
  ServerCall control(String id, String model);
}
