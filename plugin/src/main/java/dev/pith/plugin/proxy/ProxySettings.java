package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.StopMethod;
import dev.pith.plugin.dialect.stop.Recipes;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.history.HistorySettings;
import dev.pith.plugin.probe.ProbeSettings;
import dev.pith.plugin.rag.RagSettings;
import dev.pith.plugin.savings.SavingsSettings;
import dev.pith.plugin.session.PithOptions;
import dev.pith.plugin.settings.Setting;
import dev.pith.plugin.settings.SettingException;
import dev.pith.plugin.settings.SettingValues;
import dev.pith.verifier.detect.DetectorSettings;
import dev.pith.verifier.trim.TrimSettings;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the proxy runs. The table of {@link Setting} has the unit and the default of every value.
 *
 * @param upstream the model server: scheme, host, optional port and path prefix; without a trailing
 *     {@code /v1}, which clients send; null for a proxy that is given its upstream
 * @param host the address to listen on
 * @param port the port to listen on, 0 to 65535; 0 takes a free one
 * @param options what is done with a request, and when its thinking is cut
 * @param detectors who else says that an answer has settled
 * @param probe what is known of the model server, and how its models may be led from a cut to their
 *     answer
 * @param nativeBudgetTokens limit on thinking that the server itself is asked to keep, where it can
 *     and the client sets none, or on {@code /v1/messages} a larger one; empty for none
 * @param rag what is done with chunks of retrieved text
 * @param pithObject whether the last chunk of a cut answer says where and why it was cut
 * @param maxBodyBytes how long the body of a chat request may be, at least 1
 * @param connectTimeout how long connecting to the upstream may take
 * @param upstreamSilence how long the upstream may send nothing while it is waited for
 * @param upstreamConnections connections to the upstream at the same time, at least 1
 * @param savings how savings are measured
 * @param drain how long open answers may go on when the proxy is told to stop
 */
