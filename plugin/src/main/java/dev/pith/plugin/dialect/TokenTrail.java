package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;

/**
 * The token ids of a stream that carries them: those of the prompt, and those of each chunk with
 * the thinking that was complete after it. Not thread-safe.
 *
 * <p>It holds all ids of the stream up to the end of the thinking, 4 bytes each.
 */
public final class TokenTrail {

  private static final int[] NONE = {};

  private int[] prompt = NONE;
  private int[] generated = new int[64];
  private int length;
  private int[] borderIds = new int[16];
  private long[] borderChars = new long[16];
  private int borders;
  private boolean complete = true;

  /** Reads the ids of a chunk. */
  void onChunk(ChatChunk chunk, long reasoningChars) {
    JsonNode promptIds = chunk.root().path("prompt_token_ids");
    if (promptIds.isArray() && !promptIds.isEmpty()) {
      prompt = ids(promptIds);
    }
    JsonNode ids = chunk.choice().path("token_ids");
    if (ids.isArray()) {
      append(ids(ids));
    } else {
      complete &= !chunk.hasOutput();
    }
    if (chunk.hasOutput()) {
      border(reasoningChars);
    }
  }

  /** Returns whether every text so far came with its ids, and the prompt too. */
  public boolean isComplete() {
    return complete && prompt.length > 0 && borders > 0;
  }

  /** Returns the ids of the prompt; empty when they have not come. */
  public List<Integer> prompt() {
    return boxed(prompt, prompt.length);
  }

  /**
   * Returns the ids of the chunks up to the first one whose end is at or behind a place in the
   * thinking: ids are only taken together with all of their text.
   *
   * @param chars characters of thinking that must be there
   */
  public List<Integer> upTo(long chars) {
    for (int i = 0; i < borders; i++) {
      if (borderChars[i] >= chars) {
        return boxed(generated, borderIds[i]);
      }
    }
    return boxed(generated, length);
  }

  private void append(int[] ids) {
    if (length + ids.length > generated.length) {
      generated = Arrays.copyOf(generated, Math.max(length + ids.length, 2 * generated.length));
    }
    System.arraycopy(ids, 0, generated, length, ids.length);
    length += ids.length;
  }

  private void border(long reasoningChars) {
    if (borders == borderIds.length) {
      borderIds = Arrays.copyOf(borderIds, 2 * borders);
      borderChars = Arrays.copyOf(borderChars, 2 * borders);
    }
    borderIds[borders] = length;
    borderChars[borders] = reasoningChars;
    borders++;
  }

  private static List<Integer> boxed(int[] ids, int length) {
    return Arrays.stream(ids, 0, length).boxed().toList();
  }

  private static int[] ids(JsonNode array) {
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = array.path(i).asInt();
    }
    return ids;
  }
}
