package dev.pith.eval.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KnowledgeBaseTest {
  private static final List<Entity.Type> TOLD =
      List.of(Entity.Type.PERSON, Entity.Type.COMPANY, Entity.Type.TOWN);

  @Test
  void of_everySplit_sharesNoName() {
    Set<String> seen = new HashSet<>();
    for (Split split : Split.values()) {
      for (Entity.Type type : TOLD) {
        List<String> names =
            KnowledgeBase.of(split, 0).all(type).stream().map(Entity::name).toList();
        assertThat(names).isNotEmpty().noneMatch(seen::contains);
        seen.addAll(names);
      }
    }
  }

  @Test
  void of_test_tellsAboutHundreds() {
    KnowledgeBase base = KnowledgeBase.of(Split.TEST, 0);

    int entities = TOLD.stream().mapToInt(type -> base.all(type).size()).sum();

    assertThat(entities).isGreaterThan(500);
  }

  @Test
  void of_trainingVariants_tellOtherFactsAboutTheSameNames() {
    Entity one = KnowledgeBase.of(Split.TRAIN, 0).all(Entity.Type.TOWN).get(0);

    Set<String> mayors = new HashSet<>();
    for (int variant = 0; variant < 8; variant++) {
      Entity same = KnowledgeBase.of(Split.TRAIN, variant).entity(one.name());
      if (same != null) {
        mayors.add(same.fact(Relation.MAYOR));
      }
    }

    assertThat(mayors).hasSizeGreaterThan(1);
  }

  @Test
  void draw_manyTimes_favoursTheFirst() {
    KnowledgeBase base = KnowledgeBase.of(Split.TEST, 0);
    RandomGenerator random = new SplittableRandom(3);
    List<Entity> people = base.all(Entity.Type.PERSON);
    Set<String> popular =
        people.subList(0, people.size() / 10).stream()
            .map(Entity::name)
            .collect(Collectors.toSet());

    int hits = 0;
    for (int i = 0; i < 2_000; i++) {
      hits += popular.contains(base.draw(Entity.Type.PERSON, random).name()) ? 1 : 0;
    }

    assertThat(hits).as("draws of the most popular tenth, of 2000").isBetween(800, 1500);
  }

  @Test
  void chunk_everyEntity_hasTwentyToEightyTokens() {
    for (Entity.Type type : TOLD) {
      for (Entity entity : KnowledgeBase.of(Split.TEST, 0).all(type)) {
        assertThat(words(entity.chunk())).as(entity.chunk()).isBetween(18, 80);
        assertThat(words(entity.followUp())).as(entity.followUp()).isBetween(14, 80);
      }
    }
  }

  /** Words and marks: near what a tokenizer of these texts makes of them. */
  private static int words(String text) {
    return text.split("\\s+|(?=[.,])").length;
  }
}
