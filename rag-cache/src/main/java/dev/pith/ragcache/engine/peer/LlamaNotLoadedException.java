package dev.pith.ragcache.engine.peer;

import java.io.IOException;

/** Says that this machine cannot load llama.cpp's natives: it lacks a library that they need. */
public final class LlamaNotLoadedException extends IOException {
  private static final long serialVersionUID = 1L;

  LlamaNotLoadedException(String reason) {
    super(reason);
  }
}
