package dev.pith.eval.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Questions over retrieved chunks of a knowledge base.
 *
 * <p>Difficulty adds chunks (8 to 20), a third hop from 4 on, and from 3 on facts in chunks that
 * refer back to the chunk before them.
 */
final class ChunkWorld implements World {
  private static final int[] CHUNKS = {8, 9, 10, 12, 16, 20};
  private static final int[] HOPS = {2, 2, 2, 3, 3, 3};
  private static final int BACK_REFERENCES_FROM = 3;
  private static final double FOLLOW_UP_SHARE = 0.25;

  @Override
  public Problem draw(int difficulty, Split wanted, RandomGenerator random) {
    int variants = wanted == Split.TRAIN ? KnowledgeBase.TRAINING_VARIANTS : 1;
    KnowledgeBase base = KnowledgeBase.of(wanted, random.nextInt(variants));
    @Nullable Path path = null;
    while (path == null) {
      path = path(base, difficulty, random);
    }
    return problem(base, path, difficulty, random);
  }

  /** Returns the question where these relations lead from a start, whose chunks are retrieved. */
  static Problem about(
      KnowledgeBase base,
      Entity start,
      List<Relation> relations,
      int difficulty,
      RandomGenerator random) {
    List<Entity> needed = new ArrayList<>();
    @Nullable Entity at = start;
    for (Relation relation : relations) {
      if (at == null) {
        throw new IllegalArgumentException("no text tells more about the way: " + relations);
      }
      needed.add(at);
      at = base.entity(at.fact(relation));
    }
    return problem(base, new Path(start, relations, needed), difficulty, random);
  }

  private static Problem problem(
      KnowledgeBase base, Path path, int difficulty, RandomGenerator random) {
    List<ChunkSolution.Source> sources = sources(base, path, CHUNKS[difficulty - 1], random);
    List<String> chunks = new ArrayList<>();
    for (ChunkSolution.Source source : sources) {
      chunks.add(source.entity().chunk());
      if (source.followUp()) {
        chunks.add(source.entity().followUp());
      }
    }
    ChunkSolution solution = new ChunkSolution(path.start.name(), path.relations, sources);
    return new Problem(
        Family.CHUNKS,
        difficulty,
        chunks,
        question(path),
        solution.walk(null, Solution.Wording.FULL).answer(),
        "chunks|" + path.start.name() + "|" + path.relations,
        solution);
  }

  /** Relations from a start, and the entities on the way whose chunks are needed. */
  private record Path(Entity start, List<Relation> relations, List<Entity> needed) {}

  /** Draws a path, or null when it ran into a dead end or in a circle. */
  private static @Nullable Path path(KnowledgeBase base, int difficulty, RandomGenerator random) {
    int kind = random.nextInt(10);
    Entity.Type type =
        kind < 6 ? Entity.Type.PERSON : kind < 9 ? Entity.Type.COMPANY : Entity.Type.TOWN;
    Entity start = base.draw(type, random);
    List<Relation> relations = new ArrayList<>();
    List<Entity> needed = new ArrayList<>();
    Entity at = start;
    for (int hop = 1; hop <= HOPS[difficulty - 1]; hop++) {
      if (needed.contains(at)) {
        return null;
      }
      Entity.Type from = at.type();
      List<Relation> possible =
          Arrays.stream(Relation.values())
              .filter(relation -> relation.from() == from)
              .filter(relation -> difficulty >= BACK_REFERENCES_FROM || !relation.followUp())
              .toList();
      Relation relation = Draw.one(possible, random);
      relations.add(relation);
      needed.add(at);
      @Nullable Entity next = base.entity(at.fact(relation));
      if (next == null) {
        return hop == HOPS[difficulty - 1] ? new Path(start, relations, needed) : null;
      }
      at = next;
    }
    return needed.contains(at) ? null : new Path(start, relations, needed);
  }

  /** Returns what is needed and what else was retrieved, in random order. */
  private static List<ChunkSolution.Source> sources(
      KnowledgeBase base, Path path, int chunks, RandomGenerator random) {
    Map<Entity, Boolean> followUps = new LinkedHashMap<>();
    int count = 0;
    for (int i = 0; i < path.needed.size(); i++) {
      boolean followUp = path.relations.get(i).followUp();
      followUps.put(path.needed.get(i), followUp);
      count += followUp ? 2 : 1;
    }
    while (count < chunks) {
      int kind = random.nextInt(4);
      Entity.Type type =
          kind < 2 ? Entity.Type.PERSON : kind == 2 ? Entity.Type.COMPANY : Entity.Type.TOWN;
      Entity other = base.draw(type, random);
      if (!followUps.containsKey(other)) {
        boolean followUp = count + 2 <= chunks && Draw.chance(FOLLOW_UP_SHARE, random);
        followUps.put(other, followUp);
        count += followUp ? 2 : 1;
      }
    }
    List<ChunkSolution.Source> sources =
        followUps.entrySet().stream()
            .map(entry -> new ChunkSolution.Source(entry.getKey(), entry.getValue()))
            .toList();
    return Draw.shuffled(sources, random);
  }

  private static String question(Path path) {
    String subject = path.start.name();
    for (int i = 0; i + 1 < path.relations.size(); i++) {
      subject = path.relations.get(i).phrase(subject);
    }
    return path.relations.get(path.relations.size() - 1).question(subject);
  }
}
