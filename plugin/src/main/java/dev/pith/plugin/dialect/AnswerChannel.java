package dev.pith.plugin.dialect;

import dev.pith.verifier.trace.ThinkTagParser;
import dev.pith.verifier.trace.ThinkTags;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A state machine that decides what of a continuation is answer and what is thinking that goes on.
 *
 * <p>It holds the first characters, at most {@value #MAX_HELD_CHARS}, until they can be judged. Not
 * thread-safe.
 */
final class AnswerChannel implements SpliceChannel {

  private enum State {
    /** The text so far may still become a tag or a word of doubt. */
    JUDGING,
    ANSWERING,
    THINKING_AGAIN
  }

  /** Words a thought begins with when the model doubts what it has; an answer hardly does. */
  private static final List<String> DOUBTS =
      List.of("Wait", "But wait", "Hmm", "Hold on", "Alternatively");

  /** White space and the longest tag; beyond that the text is answer. */
  static final int MAX_HELD_CHARS = 80;

  private final boolean inline;
  private final Listener listener;
  private final StringBuilder heldReasoning = new StringBuilder();
  private final StringBuilder heldContent = new StringBuilder();
  private final ThinkTagParser tags;

  private State state = State.JUDGING;
  private boolean started;
  private boolean thinksAgain;

  /**
   * @param inline whether the client's stream has its thinking between tags in the content: then
   *     all text goes on as content, tags included
   */
  AnswerChannel(boolean inline, Listener listener) {
    this.inline = inline;
    this.listener = listener;
    this.tags =
        new ThinkTagParser(
            ThinkTags.KNOWN,
            false,
            new ThinkTagParser.Listener() {
              @Override
              public void onThinking(String text) {
                tell(text, "");
              }

              @Override
              public void onAnswer(String text) {
                tell("", text);
              }

              @Override
              public void onThinkingEnd() {}
            });
  }

  @Override
  public void onText(String reasoning, String content) {
    started |= !reasoning.isEmpty() || !content.isEmpty();
    switch (state) {
      case JUDGING -> {
        heldReasoning.append(reasoning);
        heldContent.append(content);
        judge(heldReasoning.length() + heldContent.length() > MAX_HELD_CHARS);
      }
      case ANSWERING -> tell("", reasoning + content);
      case THINKING_AGAIN -> {
        tell(reasoning, "");
        tags.onText(content);
      }
    }
  }

  @Override
  public void onOther() {
    started = true;
    tellHeld();
  }

  @Override
  public void onEnd() {
    tellHeld();
    tags.onEnd();
  }

  @Override
  public boolean started() {
    return started;
  }

  @Override
  public boolean thinksAgain() {
    return thinksAgain;
  }

  private void tellHeld() {
    if (state == State.JUDGING) {
      judge(true);
    }
  }

  private void judge(boolean complete) {
    String held = heldReasoning.toString() + heldContent;
    String text = held.stripLeading();
    String endTag = tagAt(text, ThinkTags::end);
    String startTag = tagAt(text, ThinkTags::start);
    if (endTag != null) {
      // The model closes once more what is closed already.
      answer(text.substring(endTag.length()));
    } else if (startTag != null) {
      thinkAgain(startTag);
    } else if (!complete && (text.isEmpty() || mayBecomeMark(text))) {
      return;
    } else if (beginsWithDoubt(text)) {
      thinkAgain("");
    } else {
      answer(held);
    }
    heldReasoning.setLength(0);
    heldContent.setLength(0);
  }

  private void answer(String text) {
    state = State.ANSWERING;
    tell("", text);
  }

  private void thinkAgain(String startTag) {
    thinksAgain = true;
    boolean fromReasoning = !heldReasoning.toString().isBlank();
    if (inline || (startTag.isEmpty() && !fromReasoning)) {
      answer(heldReasoning.toString() + heldContent);
      return;
    }
    state = State.THINKING_AGAIN;
    if (fromReasoning) {
      String thought = heldReasoning.toString().stripLeading();
      tell(thought.substring(Math.min(startTag.length(), thought.length())), "");
    }
    tags.onText(heldContent.toString());
  }

  private void tell(String reasoning, String answer) {
    if (!reasoning.isEmpty()) {
      listener.onReasoning(reasoning);
    }
    if (!answer.isEmpty()) {
      listener.onAnswer(answer);
    }
  }

  private static @Nullable String tagAt(String text, Function<ThinkTags, String> side) {
    for (ThinkTags pair : ThinkTags.KNOWN) {
      if (text.startsWith(side.apply(pair))) {
        return side.apply(pair);
      }
    }
    return null;
  }

  private static boolean mayBecomeMark(String text) {
    Predicate<String> begins = mark -> mark.startsWith(text);
    return DOUBTS.stream().anyMatch(begins)
        || ThinkTags.KNOWN.stream().map(ThinkTags::start).anyMatch(begins)
        || ThinkTags.KNOWN.stream().map(ThinkTags::end).anyMatch(begins);
  }

  private static boolean beginsWithDoubt(String text) {
    for (String doubt : DOUBTS) {
      boolean wholeWord =
          text.length() == doubt.length()
              || (text.length() > doubt.length()
                  && !Character.isLetterOrDigit(text.charAt(doubt.length())));
      if (text.startsWith(doubt) && wholeWord) {
        return true;
      }
    }
    return false;
  }
}
