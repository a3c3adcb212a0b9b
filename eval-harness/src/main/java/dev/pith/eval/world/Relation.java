package dev.pith.eval.world;

/**
 * What one entity of a knowledge base is to another, with all the words for it.
 *
 * <p>In the texts {@code {x}} is the entity and {@code {y}} the other one.
 */
enum Relation {
  EMPLOYER(
      Entity.Type.PERSON,
      Entity.Type.COMPANY,
      false,
      "employer",
      "the company where {x} works",
      "Which company does {x} work at?",
      "{x} works at {y}."),
  MENTOR(
      Entity.Type.PERSON,
      Entity.Type.PERSON,
      false,
      "mentor",
      "the mentor of {x}",
      "Who is the mentor of {x}?",
      "The mentor of {x} is {y}."),
  HOMETOWN(
      Entity.Type.PERSON,
      Entity.Type.TOWN,
      true,
      "home town",
      "the town where {x} grew up",
      "In which town did {x} grow up?",
      "{x} grew up in {y}."),
  OFFICE(
      Entity.Type.COMPANY,
      Entity.Type.TOWN,
      false,
      "main office",
      "the town with the main office of {x}",
      "In which town is the main office of {x}?",
      "The main office of {x} is in {y}."),
  FOUNDER(
      Entity.Type.COMPANY,
      Entity.Type.PERSON,
      true,
      "founder",
      "the founder of {x}",
      "Who is the founder of {x}?",
      "The founder of {x} is {y}."),
  RIVER(
      Entity.Type.TOWN,
      Entity.Type.RIVER,
      false,
      "river",
      "the river of {x}",
      "On which river is {x}?",
      "{x} is on the river {y}."),
  MAYOR(
      Entity.Type.TOWN,
      Entity.Type.PERSON,
      true,
      "mayor",
      "the mayor of {x}",
      "Who is the mayor of {x}?",
      "The mayor of {x} is {y}.");

  private final Entity.Type from;
  private final Entity.Type to;
  private final boolean followUp;
  private final String noun;
  private final String phrase;
  private final String question;
  private final String sentence;

  Relation(
      Entity.Type from,
      Entity.Type to,
      boolean followUp,
      String noun,
      String phrase,
      String question,
      String sentence) {
    this.from = from;
    this.to = to;
    this.followUp = followUp;
    this.noun = noun;
    this.phrase = phrase;
    this.question = question;
    this.sentence = sentence;
  }

  /** Returns the kind of entity that has it. */
  Entity.Type from() {
    return from;
  }

  /** Returns the kind of entity that it leads to. */
  Entity.Type to() {
    return to;
  }

  /** Tells whether it stands in the chunk that refers back to the one before. */
  boolean followUp() {
    return followUp;
  }

  String noun() {
    return noun;
  }

  /** Returns the words for what it leads to from x. */
  String phrase(String x) {
    return phrase.replace("{x}", x);
  }

  /** Returns the question for what it leads to from x. */
  String question(String x) {
    return question.replace("{x}", x);
  }

  /** Returns the sentence that it leads from x to y. */
  String sentence(String x, String y) {
    return sentence.replace("{x}", x).replace("{y}", y);
  }
}
