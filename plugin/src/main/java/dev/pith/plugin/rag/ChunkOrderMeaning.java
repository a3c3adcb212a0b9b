package dev.pith.plugin.rag;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells whether the order of chunks says something, so that it must not change. */
final class ChunkOrderMeaning {
  private static final int HEAD_CHARS = 120;

  /** A number that names the chunk: in a tag, in brackets, behind a word, or before a full stop. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?i)^[\\s{]*(?:<[\\w-]+[^>]*?\\b(?:index|id|rank|n|no|num|number|position)\\s*=\\s*[\"']?(\\d{1,4})"
              + "\\b|[#*\\s]*(?:document|doc|passage|source|chunk|context|result|evidence|note|item|"
              + "text|reference|excerpt|section|part|chapter|step|page)?[\\s#]*[\\[(]?(\\d{1,4})[\\])."
              + ":\\s]|\"(?:index|id|rank|n|no|num|number|position)\"\\s*:\\s*\"?(\\d{1,4})\\b)");

  private static final Pattern MEMBER =
      Pattern.compile(
          "\"(?:index|id|rank|n|no|num|number|position|chunk_index|chunk_id)\"\\s*:\\s*\"?(\\d{1,4})\\b");

  private static final Pattern TURN =
      Pattern.compile(
          "(?i)^\\s*(?:<[\\w-]+[^>]*>\\s*)?[*\\s]*(?:user|assistant|human|ai|system|bot|agent|customer|"
              + "tool|q|a)[*\\s]*:|\"role\"\\s*:");

  private ChunkOrderMeaning() {}

  /** Tells whether the chunks are numbered in order, or are turns of a dialogue. */
  static boolean hasMeaning(List<String> chunks) {
    return isNumbered(chunks, NUMBER) || isNumbered(chunks, MEMBER) || isDialogue(chunks);
  }

  /** The numbers ascend by one, from any number on. */
  private static boolean isNumbered(List<String> chunks, Pattern pattern) {
    int last = -1;
    for (String chunk : chunks) {
      Matcher number = pattern.matcher(head(chunk));
      if (!number.find()) {
        return false;
      }
      int value = firstGroup(number);
      if (last >= 0 && value != last + 1) {
        return false;
      }
      last = value;
    }
    return true;
  }

  private static boolean isDialogue(List<String> chunks) {
    return chunks.stream().filter(chunk -> TURN.matcher(head(chunk)).find()).count() >= 2;
  }

  private static int firstGroup(Matcher matcher) {
    for (int group = 1; group <= matcher.groupCount(); group++) {
      if (matcher.group(group) != null) {
        return Integer.parseInt(matcher.group(group));
      }
    }
    throw new IllegalStateException("no group of " + matcher.pattern());
  }

  private static String head(String chunk) {
    return chunk.substring(0, Math.min(HEAD_CHARS, chunk.length()));
  }
}
