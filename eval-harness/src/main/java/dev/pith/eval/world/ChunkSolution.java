package dev.pith.eval.world;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Follows relations from one name to the next through the chunks.
 *
 * @param start where the path begins
 * @param path the relations, in order
 * @param sources what the chunks tell
 */
record ChunkSolution(String start, List<Relation> path, List<Source> sources) implements Solution {

  /**
   * What the chunks tell about one entity.
   *
   * @param entity the entity
   * @param followUp whether the chunk that refers back is there too
   */
  record Source(Entity entity, boolean followUp) {
    boolean tells(Relation relation) {
      return entity.type() == relation.from() && (followUp || !relation.followUp());
    }
  }

  ChunkSolution {
    path = List.copyOf(path);
    sources = List.copyOf(sources);
  }

  @Override
  public String plan() {
    return "I start from " + start + ". First I look for " + planKey() + ".";
  }

  @Override
  public String planKey() {
    return path.stream().map(step -> "the " + step.noun()).collect(Collectors.joining(", then "));
  }

  @Override
  public int steps() {
    return path.size();
  }

  @Override
  public Attempt walk(@Nullable Slip slip, Wording wording) {
    List<Attempt.Step> steps = new ArrayList<>();
    String at = start;
    boolean right = true;
    for (int i = 0; i < path.size(); i++) {
      Relation relation = path.get(i);
      String next = told(at, relation);
      if (slip != null && slip.step() == i) {
        List<String> wrong = confusable(i, next);
        if (!wrong.isEmpty()) {
          RandomGenerator random = new SplittableRandom(slip.seed());
          next = Slip.inOrder(wrong.subList(0, 1), Draw.one(wrong, random), random).get(0);
          right = false;
        }
      }
      String text =
          wording == Wording.FULL ? relation.sentence(at, next) : brief(at, relation, next);
      steps.add(new Attempt.Step(text, next, right));
      at = next;
    }
    return new Attempt(steps, at);
  }

  @Override
  public String stated(String answer) {
    return "the " + path.get(path.size() - 1).noun() + " is " + answer;
  }

  @Override
  public String deadEnd(RandomGenerator random) {
    String other = Draw.one(sources, random).entity().name();
    return other.equals(start)
        ? "I could read the notes from the end. That is slow."
        : "I could start from " + other + ". That is not who the question starts from.";
  }

  @Override
  public List<Lookup> lookups(RandomGenerator random) {
    List<Lookup> facts = new ArrayList<>();
    for (Source source : sources) {
      String name = source.entity().name();
      for (Relation relation : Relation.values()) {
        if (source.tells(relation)) {
          String other = source.entity().fact(relation);
          String sentence =
              random.nextBoolean() ? relation.sentence(name, other) : brief(name, relation, other);
          facts.add(Lookup.ofEnd(sentence, other + "."));
        }
      }
    }
    return Draw.shuffled(facts, random);
  }

  private static String brief(String name, Relation relation, String other) {
    return name + ", " + relation.noun() + ": " + other + ".";
  }

  private String told(String name, Relation relation) {
    return sources.stream()
        .filter(source -> source.entity().name().equals(name) && source.tells(relation))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no chunk tells the " + relation + " of " + name))
        .entity()
        .fact(relation);
  }

  /**
   * Returns the names that can be taken for the right one at a step, so that the path goes on; the
   * first one told comes first.
   */
  private List<String> confusable(int step, String right) {
    Relation relation = path.get(step);
    Set<String> names = new LinkedHashSet<>();
    for (Source source : sources) {
      if (step + 1 == path.size()) {
        if (source.tells(relation)) {
          names.add(source.entity().fact(relation));
        }
      } else if (source.entity().type() == relation.to() && goesOn(source, step + 1)) {
        names.add(source.entity().name());
      }
    }
    names.remove(right);
    return List.copyOf(names);
  }

  /** Tells whether the rest of the path can be followed from here. */
  private boolean goesOn(Source source, int step) {
    if (!source.tells(path.get(step))) {
      return false;
    }
    String next = source.entity().fact(path.get(step));
    return step + 1 == path.size()
        || sources.stream()
            .filter(other -> other.entity().name().equals(next))
            .anyMatch(other -> goesOn(other, step + 1));
  }
}
