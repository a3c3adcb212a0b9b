package dev.pith.ragcache.engine.token;

import java.util.function.IntConsumer;

/** How ordinary text, without special tokens, becomes tokens and back. Thread-safe. */
interface TextCodec {

  /**
   * Reports the tokens of a text.
   *
   * @param text well-formed and not empty
   * @param opens whether it stands at the beginning, or after a special token
   */
  void encode(String text, boolean opens, IntConsumer out);

  /** Returns the bytes of a token that is not special. */
  byte[] bytes(int token);

  /** Tells whether {@link #encode} puts a space before a text that opens. */
  boolean addsSpace();
}
