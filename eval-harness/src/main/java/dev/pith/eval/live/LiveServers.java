package dev.pith.eval.live;

import dev.pith.eval.replay.ChatClient;
import dev.pith.plugin.local.EngineUpstream;
import dev.pith.plugin.local.EngineVerifier;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ModelSettings;
import dev.pith.plugin.proxy.ProxyServer;
import dev.pith.plugin.proxy.ProxySettings;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.trim.RuleVerifier;
import dev.pith.verifier.trim.TrimSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * One model in this process, and a proxy in front of it for every way to trim, each on a free port
 * of the loopback address.
 */
final class LiveServers implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  /** A rule that is never met: what is left is the budget of each request. */
  private static final String NEVER = "1000";

  private final Vertx vertx = Vertx.vertx();
  private final LocalModel model;
  private final CountingVerifier verifier;
  private final Map<LivePolicy, ChatClient> clients = new EnumMap<>(LivePolicy.class);

  private LiveServers(LocalModel model) {
    this.model = model;
    verifier =
        new CountingVerifier(
            new EngineVerifier(
                model,
                task ->
                    vertx.executeBlocking(
                        () -> {
                          task.run();
                          return null;
                        },
                        false)));
  }

  /**
   * Loads the model and starts the proxies.
   *
   * @param trim when Pith cuts
   * @throws IOException when the model cannot be read
   */
  static LiveServers start(ModelSettings settings, TrimSettings trim) throws IOException {
    LiveServers servers = new LiveServers(LocalModel.open(settings));
    try {
      ChatClient rules = servers.proxy(trim, RuleVerifier.of(trim));
      ChatClient budget = servers.proxy(budgetAlone(trim), Verifier.abstaining());
      for (LivePolicy policy : LivePolicy.values()) {
        servers.clients.put(
            policy, policy == LivePolicy.BUDGET || policy == LivePolicy.RANDOM ? budget : rules);
      }
      servers.clients.put(LivePolicy.PITH_MODEL, servers.proxy(trim, servers.verifier));
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

  /** Returns what the verifier has cost for a question since this was asked last. */
  long takeVerifierTokens(String question) {
    return verifier.take(question);
  }

  /** Returns what the model is and how it runs, in one line. */
  String description() {
    return model.name() + ": " + model.description();
  }

  @Override
  public void close() {
    clients.values().forEach(ChatClient::close);
    vertx.close().await();
    model.close();
  }

  private ChatClient proxy(TrimSettings trim, Verifier verdicts) {
    ProxySettings settings =
        ProxySettings.builder().set("host", HOST).set("port", 0).trim(trim).build();
    ProxyServer proxy =
        ProxyServer.start(
                vertx,
                settings,
                verdicts,
                new EngineUpstream(vertx, model, settings.maxBodyBytes()))
            .await();
    return new ChatClient("http://" + HOST + ":" + proxy.port());
  }

  private static TrimSettings budgetAlone(TrimSettings trim) {
    return trim.with("vote-window", NEVER)
        .with("votes-needed", NEVER)
        .with("stop-loops", "false")
        .with("underthinking-share", "1")
        .with("underthinking-thoughts", Integer.toString(Integer.MAX_VALUE));
  }
}
