package dev.pith.plugin.langchain4j.http;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpClientBuilderLoader;
import dev.pith.plugin.proxy.ProxySettings;
import dev.pith.plugin.savings.SavingsSnapshot;
import dev.pith.plugin.settings.SettingException;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.trim.RuleVerifier;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts Pith under a LangChain4j model: {@code OpenAiStreamingChatModel.builder()
 * .httpClientBuilder(PithHttpClientBuilder.create())}.
 *
 * <p>Close it when its models are not used any more; its threads do not keep a program alive.
 * Thread-safe once its clients are built.
 */
public final class PithHttpClientBuilder implements HttpClientBuilder, AutoCloseable {

  /** Where the proxy stands is not the user's business here. */
  private static final Set<String> OURS = Set.of("upstream", "host", "port");

  private final ProxySettings.Builder settings = ProxySettings.builder();
  private @Nullable HttpClientBuilder delegate;
  private @Nullable Verifier verifier;
  private @Nullable LoopbackProxies proxies;

  private PithHttpClientBuilder() {}

  /** Starts from the proxy's defaults, over the HTTP client that is on the class path. */
  public static PithHttpClientBuilder create() {
    return new PithHttpClientBuilder();
  }

  /** Sets which HTTP client makes the requests. */
  public PithHttpClientBuilder over(HttpClientBuilder client) {
    delegate = client;
    return this;
  }

  /**
   * Sets one of the proxy's settings, such as {@code mode} or {@code stop-method}.
   *
   * @throws SettingException if there is no such setting, or it is not the user's to set
   */
  public PithHttpClientBuilder set(String key, Object value) {
    if (OURS.contains(key)) {
      throw new SettingException(key, key + " follows from the base URL of the model");
    }
    settings.set(key, value);
    return this;
  }

  /** Sets who answers what the rules leave open; by default nobody. Never waited for. */
  public PithHttpClientBuilder verifier(Verifier answers) {
    verifier = answers;
    return this;
  }

  @Override
  public @Nullable Duration connectTimeout() {
    return delegate().connectTimeout();
  }

  @Override
  public HttpClientBuilder connectTimeout(Duration timeout) {
    delegate().connectTimeout(timeout);
    return this;
  }

  @Override
  public @Nullable Duration readTimeout() {
    return delegate().readTimeout();
  }

  @Override
  public HttpClientBuilder readTimeout(Duration timeout) {
    delegate().readTimeout(timeout);
    return this;
  }

  /**
   * Builds a client; all clients of one builder share their proxies.
   *
   * @throws SettingException if a setting is not of its type or out of its range
   */
  @Override
  public HttpClient build() {
    return new PithHttpClient(delegate().build(), proxies());
  }

  /** Returns what was done so far, by model server: its scheme, host and port. */
  public Map<String, SavingsSnapshot> savings() {
    return proxies().savings();
  }

  /** Stops the proxies; requests that still come go straight to their servers. */
  @Override
  public void close() {
    proxies().close();
  }

  private synchronized HttpClientBuilder delegate() {
    if (delegate == null) {
      delegate = HttpClientBuilderLoader.loadHttpClientBuilder();
    }
    return delegate;
  }

  private synchronized LoopbackProxies proxies() {
    if (proxies == null) {
      ProxySettings template = settings.set("port", 0).build();
      Verifier answers = verifier == null ? RuleVerifier.of(template.options().trim()) : verifier;
      proxies =
          new LoopbackProxies(upstream -> settings.set("upstream", upstream).build(), answers);
    }
    return proxies;
  }
}
