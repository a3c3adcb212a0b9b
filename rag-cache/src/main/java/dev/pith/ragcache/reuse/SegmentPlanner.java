package dev.pith.ragcache.reuse;

import dev.pith.ragcache.plan.ChunkKey;
import dev.pith.ragcache.plan.ContextProfile;
import dev.pith.ragcache.store.ChunkStore;
import dev.pith.ragcache.store.KnownVariant;
import dev.pith.ragcache.store.LoadedChunk;
import dev.pith.ragcache.store.VariantKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Decides what becomes of the segments of a prompt, as a policy says and a store holds. */
final class SegmentPlanner {

  private final ChunkStore store;
  private final ReusePolicy policy;
  private final ChunkedPrompt prompt;
  private final PromptKeys keys;

  SegmentPlanner(ChunkStore store, ReusePolicy policy, ChunkedPrompt prompt, PromptKeys keys) {
    this.store = store;
    this.policy = policy;
    this.prompt = prompt;
    this.keys = keys;
  }

  /**
   * Decides about all segments, in order: whether one is exact depends on those before it. What is
   * reused begins to load.
   *
   * @param found what others have put meanwhile
   */
  List<SegmentPlan> plan(Function<ChunkKey, Optional<LoadedChunk>> found) {
    List<SegmentPlan> plans = new ArrayList<>();
    boolean exact = true;
    for (int i = 0; i < prompt.segments().size(); i++) {
      SegmentPlan plan = plan(i, place(i, exact), found);
      exact = plan.exact();
      plans.add(plan);
    }
    return plans;
  }

  /** Returns the variants that would be reused were all of them exact. */
  List<VariantKey> wanted() {
    List<VariantKey> wanted = new ArrayList<>();
    for (int i = 0; i < prompt.segments().size(); i++) {
      List<KnownVariant> known = store.variants(keys.segments().get(i));
      choose(place(i, true), profiles(known))
          .ifPresent(reuse -> wanted.add(known.get(reuse.variant()).key()));
    }
    return wanted;
  }

  private Place place(int segment, boolean exactBefore) {
    List<Span> spans = prompt.segments();
    return new Place(
        keys.segments().get(segment),
        spans.get(segment),
        keys.segments().subList(0, segment),
        spans.stream().limit(segment).mapToInt(Span::length).toArray(),
        keys.before().get(segment),
        exactBefore);
  }

  private SegmentPlan plan(
      int index, Place place, Function<ChunkKey, Optional<LoadedChunk>> found) {
    List<KnownVariant> known = store.variants(place.key());
    Optional<Reuse> reuse = choose(place, profiles(known));
    Optional<LoadedChunk> chunk =
        reuse.flatMap(chosen -> store.load(known.get(chosen.variant()).key()));
    if (reuse.isEmpty() || chunk.isEmpty()) {
      chunk = found.apply(place.key());
      reuse = chunk.flatMap(other -> choose(place, List.of(other.profile())));
    }
    return reuse.isPresent() && chunk.isPresent()
        ? SegmentPlan.hit(
            index, place, reuse.get(), chunk.get(), policy.runsAll(place, reuse.get()))
        : SegmentPlan.computed(index, place);
  }

  /** What stands first, such as the lead, is exact in its place: no policy repairs it. */
  private Optional<Reuse> choose(Place place, List<ContextProfile> stored) {
    if (policy.reuses() && place.prefix().isEmpty()) {
      for (int i = 0; i < stored.size(); i++) {
        if (stored.get(i).prefix().isEmpty() && !stored.get(i).partial()) {
          return Optional.of(new Reuse(i, new int[0], 0));
        }
      }
    }
    return policy.choose(place, stored);
  }

  private static List<ContextProfile> profiles(List<KnownVariant> known) {
    return known.stream().map(KnownVariant::profile).toList();
  }
}
