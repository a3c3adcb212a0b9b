package dev.pith.plugin.local.request;

import dev.pith.ragcache.engine.token.Tokenizer;
import java.util.List;

/** The prompts of one request as the client wrote them. Immutable. */
public interface Prompts {

  /** Returns the member of the request that holds them, for complaints. */
  String param();

  /** Returns how many there are. */
  int count();

  /**
   * Returns them as the model reads them; takes time in proportion to their length.
   *
   * @param template makes one prompt of a conversation
   * @throws BadParameterException when they cannot be put so
   */
  List<Prompt> encode(Tokenizer tokenizer, PromptTemplate template) throws BadParameterException;
}
