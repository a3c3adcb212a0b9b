package dev.pith.ragcache.engine;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of an engine: counts who holds them, and keeps those that nobody holds for the next
 * one who asks. Thread-safe.
 */
final class KvPool {

  private final KvShape shape;
  private final Deque<KvBlock> free = new ArrayDeque<>();
  private final Deque<KvBlock> freeMovable = new ArrayDeque<>();
  private long usedBytes;
  private boolean closed;

  KvPool(KvShape shape) {
    this.shape = shape;
  }

  KvShape shape() {
    return shape;
  }

  /** Returns an empty block that the caller alone holds. */
  synchronized KvBlock acquire(boolean movable) {
    KvBlock block = idle(movable);
    if (block == null) {
      block = new KvBlock(shape, movable);
    } else {
      block.clear();
      block.references = 1;
    }
    usedBytes += KvBlock.bytes(shape, movable);
    return block;
  }

  /** Lets one more sequence hold these blocks; absent ones are null. */
  synchronized void retain(KvBlock[] blocks) {
    for (KvBlock block : blocks) {
      if (block != null) {
        block.references++;
      }
    }
  }

  /** Lets one sequence less hold a block. */
  synchronized void release(KvBlock block) {
    if (--block.references > 0) {
      return;
    }
    usedBytes -= KvBlock.bytes(shape, block.isMovable());
    if (!closed) {
      (block.isMovable() ? freeMovable : free).push(block);
    }
  }

  /** Returns a block with the same content that its holder alone holds: often the same one. */
  KvBlock writable(KvBlock block) {
    if (!isShared(block)) {
      return block;
    }
    KvBlock copy = acquire(block.isMovable());
    copy.copyFrom(block);
    release(block);
    return copy;
  }

  /** Returns a block without keys before rotation, unless others hold this one, too. */
  synchronized KvBlock settled(KvBlock block) {
    if (!block.isMovable() || block.references > 1) {
      return block;
    }
    usedBytes -= KvBlock.bytes(shape, true) - KvBlock.bytes(shape, false);
    return block.settled();
  }

  /**
   * Returns the bytes of those of the blocks that are, or are not, shared; null ones are absent.
   */
  synchronized long bytes(KvBlock[] blocks, boolean shared) {
    return Arrays.stream(blocks)
        .filter(block -> block != null && block.references > 1 == shared)
        .mapToLong(block -> KvBlock.bytes(shape, block.isMovable()))
        .sum();
  }

  /** Returns the bytes of the blocks that these tables hold, each block counted once. */
  long uniqueBytes(Collection<KvBlock[]> tables) {
    Set<KvBlock> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    long bytes = 0;
    for (KvBlock[] blocks : tables) {
      for (KvBlock block : blocks) {
        if (block != null && seen.add(block)) {
          bytes += KvBlock.bytes(shape, block.isMovable());
        }
      }
    }
    return bytes;
  }

  /** Returns the bytes of all blocks that a sequence holds. */
  synchronized long usedBytes() {
    return usedBytes;
  }

  /** Returns the bytes of all blocks that are there, those that nobody holds included. */
  synchronized long bytes() {
    return usedBytes
        + free.size() * KvBlock.bytes(shape, false)
        + freeMovable.size() * KvBlock.bytes(shape, true);
  }

  /** Forgets the blocks that nobody holds, now and later. */
  synchronized void close() {
    closed = true;
    free.clear();
    freeMovable.clear();
  }

  /**
   * Takes a block that nobody holds; one of the other kind is made over, as blocks change their
   * kind while they are held and would never be used again.
   */
  private @Nullable KvBlock idle(boolean movable) {
    KvBlock block = (movable ? freeMovable : free).poll();
    if (block == null) {
      KvBlock other = (movable ? free : freeMovable).poll();
      block = other == null ? null : movable ? other.movable() : other.settled();
    }
    return block;
  }

  private synchronized boolean isShared(KvBlock block) {
    return block.references > 1;
  }
}
