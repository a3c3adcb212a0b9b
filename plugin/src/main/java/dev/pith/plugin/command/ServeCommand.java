package dev.pith.plugin.command;

import dev.pith.plugin.local.EngineUpstream;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.proxy.ProxyServer;
import dev.pith.plugin.proxy.ProxySettings;
import dev.pith.plugin.savings.SavingsSnapshot;
import dev.pith.plugin.settings.Setting;
import dev.pith.plugin.settings.SettingsReader;
import dev.pith.verifier.Verifier;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./pith serve}: runs the proxy until it is told to stop. */
@Command(
    name = "pith serve",
    customSynopsis = {
      "pith serve --upstream URL [--SETTING VALUE]...",
      "pith serve [--model FILE.gguf] [--SETTING VALUE]..."
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Forwards to a model server, or to a model in this process, and trims the reasoning on its"
          + " way: point your client's base URL here instead. With neither it runs the small model"
          + " that comes with Pith.",
      ""
    },
    footer = {
      "",
      "The same settings are read from a file (--config, lines of pith.KEY=VALUE) and from the"
          + " environment (PITH_KEY, with _ for -). A flag wins over the environment, the"
          + " environment over the file.",
      "Ctrl-C lets open answers end; a second Ctrl-C does not."
    })
final class ServeCommand implements Callable<Integer> {

  /** Waits until the proxy shall stop. */
  interface Stop {
    void await() throws InterruptedException;
  }

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read settings from a properties file, too.")
  private @Nullable Path config;

  private final Map<String, String> environment;
  private final Stop stop;

  private ServeCommand(Map<String, String> environment, Stop stop) {
    this.environment = environment;
    this.stop = stop;
  }

  /** Returns the command, with a flag for each setting. */
  static CommandLine commandLine(Map<String, String> environment, Stop stop) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new ServeCommand(environment, stop));
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build());
    SettingFlags.add(spec, Setting.Group.PROXY);
    SettingFlags.add(spec, Setting.Group.ENGINE, "A model in this process:");
    SettingFlags.add(spec, Setting.Group.VERIFIER, "Who answers what the rules leave open:");
    SettingFlags.add(spec, Setting.Group.DETECTOR, "Who else says that an answer has settled:");
    SettingFlags.add(
        spec, Setting.Group.TRIM, "When to cut (see TrimSettings for what each value means):");
    CommandLine commandLine = new CommandLine(spec);
    commandLine.setParameterExceptionHandler(Complaints::tell);
    return commandLine;
  }

  @Override
  public Integer call() throws InterruptedException {
    CommandLine commandLine = command().commandLine();
    ServeSettings settings;
    try {
      settings = settings();
    } catch (IllegalArgumentException bad) {
      throw new ParameterException(commandLine, String.valueOf(bad.getMessage()), bad);
    }
    Vertx vertx = Vertx.vertx();
    try {
      return run(vertx, settings, commandLine.getOut(), commandLine.getErr());
    } finally {
      vertx.close().await();
    }
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec, "picocli sets it");
  }

  private ServeSettings settings() {
    SettingsReader reader = new SettingsReader();
    Path file =
        config == null && environment.containsKey("PITH_CONFIG")
            ? Path.of(environment.get("PITH_CONFIG"))
            : config;
    if (file != null) {
      reader.file(file);
    }
    return reader
        .environment(environment)
        .flags(SettingFlags.given(command().commandLine().getParseResult()))
        .read(values -> ServeSettings.of(values, environment));
  }

  private int run(Vertx vertx, ServeSettings settings, PrintWriter out, PrintWriter err)
      throws InterruptedException {
    LocalModel model = null;
    ServeVerifier verifier;
    try {
      if (settings.model() != null) {
        model = LocalModel.open(settings.model());
      }
      verifier =
          ServeVerifier.open(vertx, settings.verifier(), settings.proxy().options().trim(), model);
    } catch (IOException | IllegalArgumentException unusable) {
      err.println("pith serve: " + unusable.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    try (verifier) {
      return run(vertx, settings, model, verifier.verifier(), out, err);
    }
  }

  private int run(
      Vertx vertx,
      ServeSettings settings,
      @Nullable LocalModel model,
      Verifier verifier,
      PrintWriter out,
      PrintWriter err)
      throws InterruptedException {
    ProxyServer proxy;
    try {
      proxy = start(vertx, settings.proxy(), model, verifier).await();
    } catch (Exception refused) {
      err.println("pith serve: " + cannotListen(settings.proxy(), refused));
      return CommandLine.ExitCode.SOFTWARE;
    }
    Greeting.of(proxy, settings, model).forEach(out::println);
    out.flush();
    proxy.onStopMethods(
        line -> {
          out.println(line);
          out.flush();
        });
    proxy
        .checkUpstream()
        .onFailure(
            unreachable -> {
              err.println(
                  "warning: " + unreachable.getMessage() + "; it is tried again with each request");
              err.flush();
            });
    stop.await();
    out.println("stopping: " + proxy.activeRequests() + " open answers may end");
    out.flush();
    proxy.close().await();
    SavingsSnapshot savings = proxy.savings();
    out.println("stopped: " + savings.requests() + " chat requests, of which cut " + savings.cut());
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private static Future<ProxyServer> start(
      Vertx vertx, ProxySettings settings, @Nullable LocalModel model, Verifier verifier) {
    return model == null
        ? ProxyServer.start(vertx, settings, verifier)
        : ProxyServer.start(
            vertx, settings, verifier, new EngineUpstream(vertx, model, settings.maxBodyBytes()));
  }

  private static String cannotListen(ProxySettings settings, Exception refused) {
    String address = settings.host() + ":" + settings.port();
    if (refused instanceof IOException && !(refused instanceof SocketException)) {
      return "the ledger cannot be used: " + refused.getMessage();
    }
    return refused instanceof BindException
        ? "cannot listen on " + address + ": " + refused.getMessage() + " (another one: --port)"
        : "cannot listen on " + address + ": " + refused;
  }
}
