package dev.pith.plugin.langchain4j;

import dev.pith.plugin.dialect.TokenCount;
import dev.pith.plugin.session.TrimSession;
import dev.pith.verifier.trace.ThinkTagParser;
import dev.pith.verifier.trace.ThinkTags;
import dev.pith.verifier.trim.Cut;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer for its thinking, wherever that comes: apart, or between tags in the text.
 *
 * <p>Verdicts that come late wait for the next piece, so that all decisions fall where the answer
 * is read. Not thread-safe.
 */
final class TraceReading {

  /** Where an answer stands. */
  enum Phase {
    /** Nothing has come. */
    BEFORE,
    /** The model thinks. */
    THINKING,
    /** The thinking is over, or there was none. */
    ANSWER
  }

  private final Queue<Runnable> verdicts = new ConcurrentLinkedQueue<>();
  private final TrimSession session;
  private final ThinkTagParser parser;
  private final StringBuilder thinking = new StringBuilder();

  private Phase phase = Phase.BEFORE;
  private boolean inline;
  private long pieces;
  private @Nullable Cut cut;

  /**
   * Begins an answer.
   *
   * @param startsInside whether the prompt holds the start tag, so that the text begins in thinking
   * @param sessions begins the trimming, given where its late verdicts are to run
   */
  TraceReading(boolean startsInside, Function<Executor, TrimSession> sessions) {
    parser = new ThinkTagParser(ThinkTags.KNOWN, startsInside, new Inline());
    session = sessions.apply(verdicts::add);
  }

  /** Reads a piece of thinking that came apart from the text. */
  void onThinking(String text) {
    if (phase == Phase.ANSWER) {
      return; // it began anew: what it costs is seen, where it would end is not asked
    }
    phase = Phase.THINKING;
    pieces++;
    thinking.append(text);
    for (Runnable late = verdicts.poll(); late != null; late = verdicts.poll()) {
      late.run();
    }
    session.onThinking(text).ifPresent(decided -> cut = decided);
  }

  /** Reads a piece of the text. */
  void onText(String text) {
    parser.onText(text);
  }

  /** Something else of the answer has come, or its end: there is no more thinking. */
  void onAnswer() {
    phase = Phase.ANSWER;
    session.onEnd();
  }

  /** Returns where the answer stands. */
  Phase phase() {
    return phase;
  }

  /** Returns the cut that was decided; null while there is none. */
  @Nullable Cut cut() {
    return cut;
  }

  /** Tells whether the thinking stands between tags in the text. */
  boolean inline() {
    return inline;
  }

  /** Returns the thinking so far. */
  String thinking() {
    return thinking.toString();
  }

  /** Returns the tokens of the thinking so far, as the pieces tell them. */
  TokenCount tokens() {
    return TokenCount.ofPieces(pieces, thinking.length());
  }

  /** Returns the trimming. */
  TrimSession session() {
    return session;
  }

  private final class Inline implements ThinkTagParser.Listener {
    @Override
    public void onThinking(String text) {
      inline = true;
      TraceReading.this.onThinking(text);
    }

    @Override
    public void onAnswer(String text) {
      if (!text.isBlank()) {
        TraceReading.this.onAnswer();
      }
    }

    @Override
    public void onThinkingEnd() {
      TraceReading.this.onAnswer();
    }
  }
}
