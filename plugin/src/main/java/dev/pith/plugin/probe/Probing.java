package dev.pith.plugin.probe;

import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.stop.ProbeRecipe;
import dev.pith.plugin.dialect.stop.Recipes;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.upstream.RecipeCall.Route;
import dev.pith.verifier.detect.Detector;
import dev.pith.verifier.detect.DetectorSettings;
import dev.pith.verifier.detect.NextToken;
import dev.pith.verifier.detect.ProbeCost;
import dev.pith.verifier.detect.ProbeDetectors;
import dev.pith.verifier.detect.Prober.Place;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The detectors of one server's models: which of them can be asked, proven by one probe of our own
 * before they are, and what all probes come to.
 *
 * <p>Nothing here is waited for: until a model is proven its detectors are not asked. Thread-safe.
 */
public final class Probing {

  private static final Duration RETRY = Duration.ofMinutes(5);

  /** Clients choose the names of models. */
  private static final int MAX_MODELS = 1_000;

  /** A thinking that is over: what is told of the answer to it does not matter. */
  private static final String THINKING = "17 times 20 is 340, and 17 times 3 is 51. So it is 391.";

  private static final String NOT_FINISHED = "probe-not-finished";

  private final DetectorSettings settings;
  private final ProbeSettings known;
  private final @Nullable URI address;
  private final Duration deadline;
  private final ProbeCalls calls;
  private final LongSupplier nanoTime;
  private final Consumer<String> tell;
  private final Consumer<ProbeCost> onOwnCost;
  private final Map<String, Proof> models =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Proof> eldest) {
          return size() > MAX_MODELS;
        }
      };

  /**
   * Whether a model's detectors may be asked.
   *
   * @param proven whether they may
   * @param why what proves it, or why not
   * @param atNanos when that was found out
   */
  private record Proof(boolean proven, String why, long atNanos) {}

  /**
   * Knows nothing yet.
   *
   * @param settings which detectors are asked; may be off
   * @param known what is known of the server without asking
   * @param address where the server is; null when it is in this process
   * @param deadline how long one probe may take
   * @param concurrency most probes at the same time
   * @param nanoTime a clock, as {@link System#nanoTime}
   * @param tell is told what is found, a line for each model
   */
  public Probing(
      DetectorSettings settings,
      ProbeSettings known,
      @Nullable URI address,
      Duration deadline,
      int concurrency,
      LongSupplier nanoTime,
      Consumer<String> tell,
      Consumer<ProbeCost> onOwnCost) {
    this.settings = settings;
    this.known = known;
    this.address = address;
    this.deadline = deadline;
    this.calls = new ProbeCalls(concurrency);
    this.nanoTime = nanoTime;
    this.tell = tell;
    this.onOwnCost = onOwnCost;
  }

  /**
   * Returns the detectors of a request, one for each member of the settings; empty where they
   * cannot be asked: they are off, the server has no probe or has not been proven, or the request
   * offers tools, so that its answer may be a call. They are confined to the request's Vert.x
   * context.
   *
   * @param choice what is known of its model
   * @param route where its calls go, with what its client sends
   */
  public List<Detector> forRequest(ChatRequest request, StopChoice choice, Route route) {
    if (settings.isOff()) {
      return List.of();
    }
    return prober(request, choice, route)
        .map(
            prober ->
                ProbeDetectors.of(settings, request.question(), known.shape().endTag(), prober))
        .orElse(List.of());
  }

  /**
   * Returns what reads the answer that the model of a request would give now, whether detectors are
   * asked or not; empty where it cannot be asked, as with {@link #forRequest}. It is confined to
   * the request's Vert.x context.
   */
  public Optional<ServerProber> prober(ChatRequest request, StopChoice choice, Route route) {
    Capabilities model = choice.capabilities();
    if (model == null || request.offersTools()) {
      return Optional.empty();
    }
    Optional<ProbeRecipe> recipe = Recipes.probing(model.kind(), known.shape());
    return proof(model, recipe, route).proven()
        ? recipe.map(how -> new ServerProber(calls, how, request, route, settings, deadline))
        : Optional.empty();
  }

  /** Returns the words behind which a probe has the model go on to its answer. */
  public String opener() {
    return settings.opener();
  }

  /** Returns what is known and counted, for the status page; empty when nobody has asked. */
  public Map<String, Object> status() {
    synchronized (this) {
      if (settings.isOff() && models.isEmpty()) {
        return Map.of();
      }
    }
    Map<String, Object> status = new LinkedHashMap<>();
    status.put(
        "detectors", settings.members().stream().map(DetectorSettings.Member::name).toList());
    status.put("combine", settings.combine().name().toLowerCase(Locale.ROOT));
    Map<String, Object> proofs = new LinkedHashMap<>();
    synchronized (this) {
      models.forEach(
          (model, proof) ->
              proofs.put(nameOf(model), Map.of("usable", proof.proven(), "why", proof.why())));
    }
    status.put("models", proofs);
    status.putAll(calls.status());
    return status;
  }

  /** Returns what is known of a model, and sees to it that more will be. */
  private Proof proof(Capabilities model, Optional<ProbeRecipe> recipe, Route route) {
    synchronized (this) {
      Proof found = models.get(model.model());
      boolean again =
          found != null
              && !found.proven()
              && nanoTime.getAsLong() - found.atNanos() > RETRY.toNanos();
      if (found != null && !again) {
        return found;
      }
      Optional<Proof> without = withoutAsking(model, recipe);
      if (without.isPresent()) {
        learn(model, without.get(), found == null);
        return without.get();
      }
      learn(model, new Proof(false, NOT_FINISHED, nanoTime.getAsLong()), false);
    }
    recipe.ifPresent(asked -> tryOut(model, asked, route));
    return new Proof(false, NOT_FINISHED, nanoTime.getAsLong());
  }

  private Optional<Proof> withoutAsking(Capabilities model, Optional<ProbeRecipe> recipe) {
    if (recipe.isEmpty()) {
      return unproven("this kind of server has no probe with log-probabilities");
    }
    if (model.kind() == ServerKind.EMBEDDED) {
      return Optional.of(new Proof(true, "by construction", nanoTime.getAsLong()));
    }
    if (model.kind() == ServerKind.LLAMA && !model.overlaps()) {
      return unproven(
          "a probe might wait for the answer: the server has one slot, or was not asked how many");
    }
    String host = address == null ? "" : address.getHost();
    return known.mayAsk(host, model.kind())
        ? Optional.empty()
        : unproven("only a question would prove it, see probe-live");
  }

  private Optional<Proof> unproven(String why) {
    return Optional.of(new Proof(false, why, nanoTime.getAsLong()));
  }

  private void tryOut(Capabilities model, ProbeRecipe recipe, Route route) {
    new ServerProber(
            calls, recipe, CapabilityProbe.question(model.model()), route, settings, deadline)
        .read(Place.IN_ANSWER, THINKING)
        .onSuccess(reading -> onOwnCost.accept(reading.cost()))
        .map(reading -> tellsAlternatives(reading.tokens().get(0)))
        .map(told -> told ? "" : ProbeFailure.NO_LOG_PROBS)
        .otherwise(failure -> ProbeFailure.known(failure).reason())
        .onSuccess(
            fault -> {
              synchronized (this) {
                boolean proven = fault.isEmpty();
                learn(
                    model, new Proof(proven, proven ? "live" : fault, nanoTime.getAsLong()), true);
              }
            });
  }

  private static boolean tellsAlternatives(NextToken token) {
    return token.logProb().isPresent() && token.alternatives().size() > 1;
  }

  private void learn(Capabilities model, Proof proof, boolean isNews) {
    models.put(model.model(), proof);
    if (isNews && model.kind() != ServerKind.EMBEDDED) {
      tell.accept(
          "model "
              + nameOf(model.model())
              + (proof.proven() ? ": its answers can be probed (" : ": it is not probed (")
              + proof.why()
              + ")");
    }
  }

  private static String nameOf(String model) {
    return model.isEmpty() ? "(unnamed)" : model;
  }
}
