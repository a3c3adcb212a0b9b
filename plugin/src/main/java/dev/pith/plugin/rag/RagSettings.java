package dev.pith.plugin.rag;

import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.settings.SettingException;
import dev.pith.plugin.settings.SettingValues;
import dev.pith.ragcache.order.OrderSettings;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is done with chunks of retrieved text in requests.
 *
 * @param mode whether they are looked for, and whether they may be reordered
 * @param ttl how long the server is taken to keep what it read; null to go by what it is
 * @param swapTokens how many cached tokens two swapped chunks must bring, at least 0
 * @param maxDistance the largest share of pairs that may be swapped, in [0, 1]
 * @param foldRepeats whether lines of tool results that stand in earlier messages become pointers
 * @param pin whether requests say what keeps them near what the server has cached of them
 * @param prime which servers may be given prompts to read ahead
 * @param primeTokens most tokens that they are given in an hour, at least 1
 */
public record RagSettings(
    RagMode mode,
    @Nullable Duration ttl,
    int swapTokens,
    double maxDistance,
    boolean foldRepeats,
    boolean pin,
    PrimeMode prime,
    long primeTokens) {

  private static final Duration ENGINE_TTL = Duration.ofHours(1);
  private static final Duration PROVIDER_TTL = Duration.ofMinutes(5);

  /**
   * Refuses values out of range, naming the setting and the value.
   *
   * @throws SettingException if a value is out of its range
   */
  public RagSettings {
    if (swapTokens < 0) {
      throw new SettingException(
          "rag-swap-tokens", "rag-swap-tokens must be at least 0: " + swapTokens);
    }
    if (pin && mode != RagMode.ORDER) {
      throw new SettingException(
          "rag-pin",
          "rag-pin needs rag order, since it adds to requests; rag is "
              + mode.name().toLowerCase(Locale.ROOT));
    }
  }

  /**
   * Returns the settings with these values.
   *
   * @throws SettingException if a value is not of its type or out of its range
   */
  public static RagSettings of(SettingValues values) {
    long seconds = values.count("rag-ttl-s", Integer.MAX_VALUE, 0);
    return new RagSettings(
        values.choice("rag", RagMode.class),
        seconds == 0 ? null : Duration.ofSeconds(seconds),
        values.number("rag-swap-tokens"),
        values.decimal("rag-max-distance", 1).orElse(1),
        values.flag("rag-fold-repeats"),
        values.flag("rag-pin"),
        values.choice("rag-prime", PrimeMode.class),
        values.count("rag-prime-tokens", Integer.MAX_VALUE, 1));
  }

  /**
   * Returns how long a server keeps what it read: a provider minutes, an engine until it is full.
   */
  Duration ttl(ServerKind kind) {
    if (ttl != null) {
      return ttl;
    }
    return kind.charges() ? PROVIDER_TTL : ENGINE_TTL;
  }

  /** Returns what an order is worth before a server. */
  OrderSettings order(ServerKind kind) {
    OrderSettings settings = OrderSettings.ofSwapTokens(swapTokens).withMaxDistance(maxDistance);
    return switch (kind) {
      case VLLM -> settings.withCache(16, 0);
      case OPENAI, ANTHROPIC -> settings.withCache(1, 1_024);
      default -> settings;
    };
  }
}
