package dev.pith.plugin.local;

import java.util.List;

/** The prompts of one request as the client wrote them. Immutable. */
interface Prompts {

  /** Returns the member of the request that holds them, for complaints. */
  String param();

  /** Returns how many there are. */
  int count();

  /**
   * Returns them as the model reads them; takes time in proportion to their length.
   *
   * @throws BadParameterException when they cannot be put so
   */
  List<Prompt> encode(LocalModel model) throws BadParameterException;
}
