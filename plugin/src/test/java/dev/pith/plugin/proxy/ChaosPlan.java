package dev.pith.plugin.proxy;

import dev.pith.plugin.proxy.ChaosFault.Where;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What is said and what goes wrong in one exchange, drawn from a seed.
 *
 * <p>The model has three answers of its own: of the first call, of the one that goes on from a cut,
 * and of the question asked once more. No word of one is a word of another.
 */
final class ChaosPlan {

  private static final List<String> WORDS =
      List.of(
          "seven", "times", "naïve", "≈", "𝛑", "e\u0301", "twelve", "\\n", "\"so\"", "数", "is");

  /** Where a stream has its thinking. */
  enum Channel {
    REASONING_CONTENT("reasoning_content"),
    REASONING("reasoning"),
    TAGS("content");

    final String member;

    Channel(String member) {
      this.member = member;
    }
  }

  final int number;
  final Channel channel;
  final boolean stream;
  final boolean usageAsked;

  /** Limit on the thinking; 0 where the verifier alone decides about a cut. */
  final int budgetTokens;

  final String thinking;
  final String answer;
  final String continued;
  final String askedAgain;
  final Set<ChaosFault> faults = EnumSet.noneOf(ChaosFault.class);

  private final long seed;

  /**
   * @param patient whether nobody measures the silence of the upstream, so that it must not stall
   */
  ChaosPlan(long seed, int number, boolean patient) {
    this.seed = seed;
    this.number = number;
    SplittableRandom random = random("plan");
    channel = Channel.values()[random.nextInt(Channel.values().length)];
    stream = random.nextInt(100) < 85;
    usageAsked = random.nextInt(100) < 30;
    draw(random);
    if (patient) {
      faults.remove(ChaosFault.STALLED);
    }
    if (!stream) {
      faults.remove(ChaosFault.STRICT); // its second answer would be another kind of body
    }
    boolean waitsForTheCut =
        has(ChaosFault.LEAVES_WHILE_HELD) || has(ChaosFault.LEAVES_IN_CONTINUATION);
    if (waitsForTheCut) {
      faults.remove(ChaosFault.GARBAGE); // behind some of it nothing is cut
    }
    boolean askedAbout = !waitsForTheCut && random.nextInt(3) == 0;
    budgetTokens = waitsForTheCut ? 8 : askedAbout ? 0 : random.nextInt(8, 48);
    String thoughts = thinking(random, askedAbout || waitsForTheCut ? 9 : random.nextInt(1, 7));
    // Between tags the line ends belong to the thinking.
    thinking = channel == Channel.TAGS ? "\n" + thoughts + "\n" : thoughts;
    answer = "First" + number + words(random, "a", random.nextInt(1, 8));
    continued = "Second" + number + words(random, "b", random.nextInt(1, 8));
    askedAgain = "Third" + number + words(random, "c", random.nextInt(1, 8));
  }

  private void draw(SplittableRandom random) {
    perhaps(random, 50, List.of(ChaosFault.SPLIT));
    perhaps(random, 30, List.of(ChaosFault.DELAY));
    perhaps(random, 30, List.of(ChaosFault.GARBAGE));
    perhaps(random, 25, ChaosFault.of(Where.FIRST_CALL));
    perhaps(random, 50, ChaosFault.of(Where.CONTINUATION));
    perhaps(random, 25, ChaosFault.of(Where.REQUEST));
    perhaps(random, 15, ChaosFault.of(Where.READING));
    perhaps(random, 15, ChaosFault.of(Where.LEAVING));
    perhaps(random, 50, ChaosFault.of(Where.VERIFIER));
  }

  private void perhaps(SplittableRandom random, int percent, List<ChaosFault> oneOf) {
    if (random.nextInt(100) < percent) {
      faults.add(oneOf.get(random.nextInt(oneOf.size())));
    }
  }

  /** Returns a source of chance of its own for one use, the same in every run. */
  SplittableRandom random(String use) {
    return new SplittableRandom(seed * 1_000_003 + number * 31L + use.hashCode() * 1_000_000_007L);
  }

  boolean has(ChaosFault fault) {
    return faults.contains(fault);
  }

  /** Tells whether the client leaves before the answer is over. */
  boolean leaves() {
    return faults.stream().anyMatch(fault -> fault.where == Where.LEAVING);
  }

  /** Returns the client's question; every model has a name of its own, so that none is given up. */
  JsonObject question() {
    JsonObject user =
        new JsonObject().put("role", "user").put("content", "Question " + number + "?");
    JsonObject question =
        new JsonObject()
            .put("model", "m" + number)
            .put("stream", stream)
            .put("messages", new JsonArray().add(user));
    return usageAsked && stream
        ? question.put("stream_options", new JsonObject().put("include_usage", true))
        : question;
  }

  private static String thinking(SplittableRandom random, int paragraphs) {
    StringBuilder text = new StringBuilder("Let me see.");
    for (int i = 0; i < paragraphs; i++) {
      text.append(i > 0 && random.nextInt(3) > 0 ? "\n\nWait, " : " ");
      text.append(words(random, "", random.nextInt(2, 12)).strip());
      text.append(". So the answer is ").append(random.nextInt(10, 13)).append('.');
    }
    return text.toString();
  }

  private static String words(SplittableRandom random, String mark, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(' ').append(WORDS.get(random.nextInt(WORDS.size()))).append(mark);
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return "exchange "
        + number
        + " of seed "
        + seed
        + " "
        + faults
        + (stream ? "" : " in one body");
  }
}
