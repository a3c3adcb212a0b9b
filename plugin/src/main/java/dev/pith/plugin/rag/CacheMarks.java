package dev.pith.plugin.rag;

import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.rag.ChunkArranger.Arrangement;
import dev.pith.plugin.rag.RequestTexts.PromptText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Places {@code cache_control} marks in a request: up to a mark the provider keeps the prompt, for
 * a price, and reads it again from there, for much less.
 *
 * <p>The price is only worth paying for what comes again. So a mark stands behind the chunks up to
 * which the prompt was sent before, and stays there; and where a conversation goes on, the provider
 * is asked to mark its end.
 */
final class CacheMarks {

  /* Anthropic takes 4 marks, one of which is the automatic one; below this many tokens it keeps
   * nothing, without saying so. Other models have floors of 512 to 4096 tokens.
   */
  private static final int MAX_MARKS = 3;
  private static final int MIN_TOKENS = 1_024;

  private static final String MARK = "{\"type\":\"ephemeral\"}";

  private final ServedHistory history;
  private final Map<String, String> members = new LinkedHashMap<>();
  private int marks;

  CacheMarks(ServedHistory history) {
    this.history = history;
  }

  /** Returns the marks: values by JSON pointer. */
  Map<String, String> members() {
    return members;
  }

  /** Asks the provider to mark the end of a conversation. */
  void end(long charsOfPrompt) {
    if (ChunkArranger.tokens(charsOfPrompt) >= MIN_TOKENS) {
      members.put("/cache_control", MARK);
    }
  }

  /**
   * Marks the chunks of a text that were sent before.
   *
   * @param charsBefore length of what stands before the text
   * @param splits whether the text may become several blocks, so that one ends where a mark is
   */
  void chunks(PromptText text, Arrangement sent, long charsBefore, boolean splits) {
    SortedSet<Integer> ends = new TreeSet<>();
    for (int i = Math.min(sent.shared(), sent.ends().size()) - 1; i >= 0; i--) {
      boolean last = i == sent.shared() - 1;
      int end = sent.ends().get(i);
      boolean keeps = ChunkArranger.tokens(charsBefore + end) >= MIN_TOKENS;
      if (keeps && marks < MAX_MARKS && (last || history.isMarked(sent.names().get(i)))) {
        boolean toTheEnd = sent.text().substring(end).isBlank();
        if (toTheEnd || (splits && text.isWhole())) {
          history.mark(sent.names().get(i));
          ends.add(toTheEnd ? sent.text().length() : end);
          marks++;
        }
      }
    }
    if (ends.isEmpty()) {
      return;
    }
    if (text.isWhole()) {
      members.put(text.pointer(), blocks(sent.text(), ends));
    } else {
      String block = text.pointer().substring(0, text.pointer().lastIndexOf('/'));
      members.put(block + "/cache_control", MARK);
    }
  }

  private static String blocks(String text, SortedSet<Integer> ends) {
    List<String> blocks = new ArrayList<>();
    int start = 0;
    for (int end : ends) {
      blocks.add(block(text.substring(start, end), ",\"cache_control\":" + MARK));
      start = end;
    }
    if (start < text.length()) {
      blocks.add(block(text.substring(start), ""));
    }
    return "[" + String.join(",", blocks) + "]";
  }

  private static String block(String text, String more) {
    return "{\"type\":\"text\",\"text\":" + Json.quote(text) + more + "}";
  }
}
