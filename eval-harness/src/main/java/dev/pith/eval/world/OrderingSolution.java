package dev.pith.eval.world;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Climbs from somebody to the first place, then counts down to the place that is asked for.
 *
 * @param order everybody, first place first
 * @param scale what they are ordered by
 * @param start where the climb begins
 * @param place the place asked for, from 0
 */
record OrderingSolution(List<String> order, OrderingWorld.Scale scale, String start, int place)
    implements Solution {

  private static final String NOBODY = "nobody";

  OrderingSolution {
    order = List.copyOf(order);
  }

  @Override
  public String plan() {
    return "I need the "
        + placeName()
        + ". I climb from "
        + start
        + " until nobody is "
        + scale.more()
        + (place == 0 ? "." : ", then I count down to number " + (place + 1) + ".");
  }

  @Override
  public String planKey() {
    return "climb from " + start;
  }

  @Override
  public int steps() {
    return order.indexOf(start) + 1 + place;
  }

  @Override
  public Attempt walk(@Nullable Slip slip, Wording wording) {
    Walk walk = new Walk(slip, wording);
    int at = order.indexOf(start);
    while (at > 0 && !walk.wronglyOnTop()) {
      walk.climb(order.get(at), order.get(at - 1));
      at--;
    }
    walk.top(order.get(at));
    int counted = 0;
    while (counted < place && at + 1 < order.size()) {
      counted += walk.miscounts(counted + 1) ? 2 : 1;
      walk.descend(order.get(at), order.get(at + 1), counted);
      at++;
    }
    return new Attempt(walk.steps, order.get(at));
  }

  @Override
  public String stated(String answer) {
    return "the " + placeName() + " is " + answer;
  }

  @Override
  public String deadEnd(RandomGenerator random) {
    String other = Draw.one(order, random);
    return "I could compare everybody with "
        + other
        + ". That does not give the places in between.";
  }

  @Override
  public List<Lookup> lookups(RandomGenerator random) {
    List<Lookup> facts = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      String name = order.get(i);
      String above = i == 0 ? NOBODY : order.get(i - 1);
      String rest = i == 0 ? above + first(name) + "." : above + ".";
      facts.add(Lookup.ofEnd(below(name, rest), rest));
      facts.add(Lookup.ofEnd(above(name, rest), rest));
      if (i > 0) {
        facts.add(Lookup.ofEnd(above + " is " + scale.more() + " than " + name + ".", name + "."));
        facts.add(Lookup.ofEnd("Right below " + above + " is " + name + ".", name + "."));
      }
    }
    return Draw.shuffled(facts, random);
  }

  /** Says who is above somebody; the name that is looked for comes last, as in all that follows. */
  private String below(String lower, String rest) {
    return lower + " is " + scale.less() + " than " + rest;
  }

  private static String above(String lower, String rest) {
    return "Above " + lower + ": " + rest;
  }

  private static String first(String name) {
    return ", so " + name + " is first";
  }

  /** Returns how the place is called: "tallest", "second tallest". */
  String placeName() {
    return place == 0 ? scale.most() : OrderingWorld.PLACES.get(place) + " " + scale.most();
  }

  /** The steps so far, and the slip that is still to come. */
  private final class Walk {
    final List<Attempt.Step> steps = new ArrayList<>();
    private final @Nullable Slip slip;
    private final Wording wording;
    private boolean right = true;

    Walk(@Nullable Slip slip, Wording wording) {
      this.slip = slip;
      this.wording = wording;
    }

    /** Tells whether the climb ends too early here. */
    boolean wronglyOnTop() {
      boolean slips = isHere();
      right &= !slips;
      return slips;
    }

    /** Tells whether a place is counted as the one after it, so that the count ends too early. */
    boolean miscounts(int counted) {
      boolean slips = counted < place && isHere();
      right &= !slips;
      return slips;
    }

    void climb(String from, String to) {
      add(above(from, to + "."), to);
    }

    void top(String name) {
      add(above(name, NOBODY + first(name) + "."), name + " is first");
    }

    private String above(String lower, String rest) {
      return wording == Wording.FULL ? below(lower, rest) : OrderingSolution.above(lower, rest);
    }

    void descend(String from, String to, int place) {
      String ordinal = OrderingWorld.PLACES.get(place);
      add(
          wording == Wording.FULL
              ? "Right below " + from + " is " + to + ", so " + to + " is " + ordinal + "."
              : to + " is " + ordinal + ".",
          to + " is " + ordinal);
    }

    private boolean isHere() {
      return right && slip != null && steps.size() == slip.step();
    }

    private void add(String text, String key) {
      steps.add(new Attempt.Step(text, key, right));
    }
  }
}
