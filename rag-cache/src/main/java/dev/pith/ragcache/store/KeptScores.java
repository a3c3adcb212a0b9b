package dev.pith.ragcache.store;

import dev.pith.ragcache.plan.UseScore;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The use scores of a scope's variants, kept in a file beside theirs, so that a store knows after a
 * restart what is worth keeping. Read and written by one thread at a time, and asked by any.
 */
final class KeptScores {

  /*
   * Processes that share a directory share the file. Who writes it reads it first, and of what both
   * tell keeps the larger. What the file says fades with the epochs of the writer, else no score
   * could ever fall. Of two that write in the same moment one is overwritten; it brings all that it
   * knows again the next time.
   */

  private static final Logger LOG = System.getLogger("pith.store");

  private static final Comparator<ScoreFile.Score> BEST_FIRST =
      Comparator.comparingDouble(ScoreFile.Score::value)
          .reversed()
          .thenComparing(ScoreFile.Score::file);

  private final Path path;
  private final FileName names;
  private final VariantIndex index;
  private final FileCalls calls;
  private final DiskCounters counters;

  /** What the file says, as of the last time that it was read or written. */
  private volatile Map<String, UseScore> scores = Map.of();

  private volatile long bytes;
  private long savedUses;
  private long savedEpoch;
  private boolean warned;

  KeptScores(
      Path directory, FileName names, VariantIndex index, FileCalls calls, DiskCounters counters) {
    this.path = directory.resolve(names.ofScores());
    this.names = names;
    this.index = index;
    this.calls = calls;
    this.counters = counters;
  }

  /** Reads what an earlier run has left. A file that cannot be used counts as none. */
  void read() {
    bytes = path.toFile().length();
    try {
      remember(ScoreFile.read(path, names), savedEpoch);
    } catch (IOException unusable) {
      warn(unusable);
    }
  }

  /** Returns what the file says of a variant. */
  UseScore of(VariantKey key) {
    return scores.getOrDefault(names.of(key), UseScore.UNUSED);
  }

  /** Returns how many variants the file tells of. */
  int count() {
    return scores.size();
  }

  /** Returns the bytes of the file. */
  long bytes() {
    return bytes;
  }

  /**
   * Writes what is known now, unless nothing was used since the last time. Variants without a file
   * are left out, and those of the lowest scores when there is no room.
   *
   * @param room the bytes that the file may have; with none it is deleted
   * @return whether it was written
   * @throws IOException when the disk is full, for example; the file is then what it was
   */
  boolean save(long room) throws IOException {
    VariantIndex.Worth now = index.worth();
    if (now.uses() == savedUses) {
      return false;
    }
    Map<String, Double> values = new HashMap<>();
    try {
      int epochs = (int) Math.min(now.epoch() - savedEpoch, Integer.MAX_VALUE);
      ScoreFile.read(path, names)
          .forEach((file, value) -> values.put(file, Math.scalb(value, -epochs)));
    } catch (RejectedFileException rejection) {
      warn(rejection);
      if (rejection.reason() == Rejection.NEWER) {
        return false; // it is that of a process which knows more
      }
    } catch (IOException unreadable) {
      warn(unreadable);
      return false;
    }
    now.scores().forEach((key, value) -> values.merge(names.of(key), value, Math::max));
    List<ScoreFile.Score> best = best(values, ScoreFile.most(room));
    write(best, now.epoch());
    savedUses = now.uses();
    savedEpoch = now.epoch();
    return !best.isEmpty();
  }

  private List<ScoreFile.Score> best(Map<String, Double> values, int most) {
    return values.entrySet().stream()
        .filter(each -> each.getValue() > 0 && !Files.notExists(path.resolveSibling(each.getKey())))
        .map(each -> new ScoreFile.Score(each.getKey(), each.getValue()))
        .sorted(BEST_FIRST)
        .limit(most)
        .toList();
  }

  private void write(List<ScoreFile.Score> best, long epoch) throws IOException {
    if (best.isEmpty()) {
      Files.deleteIfExists(path);
      bytes = 0;
    } else {
      WholeFile.write(calls, path, file -> calls.write(file, ScoreFile.encode(best), 0));
      bytes = ScoreFile.bytes(best.size());
    }
    Map<String, Double> values = new HashMap<>();
    best.forEach(score -> values.put(score.file(), score.value()));
    remember(values, epoch);
  }

  private void remember(Map<String, Double> values, long epoch) {
    Map<String, UseScore> known = new HashMap<>();
    values.forEach((file, value) -> known.put(file, new UseScore(value, epoch)));
    scores = known;
  }

  /** Tells once that the file is not used. */
  private void warn(IOException unusable) {
    if (warned) {
      return;
    }
    warned = true;
    if (unusable instanceof RejectedFileException rejection) {
      counters.rejected(rejection.reason());
    } else {
      counters.unreadable.increment();
    }
    LOG.log(
        Level.WARNING,
        "use scores of an earlier run are not known, {0} is not used: {1}",
        path,
        unusable.toString());
  }
}
