package dev.pith.plugin.dialect;

import dev.pith.verifier.trace.ThinkTagParser;
import dev.pith.verifier.trace.ThinkTags;

/**
 * Tells the answer alone of a call that thinks anew: its thinking is dropped, since the client has
 * the one of the first call.
 */
final class WholeAnswerChannel implements SpliceChannel {

  private final Listener listener;
  private ThinkTagParser tags;
  private boolean anyText;
  private boolean started;

  /**
   * @param startsInside whether content begins inside the thinking
   */
  WholeAnswerChannel(boolean startsInside, Listener listener) {
    this.listener = listener;
    this.tags = parser(startsInside);
  }

  @Override
  public void onText(String reasoning, String content) {
    if (!reasoning.isEmpty() && !anyText) {
      tags = parser(false); // the server tells the channels apart
    }
    anyText |= !reasoning.isEmpty() || !content.isEmpty();
    tags.onText(content);
  }

  @Override
  public void onOther() {
    started = true;
  }

  @Override
  public void onEnd() {
    tags.onEnd();
  }

  @Override
  public boolean started() {
    return started;
  }

  @Override
  public boolean thinksAgain() {
    return false;
  }

  private ThinkTagParser parser(boolean inside) {
    return new ThinkTagParser(
        ThinkTags.KNOWN,
        inside,
        new ThinkTagParser.Listener() {
          @Override
          public void onThinking(String text) {}

          @Override
          public void onAnswer(String text) {
            if (started || !text.isBlank()) {
              started = true;
              listener.onAnswer(text);
            }
          }

          @Override
          public void onThinkingEnd() {}
        });
  }
}
