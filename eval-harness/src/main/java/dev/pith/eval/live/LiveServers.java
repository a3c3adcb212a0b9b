package dev.pith.eval.live;

import dev.pith.eval.replay.ChatClient;
import dev.pith.plugin.local.EngineUpstream;
import dev.pith.plugin.local.EngineVerifier;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ModelSettings;
import dev.pith.plugin.proxy.ProxyServer;
import dev.pith.plugin.proxy.ProxySettings;
import dev.pith.verifier.CascadeVerifier;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.client.ModelVerifier;
import dev.pith.verifier.client.ModelVerifierSettings;
import dev.pith.verifier.trim.RuleVerifier;
import dev.pith.verifier.trim.TrimSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One model in this process, and a proxy in front of it for every way to trim, each on a free port
 * of the loopback address.
 */
final class LiveServers implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  /** A rule that is never met: what is left is the budget of each request. */
  private static final String NEVER = "1000";

  /** Says which detectors are asked and how they are combined. */
  private static final Set<String> COMBINATION =
      Set.of(
          "detectors", "combine", "combine-threshold", "detector-weights", "detector-thresholds");

  private final Vertx vertx = Vertx.vertx();
  private final LocalModel model;
  private final Map<LivePolicy, CountingVerifier> verifiers = new EnumMap<>(LivePolicy.class);
  private final Map<LivePolicy, ProbeCosts> probes = new EnumMap<>(LivePolicy.class);
  private final List<ModelVerifier> open = new ArrayList<>();
  private final Map<LivePolicy, ChatClient> clients = new EnumMap<>(LivePolicy.class);
  private final Map<LivePolicy, LongAdder> unpriced = new ConcurrentHashMap<>();

  private LiveServers(LocalModel model) {
    this.model = model;
  }

  /**
   * Loads the model and starts the proxies.
   *
   * @param trim when Pith cuts
   * @param server how the policies that ask a model on a server ask it; null for the model in this
   *     process, behind its own HTTP
   * @param detect settings of the detectors: those of {@link LivePolicy#PITH_DETECTORS} as they
   *     are, for the other policies that probe all but which they are and how they are combined
   * @throws IOException when the model cannot be read
   */
  static LiveServers start(
      ModelSettings settings,
      TrimSettings trim,
      @Nullable ModelVerifierSettings server,
      Map<String, String> detect)
      throws IOException {
    LiveServers servers = new LiveServers(LocalModel.open(settings));
    try {
      int rulesPort = servers.proxy(trim, RuleVerifier.of(trim));
      ChatClient rules = client(rulesPort);
      ChatClient budget = client(servers.proxy(budgetAlone(trim), Verifier.abstaining()));
      ModelVerifierSettings asked =
          server == null ? VerifierOptions.ofLoopback(rulesPort, servers.model.name()) : server;
      for (LivePolicy policy : LivePolicy.values()) {
        servers.clients.put(
            policy, policy == LivePolicy.BUDGET || policy == LivePolicy.RANDOM ? budget : rules);
      }
      servers.verify(LivePolicy.PITH_MODEL, trim, servers.embedded());
      servers.verify(LivePolicy.PITH_SERVER, trim, servers.server(asked));
      servers.verify(
          LivePolicy.PITH_CASCADE,
          trim,
          new CascadeVerifier(
              List.of(
                  new CascadeVerifier.Stage("rules", RuleVerifier.of(trim)),
                  new CascadeVerifier.Stage("embedded", servers.embedded()),
                  new CascadeVerifier.Stage("model", servers.server(asked))),
              trim.existenceMargin(),
              trim.equivalenceMargin()));
      for (LivePolicy policy : LivePolicy.values()) {
        if (policy.probes()) {
          servers.probe(policy, trim, detect);
        }
      }
    } catch (RuntimeException failure) {
      servers.close();
      throw failure;
    }
    return servers;
  }

  /** Returns a client of the proxy that trims so. */
  ChatClient client(LivePolicy policy) {
    ChatClient client = clients.get(policy);
    if (client == null) {
      throw new IllegalArgumentException("there is no proxy for " + policy);
    }
    return client;
  }

  /**
   * Returns what the verifier or the probes of a policy have cost for a question since this was
   * asked last, as far as that is known.
   */
  long takeVerifierTokens(LivePolicy policy, String question) {
    CountingVerifier verifier = verifiers.get(policy);
    ProbeCosts probed = probes.get(policy);
    if (verifier == null && probed == null) {
      return 0;
    }
    CountingVerifier.Cost cost =
        verifier == null ? Objects.requireNonNull(probed).take(question) : verifier.take(question);
    unpriced.computeIfAbsent(policy, unseen -> new LongAdder()).add(cost.unknown());
    return cost.tokens();
  }

  /** Returns how many questions under a policy have a price that nobody knows. */
  long unpriced(LivePolicy policy) {
    LongAdder count = unpriced.get(policy);
    return count == null ? 0 : count.sum();
  }

  /** Returns what the model is and how it runs, in one line. */
  String description() {
    return model.name() + ": " + model.description();
  }

  @Override
  public void close() {
    clients.values().forEach(ChatClient::close);
    open.forEach(ModelVerifier::close);
    vertx.close().await();
    model.close();
  }

  /** Every policy has a verifier of its own, so that none gets another's verdicts for nothing. */
  private void verify(LivePolicy policy, TrimSettings trim, Verifier verifier) {
    CountingVerifier counting = new CountingVerifier(verifier);
    verifiers.put(policy, counting);
    clients.put(policy, client(proxy(trim, counting)));
  }

  private void probe(LivePolicy policy, TrimSettings trim, Map<String, String> detect) {
    ProbeCosts costs = new ProbeCosts();
    probes.put(policy, costs);
    ProxyServer proxy = start(settings(trim, detectors(policy, detect)), RuleVerifier.of(trim));
    proxy.onAnswer(costs);
    clients.put(policy, client(proxy.port()));
  }

  /**
   * Returns the settings of the proxy of a policy that probes.
   *
   * @throws IllegalArgumentException if one of them cannot be used
   */
  static Map<String, String> detectors(LivePolicy policy, Map<String, String> detect) {
    Map<String, String> settings = new HashMap<>(detect);
    policy
        .detector()
        .ifPresent(
            kind -> {
              settings.keySet().removeAll(COMBINATION);
              settings.put("detectors", kind.label());
            });
    return settings;
  }

  private Verifier embedded() {
    return new EngineVerifier(
        model,
        task ->
            vertx.executeBlocking(
                () -> {
                  task.run();
                  return null;
                },
                false));
  }

  private Verifier server(ModelVerifierSettings settings) {
    ModelVerifier verifier = new ModelVerifier(settings);
    open.add(verifier);
    return verifier;
  }

  /** Returns the port of a new proxy. */
  private int proxy(TrimSettings trim, Verifier verdicts) {
    return start(settings(trim, Map.of()), verdicts).port();
  }

  private ProxyServer start(ProxySettings settings, Verifier verdicts) {
    return ProxyServer.start(
            vertx, settings, verdicts, new EngineUpstream(vertx, model, settings.maxBodyBytes()))
        .await();
  }

  /**
   * Returns the settings of a proxy.
   *
   * @param others settings besides the trimmer's, by name
   * @throws IllegalArgumentException if one of them cannot be used
   */
  static ProxySettings settings(TrimSettings trim, Map<String, String> others) {
    ProxySettings.Builder settings =
        ProxySettings.builder().set("host", HOST).set("port", 0).trim(trim);
    others.forEach(settings::set);
    return settings.build();
  }

  private static ChatClient client(int port) {
    return new ChatClient("http://" + HOST + ":" + port);
  }

  private static TrimSettings budgetAlone(TrimSettings trim) {
    return trim.with("vote-window", NEVER)
        .with("votes-needed", NEVER)
        .with("stop-loops", "false")
        .with("underthinking-share", "1")
        .with("underthinking-thoughts", Integer.toString(Integer.MAX_VALUE));
  }
}
