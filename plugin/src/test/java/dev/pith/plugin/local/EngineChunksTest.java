package dev.pith.plugin.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.plugin.settings.SettingException;
import dev.pith.plugin.settings.SettingValues;
import dev.pith.ragcache.reuse.ReusePolicy;
import dev.pith.ragcache.reuse.ReuseStats;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts with retrieved chunks on the embedded engine, from the request to the usage. */
class EngineChunksTest {

  private static final String NED = "- Ned Carver works at Alder Mills. He was born in Oakham.\n\n";
  private static final String MILLS = "- Alder Mills has its seat in Birchton and makes paper.\n\n";
  private static final String TOWN =
      "- Birchton lies by the river Leam and has a new town hall.\n\n";

  private static ChunkReuse reuse() {
    return ChunkReuse.of(ChunkReuse.Kind.DRIFT);
  }

  private static JsonObject ask(String... notes) {
    String system = "Answer from these notes.\n\n" + String.join("", notes);
    return new JsonObject()
        .put("temperature", 0)
        .put("max_tokens", 24)
        .put(
            "messages",
            new JsonArray()
                .add(new JsonObject().put("role", "system").put("content", system))
                .add(
                    new JsonObject()
                        .put("role", "user")
                        .put("content", "Where is the seat of the firm of Ned Carver?")));
  }

  private static JsonObject chat(EngineBed bed, String... notes) {
    EngineBed.Reply reply = bed.post("/v1/chat/completions", ask(notes));
    assertThat(reply.status()).isEqualTo(200);
    return reply.json();
  }

  private static int cached(JsonObject answer) {
    return answer
        .getJsonObject("usage")
        .getJsonObject("prompt_tokens_details", new JsonObject())
        .getInteger("cached_tokens", 0);
  }

  private static JsonObject message(JsonObject answer) {
    return answer.getJsonArray("choices").getJsonObject(0).getJsonObject("message");
  }

  /** Returns what the status page has of chunks, as JSON. */
  private static JsonObject page(EngineBed bed) {
    try {
      return new JsonObject(new JsonMapper().writeValueAsString(bed.model.status()))
          .getJsonObject("chunks");
    } catch (JsonProcessingException unwritable) {
      throw new AssertionError(unwritable);
    }
  }

  private static ReuseStats reading(EngineBed bed) {
    Map<?, ?> chunks = (Map<?, ?>) bed.model.status().get("chunks");
    return (ReuseStats) chunks.get("reading");
  }

  @Test
  void register_afterReuse_countsWhatWasReusedAndWhatItSaved() {
    try (EngineBed bed = EngineBed.small(reuse())) {
      SimpleMeterRegistry registry = new SimpleMeterRegistry();
      bed.upstream.register(registry);
      chat(bed, NED, MILLS, TOWN);
      chat(bed, TOWN, NED, MILLS);

      assertThat(count(registry, "pith.chunks.prompts", "result", "read")).isEqualTo(2);
      assertThat(count(registry, "pith.chunks", "result", "reused")).isEqualTo(3);
      assertThat(count(registry, "pith.chunks", "result", "read")).isEqualTo(3);
      assertThat(count(registry, "pith.chunks.flops", "part", "saved")).isPositive();
      assertThat(count(registry, "pith.chunks.loads", "result", "memory")).isPositive();
      assertThat(registry.get("pith.chunks.memory").gauge().value()).isPositive();
    }
  }

  private static double count(SimpleMeterRegistry registry, String name, String tag, String value) {
    return registry.get(name).tag(tag, value).functionCounter().count();
  }

  @Test
  void chat_chunksForTheFirstTime_answersAsWithoutReuse() {
    try (EngineBed plain = EngineBed.small();
        EngineBed reusing = EngineBed.small(reuse())) {
      JsonObject expected = chat(plain, NED, MILLS, TOWN);
      JsonObject answer = chat(reusing, NED, MILLS, TOWN);

      assertThat(message(answer)).isEqualTo(message(expected));
      assertThat(cached(answer)).isZero();
      assertThat(reading(reusing).chunks()).isEqualTo(3);
      assertThat(reading(reusing).hits()).isZero();
      assertThat(plain.model.status()).doesNotContainKey("chunks");
    }
  }

  @Test
  void chat_chunksInAnotherOrder_reusesThemAndTellsInTheUsage() {
    try (EngineBed bed = EngineBed.small(reuse())) {
      JsonObject first = chat(bed, NED, MILLS, TOWN);
      JsonObject turned = chat(bed, TOWN, NED, MILLS);

      assertThat(reading(bed).hits()).isEqualTo(3);
      assertThat(reading(bed).failures()).isZero();
      assertThat(cached(turned)).isGreaterThan(40);
      assertThat(turned.getJsonObject("usage").getInteger("prompt_tokens"))
          .isEqualTo(first.getJsonObject("usage").getInteger("prompt_tokens"));
      assertThat(message(turned).encode()).isNotEmpty();
      JsonObject chunks = page(bed);
      assertThat(chunks.getJsonObject("reading").getInteger("hits")).isEqualTo(3);
      assertThat(chunks.getJsonObject("store").getInteger("memoryHits")).isPositive();
    }
  }

  @Test
  void chat_withADirectory_reusesChunksAfterARestart(@TempDir Path directory) {
    ChunkReuse reuse =
        new ChunkReuse(ChunkReuse.Kind.DRIFT, 0.2, OptionalDouble.empty(), 1 << 26, directory);
    try (EngineBed bed = EngineBed.small(reuse)) {
      chat(bed, NED, MILLS, TOWN);
    }
    try (EngineBed again = EngineBed.small(reuse)) {
      chat(again, MILLS, TOWN, NED);

      assertThat(reading(again).hits()).isEqualTo(3);
      JsonObject chunks = page(again);
      assertThat(chunks.getString("policy")).isEqualTo("drift");
      assertThat(chunks.getJsonObject("store").getInteger("diskHits")).isPositive();
      assertThat(chunks.getJsonObject("store").getJsonObject("disk").getMap()).isNotEmpty();
    }
  }

  @Test
  void chat_noChunks_isReadAsAlways() {
    try (EngineBed bed = EngineBed.small(reuse())) {
      chat(bed);

      assertThat(reading(bed).prompts()).isZero();
    }
  }

  @Test
  void settings_namedPolicies_areRead() {
    assertThat(ModelSettings.of(new SettingValues(Map.of())).chunkReuse())
        .isEqualTo(ChunkReuse.off());
    for (String name : new String[] {"drift", "craft", "blend", "first", "question", "random"}) {
      ChunkReuse reuse =
          ModelSettings.of(new SettingValues(Map.of("chunk-reuse", name))).chunkReuse();
      assertThat(reuse.policy().map(ReusePolicy::name)).contains(name);
    }
    assertThatExceptionOfType(SettingException.class)
        .isThrownBy(() -> ModelSettings.of(new SettingValues(Map.of("chunk-repair-share", "1.5"))))
        .withMessageContaining("chunk-repair-share must be a number in [0, 1");
  }
}
