package dev.pith.plugin.savings;

/**
 * Requests that are alike as far as can be told before they are answered.
 *
 * @param model the model that is asked for, empty when none is named
 * @param turn where in its conversation the request is
 * @param prompt how long it is
 * @param tools whether it offers tools
 */
public record Stratum(String model, Turn turn, PromptSize prompt, boolean tools) {

  /** Where in a conversation a request is. */
  public enum Turn {
    /** No answer of the assistant comes before it. */
    FIRST,
    /** It goes on from an answer. */
    LATER,
    /** It brings the result of a tool. */
    TOOL_RESULT
  }

  /** How long a prompt is, guessed from its characters. */
  public enum PromptSize {
    UNDER_2K(2_000),
    UNDER_8K(8_000),
    UNDER_32K(32_000),
    UNDER_128K(128_000),
    LONGER(Long.MAX_VALUE);

    private static final double CHARS_PER_TOKEN = 3.2;

    private final long limitTokens;

    PromptSize(long limitTokens) {
      this.limitTokens = limitTokens;
    }

    /** Returns the size of a prompt of so many characters. */
    public static PromptSize ofChars(long chars) {
      for (PromptSize size : values()) {
        if (chars / CHARS_PER_TOKEN < size.limitTokens) {
          return size;
        }
      }
      return LONGER;
    }
  }
}
