package dev.pith.plugin.command;

import dev.pith.plugin.dialect.StopMethod;
import dev.pith.plugin.proxy.ProxyServer;
import dev.pith.plugin.proxy.ProxySettings;
import dev.pith.plugin.savings.SavingsSnapshot;
import dev.pith.plugin.settings.Setting;
import dev.pith.plugin.settings.SettingException;
import dev.pith.plugin.settings.SettingValues;
import dev.pith.plugin.settings.SettingsReader;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code ./pith serve}: runs the proxy until it is told to stop. */
@Command(
    name = "pith serve",
    customSynopsis = "pith serve --upstream URL [--SETTING VALUE]...",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Forwards to a model server and trims the reasoning on its way: point your client's base URL"
          + " here instead.",
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
    ArgGroupSpec.Builder trimming =
        ArgGroupSpec.builder()
            .validate(false)
            .multiplicity("0..1")
            .heading("%nWhen to cut (see TrimSettings for what each value means):%n");
    for (Setting setting : Setting.all()) {
      OptionSpec option =
          OptionSpec.builder("--" + setting.key())
              .type(String.class)
              .paramLabel(setting.unit())
              .description(
                  setting.defaultText().isEmpty()
                      ? setting.doc()
                      : setting.doc() + " Default: " + setting.defaultText())
              .build();
      if (setting.trimKey().isPresent()) {
        trimming.addArg(option);
      } else {
        spec.addOption(option);
      }
    }
    spec.addArgGroup(trimming.build());
    CommandLine commandLine = new CommandLine(spec);
    commandLine.setParameterExceptionHandler(ServeCommand::complain);
    return commandLine;
  }

  @Override
  public Integer call() throws InterruptedException {
    CommandLine commandLine = command().commandLine();
    ProxySettings settings;
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

  private ProxySettings settings() {
    SettingsReader reader = new SettingsReader();
    Path file =
        config == null && environment.containsKey("PITH_CONFIG")
            ? Path.of(environment.get("PITH_CONFIG"))
            : config;
    if (file != null) {
      reader.file(file);
    }
    Map<String, String> flags = new HashMap<>();
    ParseResult given = command().commandLine().getParseResult();
    for (Setting setting : Setting.all()) {
      String value = given.matchedOptionValue("--" + setting.key(), null);
      if (value != null) {
        flags.put(setting.key(), value);
      }
    }
    return reader.environment(environment).flags(flags).read(ServeCommand::settings);
  }

  private static ProxySettings settings(SettingValues values) {
    ProxySettings settings = ProxySettings.of(values);
    if (settings.upstream() == null) {
      throw new SettingException("upstream", "upstream is missing: the URL of the model server");
    }
    return settings;
  }

  private int run(Vertx vertx, ProxySettings settings, PrintWriter out, PrintWriter err)
      throws InterruptedException {
    ProxyServer proxy;
    try {
      proxy = ProxyServer.start(vertx, settings).await();
    } catch (Exception refused) {
      err.println("pith serve: " + cannotListen(settings, refused));
      return CommandLine.ExitCode.SOFTWARE;
    }
    greet(proxy, settings, out);
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

  private static String cannotListen(ProxySettings settings, Exception refused) {
    String address = settings.host() + ":" + settings.port();
    return refused instanceof BindException
        ? "cannot listen on " + address + ": " + refused.getMessage() + " (another one: --port)"
        : "cannot listen on " + address + ": " + refused;
  }

  private static void greet(ProxyServer proxy, ProxySettings settings, PrintWriter out) {
    String url = "http://" + settings.host() + ":" + proxy.port();
    out.println("Pith listens on " + url + "/v1 and forwards to " + proxy.upstreamName());
    out.println(whatIsDone(settings, url));
    out.println(
        "try it:  curl -N " + url + "/v1/chat/completions -H 'content-type: application/json' \\");
    out.println(
        "           -d '{\"model\":\"MODEL\",\"stream\":true,\"messages\":[{\"role\":\"user\","
            + "\"content\":\"What is 17*23?\"}]}'");
    out.println(
        "one request as it is:  -H 'x-pith-mode: off'      counts:  curl " + url + "/pith/status");
    out.println("Ctrl-C stops it when the open answers have ended, twice at once");
    out.flush();
  }

  private static String whatIsDone(ProxySettings settings, String url) {
    String counts = "nothing is cut; " + url + "/pith/status counts what would be";
    return switch (settings.mode()) {
      case OFF -> "mode off: everything passes as it is";
      case SHADOW -> "mode shadow: " + counts;
      case AUTO ->
          settings.stopMethod() == StopMethod.NONE
              ? "mode auto, stop method none: " + counts
              : "mode auto: reasoning is cut when its answer has settled (policy "
                  + textOf(settings.trim().mode())
                  + "), the model goes on by "
                  + textOf(settings.stopMethod());
    };
  }

  private static String textOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static int complain(ParameterException bad, String[] args) {
    PrintWriter err = bad.getCommandLine().getErr();
    err.println("pith serve: " + bad.getMessage());
    if (bad instanceof UnmatchedArgumentException unmatched) {
      String name =
          unmatched.getUnmatched().get(0).replaceFirst("^-+", "").replaceFirst("=.*$", "");
      err.println("did you mean --" + Setting.nearest(name).key() + "?");
    }
    err.println("pith serve --help lists every setting");
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }
}
