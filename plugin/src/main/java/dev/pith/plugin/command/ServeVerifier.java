package dev.pith.plugin.command;

import dev.pith.plugin.local.EngineVerifier;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ModelSettings;
import dev.pith.verifier.CascadeVerifier;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.client.ModelVerifier;
import dev.pith.verifier.trim.RuleVerifier;
import dev.pith.verifier.trim.TrimSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The verifier of {@code ./pith serve}, with what has to be closed when it is not asked any more.
 */
final class ServeVerifier implements AutoCloseable {

  private final Verifier verifier;
  private final @Nullable ModelVerifier server;
  private final @Nullable LocalModel own;

  private ServeVerifier(
      Verifier verifier, @Nullable ModelVerifier server, @Nullable LocalModel own) {
    this.verifier = verifier;
    this.server = server;
    this.own = own;
  }

  /**
   * Opens it.
   *
   * @param served the model in this process that the proxy serves; null before a model server,
   *     where the embedded verifier runs the one that comes with Pith
   * @throws IOException when that one cannot be read
   * @throws IllegalArgumentException when the served model cannot be a verifier
   */
  static ServeVerifier open(
      Vertx vertx, VerifierSettings settings, TrimSettings trim, @Nullable LocalModel served)
      throws IOException {
    if (settings.kinds().equals(Set.of(VerifierSettings.Kind.RULES))) {
      return new ServeVerifier(RuleVerifier.of(trim), null, null);
    }
    List<CascadeVerifier.Stage> stages = new ArrayList<>();
    LocalModel own = null;
    ModelVerifier server = null;
    if (settings.kinds().contains(VerifierSettings.Kind.RULES)) {
      stages.add(new CascadeVerifier.Stage("rules", RuleVerifier.of(trim)));
    }
    if (settings.kinds().contains(VerifierSettings.Kind.EMBEDDED)) {
      if (served == null) {
        own = LocalModel.open(ModelSettings.embedded());
      }
      stages.add(
          new CascadeVerifier.Stage("embedded", embedded(vertx, served == null ? own : served)));
    }
    if (settings.model() != null) {
      server = new ModelVerifier(settings.model());
      stages.add(new CascadeVerifier.Stage("model", server));
    }
    return new ServeVerifier(
        new CascadeVerifier(stages, trim.existenceMargin(), trim.equivalenceMargin()), server, own);
  }

  Verifier verifier() {
    return verifier;
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    if (own != null) {
      own.close();
    }
  }

  private static Verifier embedded(Vertx vertx, @Nullable LocalModel model) {
    if (model == null || !model.hasChatTemplate()) {
      throw new IllegalArgumentException(
          "verifier embedded needs a model with a chat template, and this one has none");
    }
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
}
