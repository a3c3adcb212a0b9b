package dev.pith.ragcache.engine;

/** How keys and values are stored. */
public enum KvType {
  /** As computed. */
  F32(4),
  /** Rounded to half floats: half the memory; logits move by some thousandths. */
  F16(2);

  private final int bytes;

  KvType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the bytes of one number. */
  public int bytes() {
    return bytes;
  }
}
