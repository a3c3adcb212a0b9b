package dev.pith.plugin.local;

import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.ragcache.engine.token.TextPiece;
import dev.pith.ragcache.engine.token.Tokenizer;
import dev.pith.ragcache.generate.GeneratedToken;
import dev.pith.ragcache.generate.Generation;
import dev.pith.verifier.trace.ThinkTagParser;
import dev.pith.verifier.trace.ThinkTags;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends the thinking of a running generation when it is told to: behind the token that is being made
 * the model reads the words that a thinking ends with, and goes on with its answer.
 *
 * <p>It follows the generation on the generator's thread, where nothing comes between a look at the
 * text and the words behind it: a thinking that has just ended by itself is left alone. {@link
 * #ask} may come from any thread.
 */
final class ThinkingEnd {

  private static final ContinuationShape SHAPE = ContinuationShape.THINK_TAGS;

  private final int[] ending;
  private final ThinkTagParser tags;

  private volatile @Nullable Generation generation;
  private volatile boolean thinking;
  private volatile boolean asked;
  private boolean done;

  /**
   * Begins with the first token of a generation.
   *
   * @param ending what {@link #encode} returned
   * @param inside whether the generation begins inside a thinking
   */
  ThinkingEnd(int[] ending, boolean inside) {
    this.ending = ending;
    this.thinking = inside;
    this.tags =
        new ThinkTagParser(
            List.of(new ThinkTags(SHAPE.opening().strip(), SHAPE.endTag())), inside, new Phases());
  }

  /**
   * Returns the tokens that end a thinking.
   *
   * @param words what the thinking ends with; may be empty
   */
  static int[] encode(String words, Tokenizer tokenizer) {
    String closing = SHAPE.close(words).substring(words.length());
    return tokenizer.encode(
        List.of(new TextPiece(words, false), new TextPiece(closing, true)), false);
  }

  /** Names the generation, which may have begun. */
  void watch(Generation running) {
    generation = running;
  }

  /** Asks for the end of the thinking; returns false when there is no thinking now. */
  boolean ask() {
    asked |= thinking;
    return asked && thinking;
  }

  /** The generation has a further token; on the generator's thread. */
  void onToken(GeneratedToken token) {
    if (done) {
      return;
    }
    tags.onText(token.text());
    Generation running = generation;
    // What is held may be the beginning of an end tag.
    if (asked && thinking && running != null && tags.held().isEmpty()) {
      done = true;
      running.append(ending);
    }
  }

  private final class Phases implements ThinkTagParser.Listener {
    @Override
    public void onThinking(String text) {
      thinking = true;
    }

    @Override
    public void onAnswer(String text) {
      thinking = false;
    }

    @Override
    public void onThinkingEnd() {
      thinking = false;
    }
  }
}
