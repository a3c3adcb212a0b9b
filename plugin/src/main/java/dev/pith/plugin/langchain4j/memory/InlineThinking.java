package dev.pith.plugin.langchain4j.memory;

import dev.pith.verifier.trace.ThinkTags;

/** Shortens thinking that stands between tags in a text. */
final class InlineThinking {

  private final ThinkingPruner pruner;

  InlineThinking(ThinkingPruner pruner) {
    this.pruner = pruner;
  }

  /** Returns the text with its thinking shortened; the same text where there is none. */
  String prune(String text) {
    for (ThinkTags tags : ThinkTags.KNOWN) {
      String begun = text.stripLeading();
      int end = begun.indexOf(tags.end());
      if (begun.startsWith(tags.start()) && end > 0) {
        String thinking = begun.substring(tags.start().length(), end);
        String left = pruner.prune(thinking);
        String answer = begun.substring(end + tags.end().length());
        return left.isEmpty()
            ? answer.stripLeading()
            : tags.start() + "\n" + left + "\n" + tags.end() + answer;
      }
    }
    return text;
  }
}
