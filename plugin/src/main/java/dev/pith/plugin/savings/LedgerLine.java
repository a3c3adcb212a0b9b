package dev.pith.plugin.savings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.verifier.detect.ProbeCost;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** One request as a line of the ledger. What is not known is left out. */
final class LedgerLine {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROBES = "probes";
  private static final String CHECK = "shadowCheck";
  private static final int VERSION = 1;

  private LedgerLine() {}

  /** Returns the line, with its line feed. */
  static byte[] write(RequestRecord request) {
    ObjectNode line = JSON.createObjectNode();
    line.put("v", VERSION);
    line.put("ended", request.endedAt().toString());
    line.put("conversation", request.conversation());
    line.put("arm", word(request.arm()));
    line.put("model", request.stratum().model());
    line.put("turn", word(request.stratum().turn()));
    line.put("prompt", word(request.stratum().prompt()));
    line.put("tools", request.stratum().tools());
    RequestSavings savings = request.savings();
    line.put("outcome", word(savings.outcome()));
    line.put("reason", savings.reason());
    put(line, "thinkingTokens", savings.thinkingTokens());
    put(line, "wouldSaveTokens", savings.wouldSaveTokens());
    TokenUse use = request.use();
    put(line, "promptTokens", use.prompt());
    put(line, "cachedTokens", use.cached());
    put(line, "cacheWrittenTokens", use.cacheWritten());
    put(line, "outputTokens", use.output());
    put(line, "continuationPromptTokens", use.continuationPrompt());
    put(line, "continuationCachedTokens", use.continuationCached());
    put(line, "verifierTokens", use.verifier());
    if (!use.probes().equals(ProbeCost.NOTHING)) {
      put(line.putObject(PROBES), use.probes());
    }
    put(line, "toFirstTokenMs", request.toFirstToken());
    put(line, "totalMs", Optional.of(request.total()));
    put(line, "handOverMs", request.handOver());
    request
        .check()
        .ifPresent(
            check -> {
              ObjectNode object = line.putObject(CHECK);
              object.put("result", word(check.result()));
              if (!check.reason().isEmpty()) {
                object.put("reason", check.reason());
              }
              if (!check.cost().equals(ProbeCost.NOTHING)) {
                put(object, check.cost());
              }
            });
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the request of a line; empty when it is no line of a ledger, or not a whole one. */
  static Optional<RequestRecord> read(String text) {
    try {
      JsonNode line = JSON.readTree(text);
      if (line.path("v").asInt() != VERSION) {
        return Optional.empty();
      }
      return Optional.of(
          new RequestRecord(
              Instant.parse(line.path("ended").asText()),
              line.path("conversation").asText(),
              choice(Arm.class, line, "arm"),
              new Stratum(
                  line.path("model").asText(),
                  choice(Stratum.Turn.class, line, "turn"),
                  choice(Stratum.PromptSize.class, line, "prompt"),
                  line.path("tools").asBoolean()),
              new RequestSavings(
                  choice(RequestSavings.Outcome.class, line, "outcome"),
                  line.path("reason").asText(),
                  count(line, "thinkingTokens"),
                  count(line, "wouldSaveTokens")),
              new TokenUse(
                  count(line, "promptTokens"),
                  count(line, "cachedTokens"),
                  count(line, "cacheWrittenTokens"),
                  count(line, "outputTokens"),
                  count(line, "continuationPromptTokens"),
                  count(line, "continuationCachedTokens"),
                  count(line, "verifierTokens"),
                  line.has(PROBES) ? cost(line.path(PROBES)) : ProbeCost.NOTHING),
              millis(line, "toFirstTokenMs"),
              millis(line, "totalMs").orElse(Duration.ZERO),
              millis(line, "handOverMs"),
              check(line.path(CHECK))));
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<ShadowCheck> check(JsonNode check) {
    if (check.isMissingNode()) {
      return Optional.empty();
    }
    ShadowCheck.Result result = choice(ShadowCheck.Result.class, check, "result");
    return Optional.of(
        new ShadowCheck(
            result,
            check.path("reason").asText(),
            result == ShadowCheck.Result.NOT_ASKED ? ProbeCost.NOTHING : cost(check)));
  }

  private static void put(ObjectNode object, ProbeCost cost) {
    put(object, "promptTokens", cost.prompt());
    put(object, "cachedTokens", cost.cached());
    put(object, "outputTokens", cost.output());
  }

  private static ProbeCost cost(JsonNode object) {
    return new ProbeCost(
        count(object, "promptTokens"),
        count(object, "cachedTokens"),
        count(object, "outputTokens"));
  }

  private static void put(ObjectNode line, String name, OptionalLong count) {
    count.ifPresent(value -> line.put(name, value));
  }

  private static void put(ObjectNode line, String name, Optional<Duration> time) {
    time.ifPresent(value -> line.put(name, Math.round(value.toNanos() / 1e3) / 1e3));
  }

  private static OptionalLong count(JsonNode line, String name) {
    JsonNode value = line.path(name);
    return value.isIntegralNumber() ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
  }

  private static Optional<Duration> millis(JsonNode line, String name) {
    JsonNode value = line.path(name);
    return value.isNumber()
        ? Optional.of(Duration.ofNanos(Math.round(value.doubleValue() * 1e6)))
        : Optional.empty();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <E extends Enum<E>> E choice(Class<E> type, JsonNode line, String name) {
    return Enum.valueOf(type, line.path(name).asText().toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
