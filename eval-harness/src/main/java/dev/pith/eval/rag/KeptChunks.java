package dev.pith.eval.rag;

import dev.pith.ragcache.plan.ChunkKey;
import dev.pith.ragcache.store.ChunkStore;
import dev.pith.ragcache.store.KnownVariant;
import dev.pith.ragcache.store.LoadedChunk;
import dev.pith.ragcache.store.StoreSettings;
import dev.pith.ragcache.store.Variant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * What a store held at one moment: every policy begins with a store of its own that holds this, so
 * that none finds what another has left. The KV itself is shared. Immutable.
 */
public final class KeptChunks {

  private final StoreSettings settings;
  private final List<Variant> variants;

  private KeptChunks(StoreSettings settings, List<Variant> variants) {
    this.settings = settings;
    this.variants = List.copyOf(variants);
  }

  /**
   * Copies a store.
   *
   * @param settings those of the store, and of those that are opened
   * @param chunks the chunks that may be in it
   */
  public static KeptChunks of(
      ChunkStore store, StoreSettings settings, Collection<ChunkKey> chunks) {
    List<Variant> kept = new ArrayList<>();
    for (ChunkKey chunk : chunks) {
      // The best one is put last: of equal use scores a store prefers the newest.
      List<KnownVariant> worstFirst = new ArrayList<>(store.variants(chunk));
      Collections.reverse(worstFirst);
      for (KnownVariant known : worstFirst) {
        store.load(known.key()).map(KeptChunks::variant).ifPresent(kept::add);
      }
    }
    return new KeptChunks(settings, kept);
  }

  private static Variant variant(LoadedChunk loaded) {
    return new Variant(loaded.key(), loaded.profile(), loaded.awaitAll());
  }

  /** Returns how many variants there are. */
  public int size() {
    return variants.size();
  }

  /** Opens a store that holds them. */
  public ChunkStore open() {
    ChunkStore store = ChunkStore.open(settings);
    variants.forEach(store::put);
    return store;
  }
}
