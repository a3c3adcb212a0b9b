package dev.pith.plugin.history;

import dev.pith.plugin.dialect.ThoughtForm;

/**
 * A thought of an earlier turn, as a request carries it.
 *
 * @param pointer where the text that holds it stands in the body, as a JSON pointer
 * @param holder that text
 * @param span where in it the thought stands
 * @param question what it is a thought about; empty when unknown
 * @param charsBehind what follows it up to the end of the last answer: what the server has read or
 *     written already
 */
record PastThought(
    String pointer, String holder, ThoughtSpan span, String question, long charsBehind) {

  ThoughtForm form() {
    return pointer.endsWith("/content") ? ThoughtForm.TAGS : ThoughtForm.MEMBER;
  }

  String text() {
    return span.of(holder);
  }
}
