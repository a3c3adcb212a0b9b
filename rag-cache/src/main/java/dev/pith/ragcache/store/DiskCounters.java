package dev.pith.ragcache.store;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a disk tier counts. */
final class DiskCounters {

  final LongAdder written = new LongAdder();
  final LongAdder notWritten = new LongAdder();
  final LongAdder evictions = new LongAdder();
  final LongAdder outages = new LongAdder();
  final LongAdder lost = new LongAdder();
  final LongAdder unreadable = new LongAdder();
  private final Map<Rejection, LongAdder> rejected = new EnumMap<>(Rejection.class);

  DiskCounters() {
    for (Rejection reason : Rejection.values()) {
      rejected.put(reason, new LongAdder());
    }
  }

  void rejected(Rejection reason) {
    rejected.getOrDefault(reason, new LongAdder()).increment();
  }

  DiskStats snapshot(long files, long bytes, long waitingBytes, long scores) {
    Map<Rejection, Long> reasons = new EnumMap<>(Rejection.class);
    rejected.forEach((reason, count) -> reasons.put(reason, count.sum()));
    return new DiskStats(
        files,
        bytes,
        waitingBytes,
        scores,
        written.sum(),
        notWritten.sum(),
        evictions.sum(),
        outages.sum(),
        lost.sum(),
        unreadable.sum(),
        reasons);
  }
}
