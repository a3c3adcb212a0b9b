package dev.pith.eval.train;

import dev.pith.eval.train.DataFolder.StageStart;
import dev.pith.ragcache.engine.gguf.GgufFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pith train sft}: writes training data of rows such as {@code pith prune} writes. */
@Command(
    name = "sft",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes data for eval-harness/training/train.py --init of rows with messages, or prompt and"
          + " completion, as ./pith prune writes them.",
      "All rows are one stage, which comes again in another order until the tokens are spent."
    })
final class SftDataCommand implements Callable<Integer> {
  private static final int VALIDATION_EACH = 20;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--in", required = true, paramLabel = "FILE", description = "The rows.")
  private Path in = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the files; files of an earlier run are replaced.")
  private Path out = Path.of("");

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "The model that is trained on, which has the vocabulary.")
  private Path model = Path.of("");

  @Option(
      names = "--context",
      defaultValue = "2048",
      paramLabel = "N",
      description =
          "The longest row in tokens; longer ones are left out (default: ${DEFAULT-VALUE}).")
  private int contextTokens;

  private final List<EncodedRow> waiting = new ArrayList<>();
  private long rows;
  private long tooLong;

  @Override
  public Integer call() throws IOException {
    BpeVocabulary vocabulary = BpeVocabulary.read(GgufFile.open(model));
    DataSettings settings;
    try {
      settings = new DataSettings(out, 1, VALIDATION_EACH, Character.MAX_VALUE, contextTokens, 1);
    } catch (IllegalArgumentException wrong) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }
    DataFolder folder = new DataFolder(settings, vocabulary, written -> {});
    SftRows.read(in, row -> add(folder, EncodedRow.of(row, folder.tokenizer())));
    flush(folder);
    if (rows == 0) {
      throw new IOException(in + ": no row of at most " + contextTokens + " tokens");
    }
    long tokens = folder.finish(List.of(new StageStart("sft", 0)));
    PrintWriter report = spec.commandLine().getOut();
    report.printf(
        "%,d examples, %,d tokens in %s; %,d longer ones were left out%n",
        rows, tokens, out, tooLong);
    report.flush();
    return CommandLine.ExitCode.OK;
  }

  private void add(DataFolder folder, EncodedRow row) throws IOException {
    if (!folder.fits(row)) {
      tooLong++;
      return;
    }
    rows++;
    waiting.add(row);
    if (waiting.size() == DataFolder.SHARD_ROWS) {
      flush(folder);
    }
  }

  private void flush(DataFolder folder) throws IOException {
    if (!waiting.isEmpty()) {
      folder.add(waiting);
      waiting.clear();
    }
  }
}
