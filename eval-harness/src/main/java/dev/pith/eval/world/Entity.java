package dev.pith.eval.world;

import java.util.EnumMap;
import java.util.Map;

/**
 * Somebody or something that a knowledge base tells about.
 *
 * @param name unique within the knowledge base
 * @param type what it is
 * @param facts what it is to others, by name
 * @param chunk text that names it
 * @param followUp text that goes on about it without its name, and must come after {@code chunk}
 */
record Entity(String name, Type type, Map<Relation, String> facts, String chunk, String followUp) {

  /** What there is. */
  enum Type {
    PERSON,
    COMPANY,
    TOWN,
    /** Has a name only, and no text of its own. */
    RIVER
  }

  Entity {
    facts = Map.copyOf(new EnumMap<>(facts));
  }

  /** Returns the name that the relation leads to. */
  String fact(Relation relation) {
    String name = facts.get(relation);
    if (name == null) {
      throw new IllegalArgumentException(this.name + " has no " + relation);
    }
    return name;
  }
}
