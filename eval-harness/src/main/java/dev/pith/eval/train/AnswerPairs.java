package dev.pith.eval.train;

import dev.pith.eval.train.ChatFormat.Message;
import dev.pith.eval.train.Row.Piece;
import dev.pith.eval.train.Row.Weight;
import dev.pith.eval.world.Family;
import dev.pith.eval.world.Split;
import dev.pith.eval.world.Worlds;
import dev.pith.verifier.VerifierPrompts;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Asks about many short pairs of statements, one after the other, whether they give the same
 * answer: whole excerpts have one label in hundreds of tokens, from which comparing is learned too
 * slowly.
 */
final class AnswerPairs {
  private static final List<Family> FAMILIES = List.of(Family.values());
  private static final int PAIRS = 6;
  private static final int BARE_PAIRS = 12;
  private static final String BARE = "Pair by pair: do both give the same answer? Reply Yes or No.";
  private static final int TEN = 10;
  private static final int EASIEST = 1;

  private final Split split;
  private final RandomGenerator random;

  private AnswerPairs(Split split, RandomGenerator random) {
    this.split = split;
    this.random = random;
  }

  /** Draws the turns of a conversation, to follow an answered question about two excerpts. */
  static List<Piece> draw(Split split, RandomGenerator random) {
    AnswerPairs pairs = new AnswerPairs(split, random);
    List<Piece> pieces = new ArrayList<>();
    pairs.addBareTo(pieces);
    for (int i = 0; i < PAIRS; i++) {
      pairs.addTo(pieces);
    }
    return pieces;
  }

  /** Returns a further turn that asks about two excerpts, without the problem they are about. */
  static List<Piece> turn(List<String> excerpts, boolean yes) {
    String asked = VerifierPrompts.sameAnswer("", excerpts.get(0), excerpts.get(1)).strip();
    String turn = ChatFormat.prompt(List.of(Message.user(asked)), false);
    return List.of(
        new Piece("\n" + turn, Weight.GUIDE),
        new Piece(yes ? VerifierPrompts.YES : VerifierPrompts.NO, Weight.VERDICT),
        new Piece(ChatFormat.END, Weight.ANSWER));
  }

  /** Adds a turn of bare pairs, one after the other: from these, comparing itself is learned. */
  private void addBareTo(List<Piece> pieces) {
    String turn = ChatFormat.prompt(List.of(Message.user(BARE)), false);
    pieces.add(new Piece("\n" + turn, Weight.GUIDE));
    for (int i = 0; i < BARE_PAIRS; i++) {
      Family family = FAMILIES.get(random.nextInt(FAMILIES.size()));
      String one = answer(family);
      boolean yes = random.nextBoolean();
      pieces.add(new Piece(one + ", " + (yes ? one : other(one, family)) + "\n", Weight.GUIDE));
      pieces.add(new Piece(yes ? VerifierPrompts.YES : VerifierPrompts.NO, Weight.VERDICT));
      pieces.add(new Piece("\n", Weight.GUIDE));
    }
    pieces.add(new Piece(ChatFormat.END, Weight.ANSWER));
  }

  private void addTo(List<Piece> pieces) {
    Family family = FAMILIES.get(random.nextInt(FAMILIES.size()));
    String one = answer(family);
    boolean yes = random.nextBoolean();
    String other = yes ? one : other(one, family);
    pieces.addAll(turn(List.of(said(one), said(other)), yes));
  }

  private String answer(Family family) {
    return Worlds.draw(family, EASIEST, split, random).answer();
  }

  private String other(String answer, Family family) {
    if (answer.chars().allMatch(Character::isDigit)) {
      return near(Integer.parseInt(answer));
    }
    while (true) {
      String other = answer(family);
      if (!other.equals(answer)) {
        return other;
      }
    }
  }

  /** States an answer, half of the time after a number that is not the answer. */
  private String said(String answer) {
    List<String> phrases = random.nextBoolean() ? Phrases.STATEMENTS : Phrases.CONFIRMATIONS;
    String statement = Phrases.fill(phrases.get(random.nextInt(phrases.size())), answer);
    return random.nextBoolean()
        ? statement
        : "The first step comes to " + random.nextInt(1, TEN * TEN) + ". " + statement;
  }

  /** Returns a number that differs in one digit, or has its digits the other way round. */
  private String near(int value) {
    int turned = value % TEN * TEN + value / TEN;
    boolean turns = turned != value && turned >= TEN && value < TEN * TEN;
    if (turns && random.nextInt(4) == 0) {
      return Integer.toString(turned);
    }
    int step = random.nextBoolean() ? TEN : 1;
    return Integer.toString((value + step * random.nextInt(1, TEN)) % (TEN * TEN));
  }
}
