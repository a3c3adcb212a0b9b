package dev.pith.eval.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A task of many turns over one knowledge base: every turn asks for what lies two relations from
 * whatever the answer before it named, over freshly retrieved chunks. One wrong answer leads
 * elsewhere. Immutable.
 */
public final class Walk {

  /** Ten chunks a turn, some of which refer back to the one before. */
  private static final int DIFFICULTY = 3;

  private final KnowledgeBase base;
  private final Entity start;
  private final List<List<Relation>> turns;
  private final String goal;
  private final long seed;

  private Walk(
      KnowledgeBase base, Entity start, List<List<Relation>> turns, String goal, long seed) {
    this.base = base;
    this.start = start;
    this.turns = turns;
    this.goal = goal;
    this.seed = seed;
  }

  /**
   * Draws a walk.
   *
   * @param turns how many questions it has, at least 1
   */
  public static Walk draw(Split split, int turns, RandomGenerator random) {
    if (turns < 1) {
      throw new IllegalArgumentException("turns must be at least 1: " + turns);
    }
    KnowledgeBase base = KnowledgeBase.of(split, 0);
    while (true) {
      Entity start = base.draw(Entity.Type.PERSON, random);
      List<List<Relation>> relations = new ArrayList<>();
      @Nullable Entity at = start;
      while (at != null && relations.size() < turns) {
        at = turn(base, at, relations, random);
      }
      if (at != null) {
        return new Walk(base, start, relations, at.name(), random.nextLong());
      }
    }
  }

  /** Returns what the first turn asks about. */
  public String start() {
    return start.name();
  }

  /** Returns the right answer of the last turn. */
  public String goal() {
    return goal;
  }

  /** Returns how many questions there are. */
  public int turns() {
    return turns.size();
  }

  /**
   * Searches the knowledge base for what a turn needs.
   *
   * @param turn which one, from 0
   * @param name what it asks about
   * @return the question with its chunks; empty when nothing is known of that name, or it is of
   *     another kind than what the turn asks about
   */
  public Optional<Problem> search(int turn, String name) {
    List<Relation> relations = turns.get(turn);
    @Nullable Entity from = base.entity(name);
    if (from == null || from.type() != relations.get(0).from()) {
      return Optional.empty();
    }
    RandomGenerator random = new SplittableRandom(seed + turn);
    return Optional.of(ChunkWorld.about(base, from, relations, DIFFICULTY, random));
  }

  /** Adds a turn that leads on from an entity; null when it ran into a dead end or in a circle. */
  private static @Nullable Entity turn(
      KnowledgeBase base, Entity from, List<List<Relation>> turns, RandomGenerator random) {
    Relation first = Draw.one(leadingOn(from.type()), random);
    @Nullable Entity middle = base.entity(from.fact(first));
    if (middle == null) {
      return null;
    }
    Relation second = Draw.one(leadingOn(middle.type()), random);
    @Nullable Entity end = base.entity(middle.fact(second));
    turns.add(List.of(first, second));
    return end == null || end.equals(from) || end.equals(middle) ? null : end;
  }

  /** Returns the relations of a kind that lead to something that has a text of its own. */
  private static List<Relation> leadingOn(Entity.Type type) {
    return Arrays.stream(Relation.values())
        .filter(relation -> relation.from() == type && relation.to() != Entity.Type.RIVER)
        .toList();
  }
}
