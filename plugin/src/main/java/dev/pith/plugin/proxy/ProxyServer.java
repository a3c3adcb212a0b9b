package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.dialect.UpstreamDialect;
import dev.pith.plugin.dialect.WatchedDialect;
import dev.pith.plugin.history.HistoryCompressor;
import dev.pith.plugin.probe.Addresses;
import dev.pith.plugin.probe.Probing;
import dev.pith.plugin.probe.StopMethods;
import dev.pith.plugin.probe.TemplateThoughts;
import dev.pith.plugin.rag.ChunkDesk;
import dev.pith.plugin.rag.PromptRoute;
import dev.pith.plugin.rag.RagMeter;
import dev.pith.plugin.rag.RagMode;
import dev.pith.plugin.savings.RequestRecord;
import dev.pith.plugin.savings.SavingsBooks;
import dev.pith.plugin.savings.SavingsSnapshot;
import dev.pith.plugin.session.GuardedVerifier;
import dev.pith.plugin.session.Mode;
import dev.pith.plugin.upstream.RecipeCall.Route;
import dev.pith.plugin.upstream.Upstream;
import dev.pith.plugin.vote.VoteMeter;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.trim.RuleVerifier;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxy: an HTTP server that forwards to a model server and trims the reasoning on its way.
 *
 * <p>Thread-safe. It speaks HTTP/1.1 and HTTP/2 without TLS to clients, and HTTP/1.1 to the
 * upstream.
 */
