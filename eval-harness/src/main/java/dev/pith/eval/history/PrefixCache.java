package dev.pith.eval.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a server with a prefix cache computes of the requests of one conversation, in characters. It
 * holds the last request and, as servers of open weights do, what it has written behind it; nothing
 * is evicted, and nothing comes from other conversations.
 */
final class PrefixCache {
  private String prompt = "";
  private String written = "";
  private int messages;

  /**
   * What a request comes to.
   *
   * @param chars of the prompt
   * @param cached characters of it at its start that the server has read or written already
   * @param cachedRead the same for a server that keeps prompts only
   * @param broken whether it leaves what the server has before the end of that
   * @param readAgain characters of earlier messages that stand behind that place
   */
  record Reading(long chars, long cached, long cachedRead, boolean broken, long readAgain) {}

  /** Reads a request. */
  Reading read(List<JsonNode> request) {
    StringBuilder text = new StringBuilder();
    long earlier = 0;
    for (int i = 0; i < request.size(); i++) {
      text.append(ChatRequest.rendered(request.get(i)));
      earlier = i + 1 == messages ? text.length() : earlier;
    }
    String held = prompt + written;
    String next = text.toString();
    int cached = common(held, next);
    boolean broken = cached < held.length();
    Reading reading =
        new Reading(
            next.length(),
            cached,
            common(prompt, next),
            broken,
            broken ? Math.max(0, earlier - cached) : 0);
    prompt = next;
    written = "";
    messages = request.size();
    return reading;
  }

  /** Writes the answer to the last request. */
  void write(JsonNode answer) {
    written = ChatRequest.rendered(answer);
    messages++;
  }

  private static int common(String one, String other) {
    int end = Math.min(one.length(), other.length());
    int at = 0;
    while (at < end && one.charAt(at) == other.charAt(at)) {
      at++;
    }
    return at;
  }
}
