package dev.pith.eval.fit;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.dataset.TraceReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pith train verifier}: fits the learned reader of real text to recorded traces. */
@Command(
    name = "verifier",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Fits the small verifier for real text to recorded traces, and validates it.")
public final class VerifierCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--traces",
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      description = "Files with traces, or folders with such files, that you may train on.")
  private List<Path> traces = List.of();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "File for the weights that are fitted to all traces.")
  private Path out = Path.of("");

  @Override
  public Integer call() throws IOException {
    PrintWriter report = spec.commandLine().getOut();
    PrintWriter complaints = spec.commandLine().getErr();
    List<LabelledTrace> labelled = new ArrayList<>();
    TraceReader.read(
        TraceReader.files(traces),
        new TraceReader.Listener() {
          @Override
          public void onTrace(RecordedTrace trace) {
            LabelledTrace.of(trace).ifPresent(labelled::add);
          }

          @Override
          public void onBadLine(Path file, long line, String reason) {
            complaints.println(file + ":" + line + ": " + reason);
          }
        });
    if (labelled.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "no trace can be learned from in " + traces);
    }
    try (OutputStream file = Files.newOutputStream(out)) {
      LogisticFit.of(labelled).write(file);
    }
    new CrossFit(labelled).report(report);
    report.flush();
    return CommandLine.ExitCode.OK;
  }
}
