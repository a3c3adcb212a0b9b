package dev.pith.plugin.savings;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Writes every request to a meter registry, under the names that OpenTelemetry gives to generative
 * AI [1] where there is one, else under {@code pith}. Thread-safe.
 */
public final class RequestMetrics implements Consumer<RequestRecord> {

  /*
   * [1] OpenTelemetry semantic conventions for generative AI metrics.
   *     https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/
   */

  /** Clients name models: no more than these are told apart. */
  private static final int MAX_MODELS = 100;

  private static final double[] TOKEN_BUCKETS = {
    1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576
  };
  private static final Duration[] SECOND_BUCKETS =
      Stream.iterate(10L, millis -> millis <= 81_920, millis -> 2 * millis)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Set<String> models = ConcurrentHashMap.newKeySet();

  public RequestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void accept(RequestRecord request) {
    Tags tags =
        Tags.of(
            "gen_ai.operation.name",
            "chat",
            "gen_ai.request.model",
            model(request.stratum().model()));
    time("gen_ai.client.operation.duration", tags).record(request.total());
    request
        .toFirstToken()
        .ifPresent(time -> time("gen_ai.server.time_to_first_token", tags).record(time));
    request
        .millisPerToken()
        .ifPresent(
            millis ->
                time("gen_ai.server.time_per_output_token", tags)
                    .record(Duration.ofNanos(Math.round(millis * 1e6))));
    TokenUse use = request.use();
    tokens("gen_ai.client.token.usage", tags.and("gen_ai.token.type", "input"), use.prompt());
    tokens("gen_ai.client.token.usage", tags.and("gen_ai.token.type", "output"), use.output());
    RequestSavings savings = request.savings();
    count("pith.thinking.tokens", tags, savings.thinkingTokens());
    count("pith.verifier.tokens", tags, use.verifier());
    count("pith.probe.tokens", tags.and("part", "prompt"), use.probes().prompt());
    count("pith.probe.tokens", tags.and("part", "cached"), use.probes().cached());
    count("pith.probe.tokens", tags.and("part", "output"), use.probes().output());
    count("pith.continuation.prompt.tokens", tags, use.continuationPrompt());
    request.check().ifPresent(check -> count(check, tags));
    registry
        .counter(
            "pith.answers",
            tags.and(
                "outcome", savings.outcome().name().toLowerCase(Locale.ROOT),
                "reason", savings.reason(),
                "arm", request.arm().name().toLowerCase(Locale.ROOT)))
        .increment();
  }

  private void count(ShadowCheck check, Tags tags) {
    String result = check.result().name().toLowerCase(Locale.ROOT).replace('_', '-');
    registry
        .counter("pith.shadow.checks", tags.and("result", result, "reason", check.reason()))
        .increment();
    String tokens = "pith.shadow.check.tokens";
    count(tokens, tags.and("part", "prompt"), check.cost().prompt());
    count(tokens, tags.and("part", "cached"), check.cost().cached());
    count(tokens, tags.and("part", "output"), check.cost().output());
  }

  private String model(String asked) {
    if (models.contains(asked) || (models.size() < MAX_MODELS && models.add(asked))) {
      return asked.isEmpty() ? "(none)" : asked;
    }
    return "(other)";
  }

  private Timer time(String name, Tags tags) {
    return Timer.builder(name).tags(tags).serviceLevelObjectives(SECOND_BUCKETS).register(registry);
  }

  private void tokens(String name, Tags tags, OptionalLong tokens) {
    if (tokens.isPresent()) {
      DistributionSummary.builder(name)
          .tags(tags)
          .baseUnit("tokens")
          .serviceLevelObjectives(TOKEN_BUCKETS)
          .register(registry)
          .record((double) tokens.getAsLong());
    }
  }

  private void count(String name, Tags tags, OptionalLong tokens) {
    if (tokens.isPresent()) {
      registry.counter(name, tags).increment((double) tokens.getAsLong());
    }
  }
}
