package dev.pith.plugin.rag;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.JsonBody;
import dev.pith.plugin.dialect.JsonEdit;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.rag.RagMeter.Count;
import dev.pith.plugin.rag.RequestTexts.PromptText;
import dev.pith.ragcache.order.CacheUsage;
import dev.pith.ragcache.order.Passage;
import dev.pith.ragcache.order.RepeatFolder;
import dev.pith.ragcache.order.TokenReading;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every request for chunks of retrieved text, and where that is asked for and safe returns
 * it with the chunks in another order and without repeats. Thread-safe.
 */
public final class ChunkDesk {
  private static final Logger LOG = LoggerFactory.getLogger(ChunkDesk.class);

  /** Members by which something in a request is bound to its exact text. */
  private static final Pattern BOUND =
      Pattern.compile(
          "\"(?:cache_control|signature|thinking_signature|reasoning_details|thinking_blocks|"
              + "encrypted_content|prompt_cache_breakpoint)\"");

  private final RagSettings settings;
  private final ServerKind kind;
  private final RagMeter meter;
  private final ChunkArranger arranger;
  private final RepeatFolder folder = RepeatFolder.defaults();
  private final Told told = new Told();

  /** Which counts the server has told before: it may leave one out that is 0. */
  private static final class Told {
    private final AtomicBoolean prompt = new AtomicBoolean();
    private final AtomicBoolean read = new AtomicBoolean();
    private final AtomicBoolean written = new AtomicBoolean();

    static TokenReading reading(OptionalLong count, AtomicBoolean before) {
      if (count.isPresent()) {
        before.set(true);
      }
      return TokenReading.of(count, before.get());
    }
  }

  /**
   * Creates the desk of a proxy.
   *
   * @param kind what the server is, as far as that is known
   * @param nanoTime a clock that never goes back
   */
  public ChunkDesk(RagSettings settings, ServerKind kind, LongSupplier nanoTime, RagMeter meter) {
    this.settings = settings;
    this.kind = kind;
    this.meter = meter;
    this.arranger =
        new ChunkArranger(
            settings.order(kind), new ServedHistory(settings.ttl(kind), nanoTime), meter);
  }

  /**
   * Looks at a request.
   *
   * @param body as the client sent it
   * @param editable whether requests of its route may be changed
   * @param tenant what tells clients apart that must not share a cache, such as their key
   * @throws BadChunksException if it names chunks that are none
   */
  public ChunkVisit visit(byte[] body, boolean editable, String tenant) throws BadChunksException {
    if (settings.mode() == RagMode.OFF) {
      return untouched(body);
    }
    meter.add(Count.REQUESTS, 1);
    try {
      JsonBody parsed = JsonBody.parse(body);
      return parsed.ambiguous()
          ? untouched(body)
          : new Visit(parsed, editable, tenant).result(body);
    } catch (BadChatRequestException malformed) {
      return untouched(body); // what is wrong with it is the upstream's to say
    } catch (RuntimeException failure) {
      LOG.error("chunks could not be read, the request is sent as it is", failure);
      meter.add(Count.FAILURES, 1);
      return untouched(body);
    }
  }

  /** Returns what was counted, for the status page; empty when chunks are not looked for. */
  public Map<String, Object> status() {
    if (settings.mode() == RagMode.OFF) {
      return Map.of();
    }
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("mode", settings.mode().name().toLowerCase(Locale.ROOT));
    status.put("server", kind.label());
    status.put("ttlSeconds", settings.ttl(kind).toSeconds());
    status.putAll(meter.status());
    return status;
  }

  void answered(OptionalLong prompt, OptionalLong cacheRead, OptionalLong cacheWritten) {
    meter.answered(
        new CacheUsage(
            Told.reading(prompt, told.prompt),
            Told.reading(cacheRead, told.read),
            Told.reading(cacheWritten, told.written)));
  }

  private ChunkVisit untouched(byte[] body) {
    return new ChunkVisit(body, false, this);
  }

  /** One request. */
  private final class Visit {
    private final JsonBody parsed;
    private final List<PromptText> texts;
    private final List<String> named;
    private final String owner;
    private final boolean orders;
    private final boolean edits;
    private final boolean stripsNames;
    private boolean found;

    Visit(JsonBody parsed, boolean editable, String tenant) throws BadChunksException {
      JsonNode root = parsed.root();
      this.parsed = parsed;
      texts = RequestTexts.of(root);
      named = NamedChunks.of(root, texts);
      owner = PromptDigest.of(tenant, root.path("model").asText());
      orders = editable && !BOUND.matcher(parsed.text()).find();
      edits = orders && settings.mode() == RagMode.ORDER;
      stripsNames = editable && settings.mode() == RagMode.ORDER && root.path("pith").has("chunks");
    }

    ChunkVisit result(byte[] body) {
      List<Passage> sent = sent();
      JsonEdit edit = new JsonEdit();
      if (stripsNames) {
        // for the proxy, never for the upstream; what else is asked of the proxy is still read
        edit.remove(parsed.root().path("pith").size() > 1 ? "/pith/chunks" : "/pith");
      }
      if (edits) {
        List<Passage> folded = settings.foldRepeats() ? folder.fold(sent) : sent;
        for (int i = 0; i < texts.size(); i++) {
          String text = folded.get(i).text();
          if (!text.equals(texts.get(i).text())) {
            edit.set(texts.get(i).pointer(), Json.quote(text));
          }
        }
        meter.add(
            Count.TOKENS_NOT_SENT, ChunkArranger.tokens(Math.max(0, chars(sent) - chars(folded))));
      }
      meter.add(Count.REQUESTS_WITH_CHUNKS, found ? 1 : 0);
      byte[] result =
          edit.isEmpty() ? body : edit.applyTo(parsed.text()).getBytes(StandardCharsets.UTF_8);
      return new ChunkVisit(result, found, ChunkDesk.this);
    }

    /** Returns all texts with their chunks as they are to be sent. */
    private List<Passage> sent() {
      PromptDigest before =
          new PromptDigest().add(owner).add(Json.write(parsed.root().path("tools")));
      long charsBefore = 0;
      List<Passage> sent = new ArrayList<>();
      for (PromptText text : texts) {
        Optional<ChunkSpans> chunks = find(text);
        String now =
            chunks.isEmpty()
                ? text.text()
                : arranger.sent(chunks.get(), owner, before.name(), charsBefore, orders, edits);
        found |= chunks.isPresent();
        boolean foldable = text.isToolResult() || chunks.isPresent();
        sent.add(new Passage(text.message(), text.part(), now, foldable));
        before.add(text.role()).add(text.text());
        charsBefore += text.text().length();
      }
      return sent;
    }

    private Optional<ChunkSpans> find(PromptText text) {
      if (!text.mayHoldChunks()) {
        return Optional.empty();
      }
      return named.isEmpty() ? ChunkFinder.find(text.text()) : ChunkFinder.find(text.text(), named);
    }

    private static long chars(List<Passage> passages) {
      return passages.stream().mapToLong(passage -> passage.text().length()).sum();
    }
  }
}
