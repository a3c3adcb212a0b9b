package dev.pith.plugin.probe;

import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.StopMethod;
import dev.pith.plugin.dialect.stop.Recipes;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.upstream.RecipeCall.Route;
import dev.pith.verifier.detect.ProbeCost;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stop methods of one server: which of them may be used for a request, and how they went.
 *
 * <p>Nothing here is waited for: what is not known yet is found out in the background, one model
 * after the other, and until then answers are only observed. Thread-safe.
 */
public final class StopMethods {

  private static final Logger LOG = LoggerFactory.getLogger(StopMethods.class);

  private static final Duration FRESH = Duration.ofHours(24);
  private static final Duration RETRY = Duration.ofSeconds(10);

  private static final long ALWAYS_KNOWN = Long.MIN_VALUE;

  /** Lines that are kept for a listener to come. */
  private static final int MAX_LINES = 100;

  /** Clients choose the names of models. */
  private static final int MAX_MODELS = 1_000;

  private static final int MAX_NAME_CHARS = 200;

  private final ProbeSettings settings;
  private final CapabilityProbe probe;
  private final @Nullable URI address;
  private final @Nullable ServerKind kind;
  private final LongSupplier nanoTime;
  private final List<String> found = new ArrayList<>();
  private final Map<String, KnownModel> models =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, KnownModel> eldest) {
          return size() > MAX_MODELS;
        }
      };

  private Consumer<String> listener =
      line -> {
        if (found.size() < MAX_LINES) {
          found.add(line);
        }
      };
  private @Nullable Identity server;
  private Future<Void> identification = Future.succeededFuture();
  private long identifiedAt;
  private Future<Void> queue = Future.succeededFuture();

  /**
   * Knows nothing yet.
   *
   * @param kind what the server is by construction; null when it is not known that way
   * @param address where it is; null when it is in this process
   * @param nanoTime a clock, as {@link System#nanoTime}
   * @param onCost told what each call of a question of our own has cost
   */
  public StopMethods(
      ProbeSettings settings,
      @Nullable ServerKind kind,
      @Nullable URI address,
      LongSupplier nanoTime,
      Consumer<ProbeCost> onCost) {
    this.settings = settings;
    this.address = address;
    this.nanoTime = nanoTime;
    ServerKind set = kind == null ? settings.kind() : kind;
    if (set == null && address != null) {
      set = ServerKind.ofHost(String.valueOf(address.getHost())).orElse(null);
    }
    this.kind = set;
    this.probe =
        new CapabilityProbe(
            new ProbeSettings(
                set, settings.method(), settings.live(), settings.shape(), settings.startsInside()),
            onCost);
    if (isSet() || (set != null && set.charges())) {
      server = Identity.unasked(Objects.requireNonNull(set));
      identifiedAt = ALWAYS_KNOWN;
    } else {
      identifiedAt = nanoTime.getAsLong() - RETRY.toNanos();
    }
  }

  /**
   * Finds out what the server is and what its first model can do, in the background.
   *
   * @param route where it is asked, without the credentials of any client
   */
  public void start(Route route) {
    if (settings.method() == StopMethod.NONE) {
      return;
    }
    ask(route)
        .onSuccess(
            done -> {
              Identity known = server();
              // Ollama would have to load a model for it, and drop the one in use.
              if (known != null && known.kind() != ServerKind.OLLAMA && !known.kind().charges()) {
                known.models().keySet().stream().findFirst().ifPresent(m -> find(m, route));
              }
            });
  }

  /**
   * Finds out what the server is and nothing of its models, in the background, unless it is known.
   *
   * @param route where it is asked, with what a client sends, or without the credentials of any
   */
  public void identify(Route route) {
    if (server() == null) {
      ask(route);
    }
  }

  /** Returns what the server is; empty while that is not known. */
  public Optional<ServerKind> kind() {
    Identity known = server();
    return known == null ? Optional.empty() : Optional.of(known.kind());
  }

  /** Names who is told what is found, a line for each model; lines from before come first. */
  public synchronized void onFound(Consumer<String> tell) {
    List.copyOf(found).forEach(tell);
    found.clear();
    listener = tell;
  }

  /** Tells a line to who is told what is found. */
  public synchronized void note(String line) {
    tell(line);
  }

  /**
   * Returns what may be done with a request. What is not known is found out.
   *
   * @param route where the request goes, with what its client sends
   */
  public StopChoice choose(ChatRequest request, Route route) {
    if (settings.method() == StopMethod.NONE) {
      return StopChoice.none(null, "stop-method-none");
    }
    String model = request.model().orElse("");
    Identity known = server();
    if (known == null) {
      ask(route).onSuccess(done -> find(model, route));
      return StopChoice.none(null, "server-not-known-yet");
    }
    if (!known.serves(model)) {
      ask(route).onSuccess(done -> find(model, route)); // it may be new
      return StopChoice.none(null, "model-not-listed");
    }
    find(model, route);
    return choice(request, key(known, model));
  }

  /** A cut by a method has led to an answer. */
  public synchronized void succeeded(String model, StopMethod method) {
    KnownModel known = known(model);
    if (known != null) {
      known.record(method).succeeded();
    }
  }

  /**
   * A cut by a method has not led to an answer.
   *
   * @param reason a short stable word
   */
  public synchronized void failed(String model, StopMethod method, String reason) {
    KnownModel known = known(model);
    if (known != null && known.record(method).failed(reason)) {
      tell(
          "model "
              + model
              + ": "
              + method.label()
              + " is not used any more: "
              + known.record(method).objection().orElse(""));
    }
  }

  /** A server that was asked to limit its thinking has done so, or not. */
  public synchronized void sawBudget(String model, boolean kept) {
    KnownModel known = known(model);
    if (known != null && kept) {
      known.budgetsKept++;
    } else if (known != null) {
      known.budgetsIgnored++;
    }
  }

  /** An answer named the build of its server: with another one the probe is made again. */
  public synchronized void sawBuild(String model, String build) {
    KnownModel known = build.isEmpty() ? null : known(model);
    if (known == null || server == null || server.kind() != ServerKind.LLAMA) {
      return; // elsewhere it may be another one with every answer
    }
    if (!known.build.isEmpty() && !known.build.equals(build) && !isSet()) {
      server = null;
      models.clear();
    } else {
      known.build = build;
    }
  }

  /** Returns what is known, for the status page. */
  public synchronized Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("server", server == null ? "not known yet" : server.kind().label());
    if (server != null && !server.version().isEmpty()) {
      status.put("version", server.version());
    }
    List<Map<String, Object>> all = new ArrayList<>();
    models.forEach((model, known) -> all.add(known.status(model)));
    status.put("models", all);
    return status;
  }

  private synchronized StopChoice choice(ChatRequest request, String key) {
    KnownModel known = models.get(key);
    return known == null ? StopChoice.none(null, "probe-not-finished") : known.choice(request);
  }

  /** Finds out what the server is; one attempt at a time, and not too often. */
  private Future<Void> ask(Route route) {
    Promise<Void> done = Promise.promise();
    synchronized (this) {
      long now = nanoTime.getAsLong();
      if (identifiedAt == ALWAYS_KNOWN) {
        return Future.succeededFuture();
      }
      if (!identification.isComplete()) {
        return identification;
      }
      if (now - identifiedAt < RETRY.toNanos()) {
        return Future.failedFuture("not yet");
      }
      identifiedAt = now;
      identification = done.future();
    }
    probe
        .identify(route)
        .onComplete(
            identity -> {
              synchronized (this) {
                server = identity.orElse(server);
              }
              done.complete();
            },
            broken -> {
              LOG.warn("the server could not be identified", broken);
              done.fail(broken);
            });
    return done.future();
  }

  private synchronized @Nullable Identity server() {
    return server;
  }

  private synchronized @Nullable KnownModel known(String model) {
    return server == null ? null : models.get(key(server, model));
  }

  private static String key(Identity server, String model) {
    return server.nameOf(model);
  }

  /** Makes sure that what a model can do is known or being found out. */
  private synchronized void find(String name, Route route) {
    Identity identity = server;
    if (identity == null || name.length() > MAX_NAME_CHARS || !identity.serves(name)) {
      return;
    }
    String model = key(identity, name);
    KnownModel known = models.computeIfAbsent(model, first -> new KnownModel());
    boolean stale =
        known.capabilities != null && nanoTime.getAsLong() - known.probedAt > FRESH.toNanos();
    if (known.probing || (known.capabilities != null && !stale)) {
      return;
    }
    if (settings.method() != null || identity.kind() == ServerKind.EMBEDDED) {
      learnt(known, set(identity, model));
      return;
    }
    known.probing = true;
    boolean live = settings.mayAsk(address == null ? "" : address.getHost(), identity.kind());
    queue =
        queue
            .compose(before -> probe.probe(route, identity, model, live))
            .<Void>map(
                capabilities -> {
                  synchronized (this) {
                    learnt(known, capabilities);
                  }
                  return null;
                })
            .recover(
                broken -> {
                  LOG.warn("a model could not be probed, it is only observed", broken);
                  synchronized (this) {
                    known.probing = false;
                  }
                  return Future.succeededFuture();
                });
  }

  /** What a setting or the construction says needs no proof. */
  private Capabilities set(Identity identity, String model) {
    StopMethod method = settings.method();
    String why = method == null ? "by construction" : "set by stop-method";
    List<Finding> findings =
        Recipes.of(identity.kind(), settings.shape()).stream()
            .map(
                recipe ->
                    method == null || recipe.method() == method
                        ? Finding.proven(recipe, why)
                        : Finding.unproven(recipe, "stop-method is " + method.label()))
            .toList();
    return new Capabilities(
        identity.kind(),
        identity.version(),
        model,
        identity.overlaps(),
        settings.startsInside(),
        identity.models().getOrDefault(model, OptionalLong.empty()),
        findings);
  }

  private void learnt(KnownModel known, Capabilities capabilities) {
    known.learn(capabilities, nanoTime.getAsLong());
    if (capabilities.kind() != ServerKind.EMBEDDED) {
      tell(capabilities.inOneLine());
    }
  }

  /** Tells whether nothing needs to be asked at all. */
  private boolean isSet() {
    return kind == ServerKind.EMBEDDED || (settings.kind() != null && settings.method() != null);
  }

  private void tell(String line) {
    listener.accept(line);
  }
}