public final class ProxyServer {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyServer.class);

  private static final int MAX_STRICT_MODELS = 1_000;
  private static final int MAX_HEADER_BYTES = 64 * 1024;

  /** Clients that leave reset their stream: that is ordinary use here, not an attack. */
  private static final int MAX_RESETS_PER_WINDOW = 10_000;

  private final Vertx vertx;
  private final ProxySettings settings;
  private final Upstream upstream;
  private final HttpServer server;
  private final PassThrough passThrough;
  private final List<RouteHandler> routes;
  private final PrimeHandler primes;
  private final StatusPage statusPage;
  private final StopMethods stopMethods;
  private final KnownServer known;
  private final SavingsBooks books;
  private final SavingsPages savingsPages;
  private final ShadowChecks shadowChecks;
  private final AtomicLong activeRequests = new AtomicLong();

  private ProxyServer(
      Vertx vertx,
      ProxySettings settings,
      Verifier verifier,
      Upstream upstream,
      UpstreamDialect dialect,
      SavingsBooks books) {
    this.vertx = vertx;
    this.settings = settings;
    this.upstream = upstream;
    this.books = books;
    savingsPages = new SavingsPages(books);
    stopMethods =
        new StopMethods(
            settings.probe(),
            upstream.kind(),
            upstream.address(),
            System::nanoTime,
            books.meter()::capabilityProbed);
    Probing probing =
        new Probing(
            settings.detectors(),
            settings.probe(),
            upstream.address(),
            settings.options().verifierDeadline(),
            settings.options().verifierConcurrency(),
            System::nanoTime,
            stopMethods::note,
            books.meter()::capabilityProbed);
    shadowChecks =
        new ShadowChecks(
            settings.savings().shadowCheck(), () -> ThreadLocalRandom.current().nextDouble());
    passThrough = new PassThrough(upstream, settings.maxBodyBytes());
    known = new KnownServer(vertx, settings, upstream, stopMethods);
    ChunkDesk chunkDesk = chunkDesk(settings, upstream, known, books);
    HistoryCompressor history = history(settings, upstream, known);
    history.register(books.registry());
    VoteMeter votes = new VoteMeter();
    VoteMetrics.register(votes, books.registry());
    Surroundings surroundings =
        new Surroundings(
            vertx,
            settings,
            upstream,
            dialect,
            stopMethods,
            probing,
            new GuardedVerifier(
                verifier,
                settings.options().verifierDeadline(),
                settings.options().verifierConcurrency(),
                books.meter()::verifierFailed,
                books.meter()::verifierAsked),
            books.meter(),
            chunkDesk,
            known,
            new SlotCount(vertx, upstream, known, chunkDesk.pins()),
            new TemplateThoughts(
                settings.probe().shape(), settings.options().verifierDeadline(), System::nanoTime),
            history,
            shadowChecks,
            new StrictModels(MAX_STRICT_MODELS),
            votes);
    WatchedHandler messages =
        new WatchedHandler(
            surroundings, passThrough, WatchedDialect.anthropicMessages(), PromptRoute.MESSAGES);
    WatchedHandler responses =
        new WatchedHandler(
            surroundings, passThrough, WatchedDialect.openAiResponses(), PromptRoute.RESPONSES);
    routes = List.of(new ChatCompletionsHandler(surroundings, passThrough), messages, responses);
    primes = new PrimeHandler(surroundings, System::nanoTime);
    statusPage =
        new StatusPage(
            settings.options().mode(),
            upstream,
            stopMethods,
            probing,
            verifier,
            List.of(messages, responses),
            chunkDesk,
            history,
            votes);
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHandle100ContinueAutomatically(true)
                    .setMaxHeaderSize(MAX_HEADER_BYTES)
                    .setMaxInitialLineLength(MAX_HEADER_BYTES)
                    .setHttp2RstFloodMaxRstFramePerWindow(MAX_RESETS_PER_WINDOW))
            .requestHandler(this::onRequest);
  }

  /**
   * Starts a proxy in front of the model server of the settings. It decides by rules alone, without
   * a verifier model.
   *
   * @see #start(Vertx, ProxySettings, Verifier)
   */
  public static Future<ProxyServer> start(Vertx vertx, ProxySettings settings) {
    return start(vertx, settings, RuleVerifier.of(settings.options().trim()));
  }

  /**
   * Starts a proxy in front of the model server of the settings.
   *
   * @param vertx runs it; it must outlive the proxy
   * @param verifier answers what the trimmer asks; may be slow, may fail, never delays a client
   * @return the running proxy; fails when the port is taken or the address is not ours
   * @throws IllegalArgumentException when the settings name no model server
   */
  public static Future<ProxyServer> start(Vertx vertx, ProxySettings settings, Verifier verifier) {
    return start(vertx, settings, verifier, http(vertx, settings));
  }

  /**
   * Starts a proxy in front of a model server that is already here.
   *
   * @param vertx runs it; it must outlive the proxy
   * @param verifier answers what the trimmer asks; may be slow, may fail, never delays a client
   * @param upstream the model server; closed with the proxy, or when the proxy does not start
   * @return the running proxy; fails when the port is taken or the address is not ours
   */
  public static Future<ProxyServer> start(
      Vertx vertx, ProxySettings settings, Verifier verifier, Upstream upstream) {
    UpstreamDialect dialect =
        UpstreamDialect.openAiChat(settings.thinking(), settings.startsInside());
    return start(vertx, settings, verifier, upstream, dialect);
  }

  static Future<ProxyServer> start(
      Vertx vertx,
      ProxySettings settings,
      Verifier verifier,
      Upstream upstream,
      UpstreamDialect dialect) {
    SavingsBooks books;
    try {
      books = SavingsBooks.open(settings.savings());
    } catch (IOException unusable) {
      upstream.close();
      return Future.failedFuture(unusable);
    }
    ProxyServer proxy = new ProxyServer(vertx, settings, verifier, upstream, dialect, books);
    return proxy
        .server
        .listen(settings.port(), settings.host())
        .map(proxy)
        .onSuccess(listening -> listening.findOutInTheBackground(vertx))
        .onFailure(
            refused -> {
              upstream.close();
              proxy.closeBooks();
            });
  }

  /** Returns the model server that the settings name. */
  static Upstream http(Vertx vertx, ProxySettings settings) {
    URI base = settings.upstream();
    if (base == null) {
      throw new IllegalArgumentException("upstream is missing: the URL of the model server");
    }
    return Upstream.http(
        vertx,
        base,
        settings.connectTimeout(),
        settings.upstreamSilence(),
        settings.upstreamConnections());
  }

  /**
   * Names who is told by which method each model is made to stop thinking, a line each, when that
   * is found out; lines from before come first.
   */
  public void onStopMethods(Consumer<String> tell) {
    stopMethods.onFound(tell);
  }

  /**
   * Names who is given the record of every answer that was read, when it is over; on any thread,
   * and in a hurry. What it throws is logged.
   */
  public void onAnswer(Consumer<RequestRecord> listener) {
    books.meter().onAnswer(listener);
  }

  /** Connects to the upstream once; fails with what a client would be told. */
  public Future<Void> checkUpstream() {
    return upstream.probe();
  }

  /** Returns the port that it listens on. */
  public int port() {
    return server.actualPort();
  }

  /** Returns what was counted so far. */
  public SavingsSnapshot savings() {
    return books.meter().snapshot();
  }

  /** Returns how many requests are being answered. */
  public long activeRequests() {
    return activeRequests.get();
  }

  /**
   * Stops: refuses new connections, lets open answers end for as long as the settings allow, then
   * breaks them off.
   */
  public Future<Void> close() {
    return server
        .shutdown(settings.drain())
        .eventually(shadowChecks::close)
        .eventually(upstream::close)
        .eventually(() -> vertx.executeBlocking(this::closeBooks));
  }

  private static ChunkDesk chunkDesk(
      ProxySettings settings, Upstream upstream, KnownServer known, SavingsBooks books) {
    RagMeter meter = new RagMeter();
    if (settings.rag().mode() != RagMode.OFF) {
      meter.register(books.registry());
    }
    upstream.register(books.registry());
    return new ChunkDesk(settings.rag(), known::kind, System::nanoTime, meter);
  }

  private static HistoryCompressor history(
      ProxySettings settings, Upstream upstream, KnownServer known) {
    URI address = upstream.address();
    boolean own =
        settings.probe().kind() != null
            || address == null
            || (address.getHost() != null && Addresses.isPrivate(address.getHost()));
    return new HistoryCompressor(settings.history(), known::kind, own);
  }

  private @Nullable Void closeBooks() {
    try {
      books.close();
    } catch (IOException failure) {
      LOG.warn("the ledger could not be closed: {}", failure.toString());
    }
    return null;
  }

  private void findOutInTheBackground(Vertx vertx) {
    Mode mode = settings.options().mode();
    boolean cuts = mode == Mode.AUTO || (mode == Mode.SHADOW && shadowChecks.areOn());
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap().set(HttpHeaders.CONTENT_TYPE, "application/json");
    vertx
        .getOrCreateContext()
        .runOnContext(
            now -> {
              if (cuts) {
                stopMethods.start(new Route(vertx, upstream, "", "", headers, false));
              }
              if (mode != Mode.OFF) {
                known.find("", headers);
              }
            });
  }

  private void onRequest(HttpServerRequest request) {
    activeRequests.incrementAndGet();
    ClientStream client = new ClientStream(request, activeRequests::decrementAndGet);
    try {
      route(request, client);
    } catch (RuntimeException failure) {
      LOG.error("a request could not be handled", failure);
      client.reply(
          new ErrorBody(
              500, "pith: the request could not be handled", "proxy_error", null, "internal"));
    }
  }

  private void route(HttpServerRequest request, ClientStream client) {
    String path = request.path();
    if (path == null || !path.startsWith("/")) {
      client.reply(ErrorBody.badRequest("pith: only requests for a path are forwarded"));
    } else if (path.equals(StatusPage.PATH) && request.method().equals(HttpMethod.GET)) {
      client.reply(200, statusPage.toJson(activeRequests.get(), savings()));
    } else if (path.equals(SavingsPages.SAVINGS) && request.method().equals(HttpMethod.GET)) {
      client.reply(200, savingsPages.savings());
    } else if (path.equals(SavingsPages.METRICS) && request.method().equals(HttpMethod.GET)) {
      client.reply(200, SavingsPages.METRICS_HEADERS, savingsPages.metrics());
    } else if (path.equals(PrimeHandler.PATH) && request.method().equals(HttpMethod.POST)) {
      primes.handle(request, client);
    } else {
      if (request.method().equals(HttpMethod.POST)) {
        shadowChecks.clientAsks();
      }
      routes.stream()
          .filter(route -> request.method().equals(HttpMethod.POST) && path.endsWith(route.path()))
          .findFirst()
          .ifPresentOrElse(
              route -> route.handle(request, client), () -> passThrough.forward(request, client));
    }
  }
}
