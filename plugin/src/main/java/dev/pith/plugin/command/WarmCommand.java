package dev.pith.plugin.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.local.ChunkReuse;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ModelSettings;
import dev.pith.plugin.local.request.BadParameterException;
import dev.pith.plugin.settings.Setting;
import dev.pith.plugin.settings.SettingsReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

/** {@code ./pith warm}: keeps the KV of a corpus before anybody asks about it. */
@Command(
    name = "pith warm",
    customSynopsis = "pith warm --corpus FILE --chunk-store-dir DIR [OPTION]...",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Reads the chunks of a corpus with a model, so that their KV is in files when prompts with them"
          + " come: to ./pith serve with the same model, --kv-type and --chunk-store-dir, and"
          + " --chunk-reuse.",
      ""
    },
    footer = {
      "",
      "Chunks are found again by their tokens: give the request and the shape in which your prompts"
          + " have them. Chunks that are kept already are not read again. A line that is no chunk is"
          + " told, left out, and makes the exit code 1."
    })
final class WarmCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--corpus",
      paramLabel = "FILE",
      required = true,
      description = "Chunks as JSON Lines: each a string, or an object with a text.")
  private Path corpus = Path.of("");

  @Option(
      names = "--request",
      paramLabel = "FILE",
      description =
          "A chat request like yours, with "
              + WarmUp.PLACE
              + " in a message. Default: the chunks in a system message, behind \"Answer from these"
              + " notes.\" and an empty line.")
  private @Nullable Path request;

  @Option(
      names = "--shape",
      paramLabel = "TEXT",
      description =
          "How your prompts write a chunk, with "
              + WarmUp.CHUNK
              + " in it; \\n is a new line. Default: - "
              + WarmUp.CHUNK
              + "\\n\\n")
  private String shape = "- " + WarmUp.CHUNK + "\\n\\n";

  @Option(
      names = "--together",
      paramLabel = "COUNT",
      description = "How many chunks are read in one prompt, at least 2. Default: 4")
  private int together = 4;

  private final Map<String, String> environment;

  private WarmCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  static CommandLine commandLine(Map<String, String> environment) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new WarmCommand(environment));
    SettingFlags.add(spec, Setting.Group.ENGINE, "The model:");
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build());
    CommandLine commandLine = new CommandLine(spec);
    commandLine.setParameterExceptionHandler(Complaints::tell);
    return commandLine;
  }

  @Override
  public Integer call() {
    CommandLine commandLine = command().commandLine();
    PrintWriter err = commandLine.getErr();
    ModelSettings settings = settings();
    require(together >= 2, "--together must be at least 2: " + together);
    require(shape.contains(WarmUp.CHUNK), "--shape must have " + WarmUp.CHUNK + ": " + shape);
    ObjectNode body = body();
    boolean[] complained = {false};
    try (ChunkCorpus chunks =
            new ChunkCorpus(
                corpus,
                line -> {
                  complained[0] = true;
                  err.println("pith warm: " + line);
                });
        LocalModel model = LocalModel.open(settings)) {
      WarmUp warmUp = new WarmUp(model, body, shape.replace("\\n", "\n"));
      for (List<String> next = chunks.next(together);
          !next.isEmpty() && !warmUp.foundNothing();
          next = chunks.next(together)) {
        warmUp.read(next);
      }
      if (warmUp.foundNothing()) {
        err.println(
            "pith warm: the chunks are not recognised in their prompts: write them as a list, with"
                + " tags or numbers, at least two together, each longer than a few words");
        return CommandLine.ExitCode.USAGE;
      }
      commandLine.getOut().println(warmUp.summary());
      return complained[0] || warmUp.leftSomeOut()
          ? CommandLine.ExitCode.SOFTWARE
          : CommandLine.ExitCode.OK;
    } catch (IOException | BadParameterException unusable) {
      err.println("pith warm: " + unusable.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private ModelSettings settings() {
    CommandLine commandLine = command().commandLine();
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
    ChunkReuse reuse = settings.chunkReuse();
    require(
        reuse.directory() != null,
        "--chunk-store-dir is missing: the folder that ./pith serve will be given");
    return settings.withChunkReuse(reuse.with(ChunkReuse.Kind.PREFIX));
  }

  private ObjectNode body() {
    if (request == null) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.withArray("messages")
          .addObject()
          .put("role", "system")
          .put("content", "Answer from these notes.\n\n" + WarmUp.PLACE);
      body.withArray("messages").addObject().put("role", "user").put("content", "?");
      return body;
    }
    try {
      JsonNode read = JSON.readTree(Files.readString(request));
      require(
          read instanceof ObjectNode && read.path("messages").toString().contains(WarmUp.PLACE),
          "--request must be a chat request with " + WarmUp.PLACE + " in a message: " + request);
      return (ObjectNode) read;
    } catch (JsonProcessingException bad) {
      throw wrong("--request is not JSON: " + request + ": " + bad.getOriginalMessage());
    } catch (IOException unreadable) {
      throw wrong("--request cannot be read: " + unreadable);
    }
  }

  private void require(boolean fine, String message) {
    if (!fine) {
      throw wrong(message);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command().commandLine(), message);
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec, "picocli sets it");
  }
}
