package dev.pith.plugin.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.local.EngineUpstream;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ModelSettings;
import dev.pith.plugin.settings.Setting;
import dev.pith.plugin.settings.SettingsReader;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ./pith generate}: lets a model file answer one prompt, and says how fast.
 *
 * <p>It asks the embedded engine as a client of its routes would, so that both answer alike.
 */
@Command(
    name = "pith generate",
    customSynopsis = "pith generate --model FILE.gguf --prompt TEXT [OPTION]...",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {"Lets a model file answer one prompt, in this process.", ""},
    footer = {
      "",
      "The answer goes to standard output; its thinking too, dimmed, on a terminal with colours, and"
          + " elsewhere with --show-thinking. The last line, on standard error, says how fast it"
          + " was.",
      "Ctrl-C ends the answer."
    })
final class GenerateCommand implements Callable<Integer> {

  private static final int INTERRUPTED = 130;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "What is asked; - reads it from standard input.")
  private @Nullable String prompt;

  @Option(names = "--system", paramLabel = "TEXT", description = "A system message before it.")
  private @Nullable String system;

  @Option(
      names = "--raw",
      description =
          "Go on from the prompt's text as it is, without the model's chat template. A model that"
              + " has none does so anyway.")
  private boolean raw;

  @Option(
      names = "--show-thinking",
      description = "Write the thinking where it could not be dimmed, too.")
  private boolean showThinking;

  @Option(
      names = "--max-tokens",
      paramLabel = "TOKENS",
      description = "Most tokens to generate. Default: as many as fit the context.")
  private int maxTokens = Integer.MAX_VALUE;

  @Option(
      names = "--temperature",
      paramLabel = "NUMBER",
      description = "0 takes the most likely token, higher is more varied. Default: 1")
  private @Nullable Double temperature;

  @Option(names = "--top-p", paramLabel = "NUMBER", description = "In (0, 1]. Default: 1")
  private @Nullable Double topP;

  @Option(names = "--top-k", paramLabel = "COUNT", description = "0 for all tokens. Default: 0")
  private @Nullable Integer topK;

  @Option(names = "--min-p", paramLabel = "NUMBER", description = "In [0, 1]. Default: 0")
  private @Nullable Double minP;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "NUMBER",
      description = "1 for none. Default: 1")
  private @Nullable Double repetitionPenalty;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "The same seed gives the same text.")
  private @Nullable Long seed;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "End before this text; may be given several times.")
  private List<String> stop = List.of();

  private final Map<String, String> environment;
  private final InputStream in;
  private final Consumer<Runnable> onStop;

  private GenerateCommand(
      Map<String, String> environment, InputStream in, Consumer<Runnable> onStop) {
    this.environment = environment;
    this.in = in;
    this.onStop = onStop;
  }

  /**
   * Returns the command.
   *
   * @param onStop is given what ends the answer early
   */
  static CommandLine commandLine(
      Map<String, String> environment, InputStream in, Consumer<Runnable> onStop) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new GenerateCommand(environment, in, onStop));
    SettingFlags.add(spec, Setting.Group.ENGINE, "The model:");
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build());
    CommandLine commandLine = new CommandLine(spec);
    commandLine.setParameterExceptionHandler(Complaints::tell);
    return commandLine;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandLine commandLine = command().commandLine();
    PrintWriter err = commandLine.getErr();
    ModelSettings settings;
    try {
      settings =
          new SettingsReader()
              .environment(environment)
              .flags(SettingFlags.given(commandLine.getParseResult()))
              .read(ModelSettings::of);
    } catch (IllegalArgumentException bad) {
      throw new ParameterException(commandLine, String.valueOf(bad.getMessage()), bad);
    }
    if (prompt == null) {
      throw new ParameterException(
          commandLine, "--prompt is missing: what is asked, or - for standard input");
    }
    if (raw && system != null) {
      throw new ParameterException(
          commandLine, "--system needs the chat template: leave --raw out");
    }
    String text = prompt.equals("-") ? readAll(in) : prompt;
    Vertx vertx = Vertx.vertx();
    try (LocalModel model = LocalModel.open(settings)) {
      return answer(vertx, model, text, commandLine);
    } catch (IOException unusable) {
      err.println("pith generate: " + unusable.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    } finally {
      vertx.close().await();
    }
  }

  private int answer(Vertx vertx, LocalModel model, String text, CommandLine commandLine)
      throws InterruptedException {
    boolean plain = raw || !model.hasChatTemplate();
    boolean dim = CommandLine.Help.Ansi.AUTO.enabled();
    AnswerPrinter printer = new AnswerPrinter(commandLine.getOut(), dim, dim || showThinking);
    Buffer request = Buffer.buffer(body(text, plain).toString());
    Context context = vertx.getOrCreateContext();
    context.runOnContext(
        now ->
            printer.readFrom(
                new EngineUpstream(vertx, model, Integer.MAX_VALUE)
                    .call(
                        HttpMethod.POST,
                        plain ? "/v1/completions" : "/v1/chat/completions",
                        MultiMap.caseInsensitiveMultiMap(),
                        request,
                        printer)));
    onStop.accept(() -> context.runOnContext(now -> printer.stop()));
    printer.await();
    PrintWriter err = commandLine.getErr();
    if (printer.error().isPresent()) {
      err.println("pith generate: " + printer.error().get());
      return CommandLine.ExitCode.SOFTWARE;
    }
    err.println(printer.speed());
    return printer.stopped() ? INTERRUPTED : CommandLine.ExitCode.OK;
  }

  private ObjectNode body(String text, boolean plain) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (plain) {
      body.put("prompt", text);
    } else {
      if (system != null) {
        body.withArray("messages").addObject().put("role", "system").put("content", system);
      }
      body.withArray("messages").addObject().put("role", "user").put("content", text);
    }
    body.put("stream", true);
    body.put("timings_per_token", true);
    body.put("max_tokens", maxTokens);
    body.put("temperature", temperature);
    body.put("top_p", topP);
    body.put("top_k", topK);
    body.put("min_p", minP);
    body.put("repetition_penalty", repetitionPenalty);
    body.put("seed", seed);
    stop.forEach(body.withArray("stop")::add);
    return body;
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec, "picocli sets it");
  }

  private static String readAll(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}
