package dev.pith.eval.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pith train data}: writes training and validation data. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Writes training and validation data for eval-harness/training/train.py.")
final class DataCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the files; files of an earlier run are replaced.")
  private Path out = Path.of("");

  @Option(
      names = "--rows",
      defaultValue = "150000",
      paramLabel = "N",
      description = "Training examples (default: ${DEFAULT-VALUE}, about 56 million tokens).")
  private int rows;

  @Option(
      names = "--validation",
      defaultValue = "20",
      paramLabel = "N",
      description =
          "Validation problems of every family and difficulty (default: ${DEFAULT-VALUE}).")
  private int validationEach;

  @Option(
      names = "--vocabulary",
      defaultValue = "1792",
      paramLabel = "N",
      description = "Tokens at most (default: ${DEFAULT-VALUE}).")
  private int vocabulary;

  @Option(
      names = "--context",
      defaultValue = "2048",
      paramLabel = "N",
      description = "The longest example in tokens (default: ${DEFAULT-VALUE}).")
  private int contextTokens;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of every choice (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    DataSettings settings;
    try {
      settings = new DataSettings(out, rows, validationEach, vocabulary, contextTokens, seed);
    } catch (IllegalArgumentException wrong) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }
    long tokens;
    if (CommandLine.Help.Ansi.AUTO.enabled()) {
      try (ProgressBar bar = progressBar()) {
        tokens = new DataWriter(settings).write(bar::stepTo);
      }
    } else {
      tokens = new DataWriter(settings).write(written -> {});
    }
    PrintWriter report = spec.commandLine().getOut();
    report.printf("%,d examples, %,d tokens in %s%n", rows, tokens, out);
    report.flush();
    return CommandLine.ExitCode.OK;
  }

  private ProgressBar progressBar() {
    return new ProgressBarBuilder()
        .setTaskName("examples")
        .setInitialMax(rows)
        .setConsumer(new ConsoleProgressBarConsumer(System.err))
        .build();
  }
}
