package dev.pith.plugin.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Chat templates that know tools. */
public final class ToolTemplates {

  /** Turns in ChatML, tools in the system message, calls as tagged JSON. */
  public static final String TAGGED = resource("chatml-tools.jinja");

  /** The same with calls in a form of its own. */
  public static final String OTHER =
      TAGGED.replace("between <tool_call> and </tool_call>", "behind [TOOL_CALLS]");

  private ToolTemplates() {}

  private static String resource(String name) {
    try (InputStream file =
        ToolTemplates.class.getResourceAsStream("/dev/pith/plugin/jinja/" + name)) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
