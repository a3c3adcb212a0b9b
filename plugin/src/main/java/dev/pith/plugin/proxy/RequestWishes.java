package dev.pith.plugin.proxy;

import dev.pith.plugin.session.Mode;
import dev.pith.verifier.trim.TrimSettings;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one request asks of the proxy by its headers, in the place of the settings.
 *
 * @param mode what shall be done with its reasoning
 * @param thinkingBudgetTokens limit on its thinking, at least 0; 0 means none
 */
record RequestWishes(Optional<Mode> mode, OptionalInt thinkingBudgetTokens) {

  private static final Pattern COUNT = Pattern.compile("\\d{1,9}");

  /**
   * Reads the headers.
   *
   * @throws IllegalArgumentException if one has a value that it cannot have
   */
  static RequestWishes of(MultiMap headers) {
    return new RequestWishes(
        mode(headers.get(ForwardedHeaders.MODE)),
        tokens(headers.get(ForwardedHeaders.THINKING_BUDGET)));
  }

  /** Tells whether the client itself wants its answer to be trimmed. */
  boolean askForTrimming() {
    return mode.filter(asked -> asked == Mode.AUTO).isPresent();
  }

  /** Returns when this request is cut. */
  TrimSettings trim(TrimSettings settings) {
    return thinkingBudgetTokens.isEmpty()
        ? settings
        : settings.with("thinking-budget-tokens", "" + thinkingBudgetTokens.getAsInt());
  }

  private static Optional<Mode> mode(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    String name = text.strip().toUpperCase(Locale.ROOT);
    Optional<Mode> mode =
        Arrays.stream(Mode.values()).filter(each -> each.name().equals(name)).findFirst();
    if (mode.isEmpty()) {
      throw new IllegalArgumentException(
          "header x-pith-mode must be one of off, shadow, auto: '" + text + "'");
    }
    return mode;
  }

  private static OptionalInt tokens(@Nullable String text) {
    if (text == null) {
      return OptionalInt.empty();
    }
    if (!COUNT.matcher(text.strip()).matches()) {
      throw new IllegalArgumentException(
          "header x-pith-thinking-budget must be a number of tokens, 0 for no limit: '"
              + text
              + "'");
    }
    return OptionalInt.of(Integer.parseInt(text.strip()));
  }
}
