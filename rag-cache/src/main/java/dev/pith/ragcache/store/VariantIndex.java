package dev.pith.ragcache.store;

import dev.pith.ragcache.plan.ChunkKey;
import dev.pith.ragcache.plan.ContextProfile;
import dev.pith.ragcache.plan.UseScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which variants of each chunk are kept where, and what each is worth. Thread-safe; it calls
 * nobody.
 */
final class VariantIndex {

  /*
   * Cache-Craft [1] keeps a few variants of a chunk and prefers those that are used often and cheap
   * to fix: see UseScore. An epoch of its scores ends after ten uses for each chunk that is known,
   * so that it grows with the store.
   *
   * [1] Cache-Craft: Managing Chunk-Caches for Efficient Retrieval-Augmented Generation
   * https://arxiv.org/abs/2502.15734, section 3.3
   */

  private static final Comparator<Entry> WORTH =
      Comparator.<Entry, UseScore>comparing(entry -> entry.useScore, UseScore.evictionOrder())
          .thenComparingLong(entry -> entry.order);

  private final int maxVariants;
  private final Map<ChunkKey, List<Entry>> chunks = new HashMap<>();
  private long order;
  private long uses;
  private long epoch;
  private long epochStart;

  /**
   * What the variants are worth.
   *
   * @param scores of each, in the present epoch
   * @param epoch how many epochs have ended
   * @param uses how many uses were noted, of all variants since the start
   */
  record Worth(Map<VariantKey, Double> scores, long epoch, long uses) {}

  VariantIndex(int maxVariants) {
    this.maxVariants = maxVariants;
  }

  /** Returns the variants of a chunk, the most valuable first; of equal ones the newest. */
  synchronized List<KnownVariant> variants(ChunkKey chunk) {
    return chunks.getOrDefault(chunk, List.of()).stream()
        .sorted(WORTH.reversed())
        .map(entry -> entry.known(epoch))
        .toList();
  }

  /** Returns a variant; null when it is not known. */
  synchronized @Nullable KnownVariant find(VariantKey key) {
    Entry entry = entry(key);
    return entry == null ? null : entry.known(epoch);
  }

  /**
   * Notes that a tier has a variant.
   *
   * @param earlier what it was worth before it was known here; counts when that is more
   * @return the least valuable variants of the chunk that are now one too many, and forgotten here
   */
  synchronized List<VariantKey> add(
      VariantKey key, ContextProfile profile, Tier tier, UseScore earlier) {
    List<Entry> entries = chunks.computeIfAbsent(key.chunk(), chunk -> new ArrayList<>());
    Entry added = entry(key);
    if (added == null) {
      added = new Entry(key, profile, order++);
      entries.add(added);
    } else {
      added.profile = profile;
    }
    added.tiers.add(tier);
    if (UseScore.evictionOrder().compare(added.useScore, earlier) < 0) {
      added.useScore = earlier;
    }
    List<VariantKey> surplus = new ArrayList<>();
    while (entries.size() > maxVariants) {
      Entry kept = added;
      Entry least = entries.stream().filter(each -> each != kept).min(WORTH).orElseThrow();
      entries.remove(least);
      surplus.add(least.key);
    }
    return surplus;
  }

  /** Notes that a tier no longer has a variant; it is forgotten when no other has it. */
  synchronized void remove(VariantKey key, Tier tier) {
    List<Entry> entries = chunks.getOrDefault(key.chunk(), List.of());
    for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
      Entry entry = each.next();
      if (entry.key.equals(key) && entry.tiers.remove(tier) && entry.tiers.isEmpty()) {
        each.remove();
      }
    }
    if (entries.isEmpty()) {
      chunks.remove(key.chunk());
    }
  }

  /** Returns what a variant was worth so far; 0 when it is not known. */
  synchronized double useScore(VariantKey key) {
    Entry entry = entry(key);
    return entry == null ? 0 : entry.useScore.at(epoch);
  }

  /** Returns what all variants were worth so far. */
  synchronized Worth worth() {
    Map<VariantKey, Double> scores = new HashMap<>();
    for (List<Entry> entries : chunks.values()) {
      entries.forEach(entry -> scores.put(entry.key, entry.useScore.at(epoch)));
    }
    return new Worth(scores, epoch, uses);
  }

  /**
   * Notes a use with a fix overhead in [0, 1].
   *
   * @return whether an epoch has ended with it
   */
  synchronized boolean used(VariantKey key, double overhead) {
    Entry entry = entry(key);
    if (entry == null) {
      return false;
    }
    entry.useScore = entry.useScore.used(overhead, epoch);
    uses++;
    if (UseScore.epoch(uses - epochStart, chunks.size()) == 0) {
      return false;
    }
    epochStart = uses;
    epoch++;
    return true;
  }

  synchronized void clear() {
    chunks.clear();
  }

  private @Nullable Entry entry(VariantKey key) {
    for (Entry entry : chunks.getOrDefault(key.chunk(), List.of())) {
      if (entry.key.equals(key)) {
        return entry;
      }
    }
    return null;
  }

  /** What is known of a variant; guarded by the index. */
  private static final class Entry {

    private final VariantKey key;
    private final long order;
    private final Set<Tier> tiers = EnumSet.noneOf(Tier.class);
    private ContextProfile profile;
    private UseScore useScore = UseScore.UNUSED;

    Entry(VariantKey key, ContextProfile profile, long order) {
      this.key = key;
      this.profile = profile;
      this.order = order;
    }

    KnownVariant known(long epoch) {
      Tier fastest = tiers.contains(Tier.MEMORY) ? Tier.MEMORY : Tier.DISK;
      return new KnownVariant(key, profile, fastest, useScore.at(epoch));
    }
  }
}
