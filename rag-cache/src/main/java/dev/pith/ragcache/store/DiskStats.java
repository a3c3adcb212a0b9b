package dev.pith.ragcache.store;

import java.util.Map;

/**
 * Counts of a disk tier since it was opened.
 *
 * @param files the files of the scope that are there now
 * @param bytes their bytes, and those of the file with the use scores
 * @param waitingBytes the KV that waits to be written
 * @param scores the variants whose use scores a file tells, for the next run
 * @param written files that were written
 * @param notWritten variants that were not written: the queue was full, the tier had paused, a
 *     write had failed, or the file would be larger than all may be
 * @param evictions files that were deleted because of the bound
 * @param outages writes that failed, each of which began a pause
 * @param lost loads that failed after they had begun
 * @param unreadable files that the system could not read
 * @param rejected files that were not what their name promised
 */
public record DiskStats(
    long files,
    long bytes,
    long waitingBytes,
    long scores,
    long written,
    long notWritten,
    long evictions,
    long outages,
    long lost,
    long unreadable,
    Map<Rejection, Long> rejected) {

  /** Copies the map. */
  public DiskStats {
    rejected = Map.copyOf(rejected);
  }
}
