package dev.pith.plugin.dialect;

import java.util.Locale;

/** Something in a request that not every way of ending its thinking can carry. */
public enum Need {
  /** Tools are offered: raw completions would bring their calls as unparsed text. */
  TOOLS,
  /** The answer must have a form: what goes on in a second call is not held to it. */
  STRUCTURED_OUTPUT,
  /** The prompt holds images or sound: neither ids nor text carry them. */
  MEDIA;

  /** Returns the name as reasons have it: {@code structured-output}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