public record ProxySettings(
    @Nullable URI upstream,
    String host,
    int port,
    PithOptions options,
    DetectorSettings detectors,
    ProbeSettings probe,
    OptionalLong nativeBudgetTokens,
    RagSettings rag,
    HistorySettings history,
    boolean pithObject,
    int maxBodyBytes,
    Duration connectTimeout,
    Duration upstreamSilence,
    int upstreamConnections,
    SavingsSettings savings,
    Duration drain) {

  /**
   * Refuses values out of range, naming the setting and the value.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public ProxySettings {
    upstream = upstream == null ? null : base(upstream);
    require(!host.isBlank(), "host", "not be blank", host);
    require(port >= 0 && port <= 65_535, "port", "be in [0, 65535]", port);
    requirePositive(maxBodyBytes, "max-body-bytes");
    requirePositive(connectTimeout.toMillis(), "connect-timeout-ms");
    requirePositive(upstreamSilence.toMillis(), "upstream-silence-ms");
    requirePositive(upstreamConnections, "upstream-connections");
    require(!drain.isNegative(), "drain-ms", "be at least 0", drain.toMillis());
    ServerKind kind = probe.kind();
    require(
        detectors.isOff() || kind == null || Recipes.probing(kind, probe.shape()).isPresent(),
        "detectors",
        "be left out before this upstream-kind, which has no probe with log-probabilities",
        kind == null ? "auto" : kind.label());
  }

  /** Starts from the defaults, before a model server. */
  public static Builder builder(String upstream) {
    return new Builder().set("upstream", upstream);
  }

  /** Starts from the defaults, for a proxy that is given its upstream. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the settings with these values.
   *
   * @throws SettingException if a value is not of its type or out of its range
   */
  public static ProxySettings of(SettingValues values) {
    return new ProxySettings(
        values.url("upstream"),
        values.text("host"),
        values.number("port"),
        PithOptions.of(values),
        values.detectors(),
        probe(values),
        nativeBudget(values),
        RagSettings.of(values),
        HistorySettings.of(values),
        values.flag("pith-object"),
        values.number("max-body-bytes"),
        values.millis("connect-timeout-ms"),
        values.millis("upstream-silence-ms"),
        values.number("upstream-connections"),
        SavingsSettings.of(values),
        values.millis("drain-ms"));
  }

  /** Returns how the model's template writes thinking. */
  public ContinuationShape thinking() {
    return probe.shape();
  }

  /** Returns whether the template is said to put the start tag into the prompt. */
  public boolean startsInside() {
    return probe.startsInside();
  }

  /** Returns the only method that may be used; null to use what is proven. */
  public @Nullable StopMethod stopMethod() {
    return probe.method();
  }

  private static OptionalLong nativeBudget(SettingValues values) {
    long tokens = values.count("native-budget-tokens", Integer.MAX_VALUE, 0);
    return tokens == 0 ? OptionalLong.empty() : OptionalLong.of(tokens);
  }

  private static ProbeSettings probe(SettingValues values) {
    return new ProbeSettings(
        chosen(values, "upstream-kind", ServerKind.class),
        chosen(values, "stop-method", StopMethod.class),
        values.choice("probe-live", ProbeSettings.Live.class),
        thinking(values),
        values.flag("starts-inside"));
  }

  /** Returns what a setting names; null for {@code auto}. */
  private static <E extends Enum<E>> @Nullable E chosen(
      SettingValues values, String key, Class<E> type) {
    return values.text(key).equalsIgnoreCase("auto") ? null : values.choice(key, type);
  }

  private static ContinuationShape thinking(SettingValues values) {
    String open = values.escaped("think-open");
    String close = values.escaped("think-close");
    try {
      return new ContinuationShape(open, close);
    } catch (IllegalArgumentException bad) {
      throw new SettingException("think-close", "think-close: " + bad.getMessage());
    }
  }

  private static URI base(URI url) {
    require(
        "http".equals(url.getScheme()) || "https".equals(url.getScheme()),
        "upstream",
        "start with http:// or https://",
        url);
    require(url.getHost() != null, "upstream", "name a host", url);
    require(
        url.getRawUserInfo() == null,
        "upstream",
        "hold no credentials (clients send their own)",
        "a URL of " + url.getHost());
    require(
        url.getRawQuery() == null && url.getRawFragment() == null,
        "upstream",
        "end with its path",
        url);
    String path = url.getRawPath().replaceFirst("/+$", "").replaceFirst("/+v1$", "");
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return URI.create(url.getScheme() + "://" + url.getHost() + port + path);
  }

  private static void requirePositive(long value, String key) {
    require(
        value >= 1 && value <= Integer.MAX_VALUE,
        key,
        "be in [1, " + Integer.MAX_VALUE + "]",
        value);
  }

  private static void require(boolean holds, String key, String rule, Object value) {
    if (!holds) {
      throw new SettingException(key, key + " must " + rule + ": " + value);
    }
  }

  /** Collects values by name; what is not set keeps its default. Not thread-safe. */
  public static final class Builder {

    /** The model and the verifier are given to the proxy as objects. */
    private static final Set<Setting.Group> IN_THE_PROXY =
        Set.of(Setting.Group.PROXY, Setting.Group.DETECTOR, Setting.Group.TRIM);

    private final Map<String, String> values = new LinkedHashMap<>();

    Builder() {}

    /**
     * Sets one value.
     *
     * @param key its name, as flags have it: {@code max-body-bytes}
     * @param value the value, or its text
     * @throws IllegalArgumentException if there is no setting of that name
     */
    public Builder set(String key, Object value) {
      if (Setting.named(key).filter(s -> IN_THE_PROXY.contains(s.group())).isEmpty()) {
        throw new SettingException(
            key, "unknown setting " + key + "; did you mean " + Setting.nearest(key).key() + "?");
      }
      values.put(key, value.toString());
      return this;
    }

    /** Sets when a trace is cut: the policy, and every value of it. */
    public Builder trim(TrimSettings trim) {
      trim.asMap()
          .forEach(
              (key, value) -> {
                if (key.equals("mode")) {
                  set("policy", trim.mode().name().toLowerCase(Locale.ROOT));
                } else {
                  set(Setting.TRIM_PREFIX + key, value);
                }
              });
      return this;
    }

    /**
     * Builds the settings.
     *
     * @throws IllegalArgumentException if a value is not of its type or out of its range
     */
    public ProxySettings build() {
      return of(new SettingValues(values));
    }
  }
}
