package dev.pith.verifier.trace;

import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Texts for stream tests, and ways to cut them. */
final class Texts {

  /** Seed of the property tests; it stands in each of their messages. */
  static final long SEED = Long.getLong("pith.test.seed", 20_261_124L);

  private Texts() {}

  static RandomGenerator random(long salt) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + salt);
  }

  /** Feeds a text in pieces of one length. */
  static void feed(String text, int chunk, Consumer<String> sink) {
    for (int i = 0; i < text.length(); i += chunk) {
      sink.accept(text.substring(i, Math.min(text.length(), i + chunk)));
    }
  }

  /** Feeds a text in pieces of random lengths, empty ones among them. */
  static void feedRandomly(String text, RandomGenerator random, Consumer<String> sink) {
    int i = 0;
    while (i < text.length()) {
      int end = Math.min(text.length(), i + random.nextInt(6));
      sink.accept(text.substring(i, end));
      i = end;
    }
  }

  /** Returns a text made of random pieces. */
  static String of(List<String> pieces, int count, RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(pieces.get(random.nextInt(pieces.size())));
    }
    return text.toString();
  }

  /** Returns characters without any sense, lone surrogates and control characters among them. */
  static String garbage(int length, RandomGenerator random) {
    String likely = "`$\\{}[]()<>.!? \n\r\tboxedthinkWait123\ud83d\ude00";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(
          random.nextInt(4) > 0
              ? likely.charAt(random.nextInt(likely.length()))
              : (char) random.nextInt(Character.MAX_VALUE + 1));
    }
    return text.toString();
  }

  /** Returns words that hardly ever repeat a run, five to a line. */
  static String freshWords(int count, RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      text.append('w').append(random.nextInt(10_000)).append(i % 5 == 0 ? '\n' : ' ');
    }
    return text.toString();
  }
}
