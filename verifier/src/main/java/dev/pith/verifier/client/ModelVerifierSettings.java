package dev.pith.verifier.client;

import java.net.URI;
import java.time.Duration;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * How a verifier model is asked.
 *
 * @param url the server: scheme, host, optional port and path prefix; a trailing {@code /v1} may be
 *     left out
 * @param model the name that the server knows it by
 * @param key sent as a bearer token; null to send none
 * @param instructions whether instructions and examples come before each question; a model that was
 *     trained on {@link dev.pith.verifier.VerifierPrompts} needs none
 * @param deadline how long a question may take, its wait for a place included
 * @param maxConcurrent calls at the same time, at least 1
 * @param maxQueued questions that wait for a place, at least 0; further ones are not asked
 * @param cacheEntries verdicts that are remembered, at least 0
 * @param failuresToOpen the breaker opens after this many failed calls in a row, at least 1
 * @param openFor how long it stays open before one call is tried
 */
public record ModelVerifierSettings(
    URI url,
    String model,
    @Nullable String key,
    boolean instructions,
    Duration deadline,
    int maxConcurrent,
    int maxQueued,
    int cacheEntries,
    int failuresToOpen,
    Duration openFor) {

  /** Refuses what cannot be used, naming it. */
  public ModelVerifierSettings {
    url = base(url);
    require(!model.isBlank(), "model must not be blank");
    require(key == null || !key.isBlank(), "key must not be blank");
    require(
        key == null || key.chars().allMatch(c -> c > ' ' && c < 127), "key must be plain ASCII");
    require(deadline.toMillis() >= 1, "deadline must be at least 1 ms: " + deadline);
    require(maxConcurrent >= 1, "maxConcurrent must be at least 1: " + maxConcurrent);
    require(maxQueued >= 0, "maxQueued must be at least 0: " + maxQueued);
    require(cacheEntries >= 0, "cacheEntries must be at least 0: " + cacheEntries);
    require(failuresToOpen >= 1, "failuresToOpen must be at least 1: " + failuresToOpen);
    require(openFor.toMillis() >= 1, "openFor must be at least 1 ms: " + openFor);
  }

  /**
   * Starts from the defaults.
   *
   * @param url the server
   * @param model the name that the server knows it by
   */
  public static Builder builder(URI url, String model) {
    return new Builder(url, model);
  }

  /** Returns the URL of a route, such as {@code chat/completions}. */
  HttpUrl route(String path) {
    return HttpUrl.get(url + "/v1/" + path);
  }

  /** Shows everything but the key. */
  @Override
  public String toString() {
    return "ModelVerifierSettings[" + model + " at " + url + (key == null ? "]" : ", with a key]");
  }

  private static URI base(URI url) {
    require(
        "http".equals(url.getScheme()) || "https".equals(url.getScheme()),
        "url must start with http:// or https://: " + url);
    require(
        url.getRawUserInfo() == null, "url must hold no credentials: a URL of " + url.getHost());
    require(url.getHost() != null, "url must name a host: " + url);
    require(
        url.getRawQuery() == null && url.getRawFragment() == null,
        "url must end with its path: " + url);
    String path = url.getRawPath().replaceFirst("/+$", "").replaceFirst("/+v1$", "");
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return URI.create(url.getScheme() + "://" + url.getHost() + port + path);
  }

  private static void require(boolean holds, String complaint) {
    if (!holds) {
      throw new IllegalArgumentException(complaint);
    }
  }

  /** Collects values; what is not set keeps its default. Not thread-safe. */
  public static final class Builder {
    private final URI url;
    private final String model;
    private @Nullable String key;
    private boolean instructions = true;
    private Duration deadline = Duration.ofMillis(1_500);
    private int maxConcurrent = 16;
    private int maxQueued = 256;
    private int cacheEntries = 10_000;
    private int failuresToOpen = 5;
    private Duration openFor = Duration.ofSeconds(10);

    private Builder(URI url, String model) {
      this.url = url;
      this.model = model;
    }

    /** Sends a bearer token; null, the default, sends none. */
    public Builder key(@Nullable String bearer) {
      key = bearer;
      return this;
    }

    /** Sets whether instructions and examples come before each question (default: true). */
    public Builder instructions(boolean wanted) {
      instructions = wanted;
      return this;
    }

    /** Sets how long a question may take (default: 1.5 s). */
    public Builder deadline(Duration longest) {
      deadline = longest;
      return this;
    }

    /** Sets how many calls run at the same time (default: 16). */
    public Builder maxConcurrent(int calls) {
      maxConcurrent = calls;
      return this;
    }

    /** Sets how many questions wait for a place (default: 256). */
    public Builder maxQueued(int questions) {
      maxQueued = questions;
      return this;
    }

    /** Sets how many verdicts are remembered (default: 10,000). */
    public Builder cacheEntries(int verdicts) {
      cacheEntries = verdicts;
      return this;
    }

    /** Sets when the breaker opens and for how long (default: 5 failures in a row, 10 s). */
    public Builder breaker(int failures, Duration pause) {
      failuresToOpen = failures;
      openFor = pause;
      return this;
    }

    /**
     * Returns the settings.
     *
     * @throws IllegalArgumentException if one of them cannot be used
     */
    public ModelVerifierSettings build() {
      return new ModelVerifierSettings(
          url,
          model,
          key,
          instructions,
          deadline,
          maxConcurrent,
          maxQueued,
          cacheEntries,
          failuresToOpen,
          openFor);
    }
  }
}
