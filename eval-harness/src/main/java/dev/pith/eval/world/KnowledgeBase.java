package dev.pith.eval.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Facts about people, companies and towns, as short texts, some of them asked for far more often
 * than others.
 *
 * <p>Validation and test have one knowledge base each. Training has many, with the same names and
 * other facts, so that a model must read and cannot remember. No full name is in the knowledge
 * bases of two splits. Immutable and thread-safe.
 */
final class KnowledgeBase {

  /** How many there are for training. */
  static final int TRAINING_VARIANTS = 32;

  /** How many of one kind a knowledge base tells about, at most. */
  private static final int MAX_OF_A_KIND = 1_000;

  /** Popularity falls with the rank to this power (Zipf). */
  private static final double ZIPF_EXPONENT = 0.9;

  private static final Map<String, KnowledgeBase> MADE = new ConcurrentHashMap<>();

  private final Map<String, Entity> byName = new HashMap<>();
  private final Map<Entity.Type, List<Entity>> byType = new EnumMap<>(Entity.Type.class);
  private final Map<Entity.Type, double[]> cumulative = new EnumMap<>(Entity.Type.class);

  private KnowledgeBase(Split split, int variant) {
    RandomGenerator random = new SplittableRandom(31L * variant + split.name().hashCode());
    List<String> people = names(Vocabulary.FIRST_NAMES, Vocabulary.LAST_NAMES, split, random);
    List<String> companies = names(Vocabulary.STEMS, Vocabulary.COMPANY_KINDS, split, random);
    List<String> towns = names(Vocabulary.STEMS, Vocabulary.TOWN_KINDS, split, random);
    Map<Entity.Type, List<String>> names =
        Map.of(
            Entity.Type.PERSON, people,
            Entity.Type.COMPANY, companies,
            Entity.Type.TOWN, towns,
            Entity.Type.RIVER, Vocabulary.RIVERS);
    for (Entity.Type type : List.of(Entity.Type.PERSON, Entity.Type.COMPANY, Entity.Type.TOWN)) {
      for (String name : names.getOrDefault(type, List.of())) {
        Map<Relation, String> facts = new EnumMap<>(Relation.class);
        for (Relation relation : Relation.values()) {
          if (relation.from() == type) {
            facts.put(relation, other(name, names.getOrDefault(relation.to(), List.of()), random));
          }
        }
        add(describe(name, type, facts, random));
      }
    }
  }

  /**
   * Returns a knowledge base.
   *
   * @param split whose names it has
   * @param variant which one, from 0; only training has more than one
   */
  static KnowledgeBase of(Split split, int variant) {
    int variants = split == Split.TRAIN ? TRAINING_VARIANTS : 1;
    if (variant < 0 || variant >= variants) {
      throw new IllegalArgumentException(
          "variant of " + split + " must be in [0, " + (variants - 1) + "]: " + variant);
    }
    return MADE.computeIfAbsent(split + "/" + variant, key -> new KnowledgeBase(split, variant));
  }

  /** Returns all entities of a kind, the most popular first. */
  List<Entity> all(Entity.Type type) {
    return byType.getOrDefault(type, List.of());
  }

  /** Returns an entity by its name, or null when there is only the name. */
  @Nullable Entity entity(String name) {
    return byName.get(name);
  }

  /** Draws an entity by popularity. */
  Entity draw(Entity.Type type, RandomGenerator random) {
    List<Entity> all = all(type);
    double[] sums = cumulative.computeIfAbsent(type, unused -> new double[0]);
    int found = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
    return all.get(Math.min(found < 0 ? -found - 1 : found, all.size() - 1));
  }

  private void add(Entity entity) {
    byName.put(entity.name(), entity);
    List<Entity> all = byType.computeIfAbsent(entity.type(), type -> new ArrayList<>());
    all.add(entity);
    double[] before = cumulative.getOrDefault(entity.type(), new double[0]);
    double[] sums = Arrays.copyOf(before, all.size());
    double weight = Math.pow(all.size(), -ZIPF_EXPONENT);
    sums[all.size() - 1] = (all.size() > 1 ? sums[all.size() - 2] : 0) + weight;
    cumulative.put(entity.type(), sums);
  }

  /** Returns the names of the split in random order: their ranks. */
  private static List<String> names(
      List<String> first, List<String> second, Split split, RandomGenerator random) {
    List<String> names = new ArrayList<>();
    for (String one : first) {
      for (String two : second) {
        String name = one + " " + two;
        if (Split.of(name) == split) {
          names.add(name);
        }
      }
    }
    return Draw.some(names, Math.min(names.size(), MAX_OF_A_KIND), random);
  }

  private static String other(String name, List<String> names, RandomGenerator random) {
    String other;
    do {
      other = Draw.one(names, random);
    } while (other.equals(name));
    return other;
  }

  private static Entity describe(
      String name, Entity.Type type, Map<Relation, String> facts, RandomGenerator random) {
    int number = Draw.between(11, 99, random);
    String goods = Draw.one(Vocabulary.GOODS, random);
    String pastime = Draw.one(Vocabulary.PASTIMES, random);
    StringBuilder chunk = new StringBuilder();
    StringBuilder followUp = new StringBuilder();
    for (Map.Entry<Relation, String> fact : facts.entrySet()) {
      Relation relation = fact.getKey();
      if (relation.followUp()) {
        followUp.append(relation.sentence(backReference(type), fact.getValue()));
      } else {
        chunk.append(relation.sentence(name, fact.getValue())).append(' ');
      }
    }
    switch (type) {
      case PERSON -> {
        chunk.append("A favourite pastime of ").append(name).append(" is ").append(pastime);
        followUp.append(" There is a house of the family there, with ");
        followUp.append(number).append(" old trees around it");
      }
      case COMPANY -> {
        chunk.append("Its ").append(number).append(" workers make ").append(goods);
        chunk.append(" and sell it far and wide");
        followUp.append(" The business began with ").append(number);
        followUp.append(" workers in a rented hall");
      }
      default -> {
        chunk.append("On market day people come from far away for its ").append(goods);
        followUp.append(" The last vote was won by ").append(number);
        followUp.append(" votes, after a long count");
      }
    }
    return new Entity(
        name, type, facts, chunk.append('.').toString(), followUp.append('.').toString());
  }

  private static String backReference(Entity.Type type) {
    return switch (type) {
      case PERSON -> "This person";
      case COMPANY -> "this company";
      default -> "this town";
    };
  }
}
