package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.UpstreamDialect;
import dev.pith.plugin.savings.SavingsSnapshot;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy in front of a model server that fails, and the clients that ask it. */
final class ChaosBed implements AutoCloseable {

  private static final int AT_A_TIME = 32;
  private static final int LONGEST_RUN_SECONDS = 180;
  private static final int MOST_COMPLAINTS = 10;

  final CountedTimers timers;
  final ProxyServer proxy;
  final ChaosUpstream upstream;

  private final Vertx vertx = Vertx.vertx();
  private final ChaosVerifier verifier = new ChaosVerifier(vertx);
  private final NetClient clients = vertx.createNetClient();
  private final String kind;
  private final long seed;
  private final boolean patient;

  private final AtomicInteger started = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger injected = new AtomicInteger();
  private final Map<ChaosFault, AtomicInteger> faults = new EnumMap<>(ChaosFault.class);
  private final Map<ChaosJudge.Source, AtomicInteger> sources =
      new EnumMap<>(ChaosJudge.Source.class);
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final Promise<Void> over = Promise.promise();
  private int wanted;

  /**
   * @param patient whether nobody measures the silence of the upstream
   */
  ChaosBed(String kind, long seed, boolean patient) {
    this.kind = kind;
    this.seed = seed;
    this.patient = patient;
    for (ChaosFault fault : ChaosFault.values()) {
      faults.put(fault, new AtomicInteger());
    }
    for (ChaosJudge.Source source : ChaosJudge.Source.values()) {
      sources.put(source, new AtomicInteger());
    }
    upstream = new ChaosUpstream(vertx);
    timers = new CountedTimers(vertx);
    ProxySettings settings =
        ProxySettings.builder("http://127.0.0.1:" + await(upstream.listen()))
            .set("port", 0)
            .set("upstream-kind", kind)
            .set("stop-method", "chat-prefill")
            .set("policy", "faithful")
            .set("trim-min-thought-tokens", 4)
            .set("trim-sentence-grace-tokens", 8)
            .set("upstream-silence-ms", patient ? 600_000 : 3_000)
            .set("continuation-deadline-ms", 1_000)
            .set("verifier-deadline-ms", 30)
            .build();
    Vertx counted = timers.vertx();
    proxy =
        await(
            ProxyServer.start(
                counted,
                settings,
                verifier,
                ProxyServer.http(counted, settings),
                UpstreamDialect.openAiChat(ContinuationShape.THINK_TAGS, false)));
  }

  /** Plays exchanges until so many faults have happened, or one exchange is wrong. */
  void run(int faultsWanted) {
    wanted = faultsWanted;
    for (int i = 0; i < AT_A_TIME; i++) {
      running.incrementAndGet();
      next();
    }
    try {
      over.future().await(LONGEST_RUN_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException late) {
      complaints.add("the run does not end");
    }
  }

  List<String> complaints() {
    return complaints;
  }

  private void next() {
    if (injected.get() >= wanted || complaints.size() >= MOST_COMPLAINTS) {
      if (running.decrementAndGet() == 0) {
        over.tryComplete();
      }
      return;
    }
    ChaosExchange exchange =
        new ChaosExchange(new ChaosPlan(seed, started.getAndIncrement(), patient));
    upstream.expect(exchange);
    verifier.expect(exchange);
    ChaosClient.play(vertx, clients, proxy.port(), exchange)
        .map(reply -> ChaosJudge.judge(exchange, reply))
        .onComplete(
            finding -> {
              count(exchange, finding);
              next();
            },
            broken -> {
              complaints.add(exchange.plan + ": " + broken);
              next();
            });
  }

  private void count(ChaosExchange exchange, ChaosJudge.Finding finding) {
    injected.addAndGet(exchange.injected.size());
    exchange.injected.forEach(fault -> faults.get(fault).incrementAndGet());
    sources.get(finding.source()).incrementAndGet();
    if (!finding.complaints().isEmpty()) {
      complaints.add(exchange.plan + ": " + finding.complaints());
    }
  }

  /** Checks that the counters of the proxy tell what has happened. */
  void checkCounts() {
    SavingsSnapshot savings = proxy.savings();
    long cut = sum(savings.cut());
    assertThat(cut + sum(savings.passed()) + sum(savings.observed()) + sum(savings.wouldCut()))
        .as("%s %s", this, savings)
        .isEqualTo(savings.requests());
    assertThat(savings.requests())
        .as("%s %s", this, savings)
        .isEqualTo(started.get() - faults.get(ChaosFault.LEAVES_IN_REQUEST).get());
    assertThat(cut).as("%s %s", this, savings).isGreaterThan(started.get() / 6);
    assertThat(faults)
        .as("%s", this)
        .allSatisfy(
            (fault, count) ->
                assertThat(count.get() > 0 || (patient && fault == ChaosFault.STALLED)).isTrue());
    assertThat(savings.ownFailures()).as("%s %s", this, savings).isZero();
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public String toString() {
    return "-Dpith.chaos.seed="
        + seed
        + " "
        + kind
        + ": "
        + injected
        + " faults in "
        + started
        + " exchanges, "
        + faults
        + ", answers from "
        + sources
        + ", "
        + proxy.savings();
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
