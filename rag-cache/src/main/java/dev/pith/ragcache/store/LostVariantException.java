package dev.pith.ragcache.store;

import org.jspecify.annotations.Nullable;

/**
 * The KV of a variant turned out to be unreadable while it was loaded, or the store was closed. The
 * chunk is a miss; whatever was computed on top of its earlier layers is to be dropped.
 */
public final class LostVariantException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LostVariantException(VariantKey key, @Nullable Throwable cause) {
    super("the KV of variant " + key + " is lost" + (cause == null ? "" : ": " + cause), cause);
  }
}
