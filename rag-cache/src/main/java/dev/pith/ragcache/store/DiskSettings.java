package dev.pith.ragcache.store;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The disk tier of a {@link ChunkStore}.
 *
 * @param directory where files are kept; several processes of one user may use it at once. When it
 *     is created nobody else may read it
 * @param scope what KV depends on besides tokens: files of another scope are not used, not counted
 *     and not deleted
 * @param maxBytes limit for the files of the scope, the one with the use scores included
 * @param format how KV is kept in files
 * @param queueBytes limit for the KV that waits to be written; what does not fit is not written
 * @param refresh how often the directory is looked through for files of other processes
 * @param pause how long nothing is written after a write has failed
 */
public record DiskSettings(
    Path directory,
    String scope,
    long maxBytes,
    StorageFormat format,
    long queueBytes,
    Duration refresh,
    Duration pause) {

  private static final long GIB = 1L << 30;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when a limit is below 1, or a duration negative
   */
  public DiskSettings {
    require(maxBytes >= 1, "maxBytes must be >= 1", maxBytes);
    require(queueBytes >= 1, "queueBytes must be >= 1", queueBytes);
    require(!refresh.isNegative(), "refresh must not be negative", refresh);
    require(!pause.isNegative(), "pause must not be negative", pause);
  }

  /**
   * Returns 10 GiB of files with KV as the engine has it, 1 GiB that waits, a look every ten
   * seconds, and a pause of one minute.
   */
  public static DiskSettings of(Path directory, String scope) {
    return new DiskSettings(
        directory,
        scope,
        10 * GIB,
        StorageFormat.EXACT,
        GIB,
        Duration.ofSeconds(10),
        Duration.ofMinutes(1));
  }

  /** Returns these settings with other {@code maxBytes}. */
  public DiskSettings withMaxBytes(long maxBytes) {
    return new DiskSettings(directory, scope, maxBytes, format, queueBytes, refresh, pause);
  }

  /** Returns these settings with another {@code format}. */
  public DiskSettings withFormat(StorageFormat format) {
    return new DiskSettings(directory, scope, maxBytes, format, queueBytes, refresh, pause);
  }

  /** Returns these settings with other {@code queueBytes}. */
  public DiskSettings withQueueBytes(long queueBytes) {
    return new DiskSettings(directory, scope, maxBytes, format, queueBytes, refresh, pause);
  }

  /** Returns these settings with another {@code refresh}. */
  public DiskSettings withRefresh(Duration refresh) {
    return new DiskSettings(directory, scope, maxBytes, format, queueBytes, refresh, pause);
  }

  /** Returns these settings with another {@code pause}. */
  public DiskSettings withPause(Duration pause) {
    return new DiskSettings(directory, scope, maxBytes, format, queueBytes, refresh, pause);
  }

  private static void require(boolean fine, String rule, Object found) {
    if (!fine) {
      throw new IllegalArgumentException(rule + ": " + found);
    }
  }
}
