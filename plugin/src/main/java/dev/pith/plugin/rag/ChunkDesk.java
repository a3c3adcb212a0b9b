package dev.pith.plugin.rag;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.JsonBody;
import dev.pith.plugin.dialect.JsonEdit;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.rag.ChunkArranger.Arrangement;
import dev.pith.plugin.rag.RagMeter.Count;
import dev.pith.plugin.rag.RequestTexts.PromptText;
import dev.pith.ragcache.order.CacheUsage;
import dev.pith.ragcache.order.Passage;
import dev.pith.ragcache.order.RepeatFolder;
import dev.pith.ragcache.order.TokenReading;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
              + "encrypted_content|prompt_cache_breakpoint)\"|\"type\"\\s*:\\s*\"reasoning\"");

  private final RagSettings settings;
  private final Supplier<ServerKind> kind;
  private final RagMeter meter;
  private final Duration ttl;
  private final ServedHistory history;
  private final Pins pins;
  private final RepeatFolder folder = RepeatFolder.defaults();
  private final Told told = new Told();
  private volatile Server server;

  /** What the server is taken to be, and what follows from that. */
  private record Server(ServerKind kind, ChunkArranger arranger) {}

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
   * @param kind what the server is, as far as that is known: asked again for each request
   * @param nanoTime a clock that never goes back
   */
  public ChunkDesk(
      RagSettings settings, Supplier<ServerKind> kind, LongSupplier nanoTime, RagMeter meter) {
    ServerKind now = kind.get();
    this.settings = settings;
    this.kind = kind;
    this.meter = meter;
    // Servers that are found to be something are engines, which keep things as long as any other.
    this.ttl = settings.ttl(now);
    this.history = new ServedHistory(ttl, nanoTime);
    this.server = server(now);
    this.pins = new Pins(settings.pin(), meter);
  }

  /** Returns what keeps requests near what the server has cached. */
  public Pins pins() {
    return pins;
  }

  /**
   * Looks at a request.
   *
   * @param body as the client sent it
   * @param route the shape of it
   * @param tenant what tells clients apart that must not share a cache, such as their key
   * @throws BadChunksException if it names chunks that are none
   */
  public ChunkVisit visit(byte[] body, PromptRoute route, String tenant) throws BadChunksException {
    if (settings.mode() == RagMode.OFF) {
      return untouched(body);
    }
    meter.add(Count.REQUESTS, 1);
    try {
      JsonBody parsed = JsonBody.parse(body);
      return parsed.ambiguous() ? untouched(body) : new Visit(parsed, route, tenant).result(body);
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
    status.put("server", kind.get().label());
    status.put("ttlSeconds", ttl.toSeconds());
    status.putAll(meter.status());
    status.putAll(pins.status());
    return status;
  }

  void answered(OptionalLong prompt, OptionalLong cacheRead, OptionalLong cacheWritten) {
    meter.answered(
        new CacheUsage(
            Told.reading(prompt, told.prompt),
            Told.reading(cacheRead, told.read),
            Told.reading(cacheWritten, told.written)));
  }

  private Server server() {
    ServerKind now = kind.get();
    Server known = server;
    if (known.kind() != now) {
      known = server(now);
      server = known;
    }
    return known;
  }

  private Server server(ServerKind now) {
    return new Server(now, new ChunkArranger(settings.order(now), history, meter));
  }

  private ChunkVisit untouched(byte[] body) {
    return new ChunkVisit(body, false, new RequestPin(pins, Map.of(), Set.of(), null), this);
  }

  /** One request. */
  private final class Visit {
    private final Server server = server();
    private final JsonBody parsed;
    private final PromptRoute route;
    private final List<PromptText> texts;
    private final List<String> named;
    private final String owner;
    private final boolean orders;
    private final boolean edits;
    private final boolean stripsNames;
    private final List<@Nullable Arrangement> arrangements = new ArrayList<>();
    private String conversation = "";
    private boolean found;

    Visit(JsonBody parsed, PromptRoute route, String tenant) throws BadChunksException {
      JsonNode root = parsed.root();
      boolean editable = route.mayReorder(root, server.kind());
      this.parsed = parsed;
      this.route = route;
      texts = RequestTexts.of(root);
      named = NamedChunks.of(root, texts);
      owner = PromptDigest.of(tenant, root.path("model").asText());
      orders = editable && !BOUND.matcher(parsed.text()).find();
      edits = orders && settings.mode() == RagMode.ORDER;
      stripsNames = editable && settings.mode() == RagMode.ORDER && root.path("pith").has("chunks");
    }

    ChunkVisit result(byte[] body) {
      List<Passage> sent = sent();
      List<Passage> folded = edits && settings.foldRepeats() ? folder.fold(sent) : sent;
      JsonEdit edit = new JsonEdit();
      if (stripsNames) {
        // for the proxy, never for the upstream; what else is asked of the proxy is still read
        edit.remove(parsed.root().path("pith").size() > 1 ? "/pith/chunks" : "/pith");
      }
      if (edits) {
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
      return new ChunkVisit(result, found, pin(folded), ChunkDesk.this);
    }

    private RequestPin pin(List<Passage> sent) {
      PinPlan plan = new PinPlan(pins, history, server.kind(), route, parsed);
      if (plan.marks()) {
        long charsBefore = 0;
        for (int i = 0; i < texts.size(); i++) {
          Arrangement arranged = arrangements.get(i);
          if (arranged != null && arranged.text().equals(sent.get(i).text())) {
            plan.chunks(texts.get(i), arranged, charsBefore, orders);
          }
          charsBefore += sent.get(i).text().length();
        }
        plan.end(texts, charsBefore);
      }
      return plan.pin(conversation);
    }

    /** Returns all texts with their chunks as they are to be sent. */
    private List<Passage> sent() {
      PromptDigest before =
          new PromptDigest()
              .add(owner)
              .add(Json.write(parsed.root().path("tools")))
              .add(parsed.root().path("previous_response_id").asText());
      long charsBefore = 0;
      List<Passage> sent = new ArrayList<>();
      for (PromptText text : texts) {
        Optional<ChunkSpans> chunks = find(text);
        Arrangement arranged =
            chunks.isEmpty()
                ? null
                : server
                    .arranger()
                    .sent(chunks.get(), owner, before.name(), charsBefore, orders, edits);
        String now = arranged == null ? text.text() : arranged.text();
        arrangements.add(arranged);
        if (conversation.isEmpty()) {
          conversation = conversation(text, before.name(), arranged);
        }
        found |= arranged != null;
        boolean foldable = text.isToolResult() || arranged != null;
        sent.add(new Passage(text.message(), text.part(), now, foldable));
        before.add(text.role()).add(text.text());
        charsBefore += text.text().length();
      }
      return sent;
    }

    /** Names what a prompt begins with: up to its first chunk, else to its first question. */
    private String conversation(PromptText text, String before, @Nullable Arrangement arranged) {
      if (arranged != null && !arranged.names().isEmpty()) {
        return arranged.names().get(0);
      }
      return text.isOfSystem() ? "" : PromptDigest.of(before, text.text());
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
