package dev.pith.eval.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import dev.pith.eval.dataset.BadLineException;
import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.dataset.TraceLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TracesCommandTest {
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void call_writesTracesThatTheReaderOfRecordedOnesReads() throws IOException {
    Path file = folder.resolve("traces.jsonl");

    assertThat(run("--out", file.toString(), "--traces", "36")).isZero();

    List<RecordedTrace> traces = read(file);
    assertThat(traces).hasSize(36).allMatch(RecordedTrace::hasText);
    assertThat(traces.stream().map(RecordedTrace::dataset).distinct())
        .containsExactlyInAnyOrder("quantity", "ordering", "program");
    assertThat(traces.stream().map(RecordedTrace::id)).doesNotHaveDuplicates();
    assertThat(traces)
        .allSatisfy(
            trace -> {
              boolean right = trace.answer().equals("The answer is " + trace.gold() + ".");
              assertThat(trace.correct()).isEqualTo(right);
            })
        .anySatisfy(trace -> assertThat(trace.thinking()).contains("\n\n"));
  }

  @Test
  void call_seed_decidesTheBytes() {
    Path first = folder.resolve("first.jsonl");
    Path same = folder.resolve("same.jsonl");
    Path other = folder.resolve("other.jsonl");

    run("--out", first.toString(), "--traces", "5", "--seed", "3");
    run("--out", same.toString(), "--traces", "5", "--seed", "3");
    run("--out", other.toString(), "--traces", "5", "--seed", "4");

    assertThat(same).hasSameBinaryContentAs(first);
    assertThat(contentOf(first.toFile())).as("may be joined to another").endsWith("}\n");
    assertThat(contentOf(other.toFile())).isNotEqualTo(contentOf(first.toFile()));
  }

  @Test
  void call_noTraces_isRefused() {
    assertThat(run("--out", folder.resolve("none").toString(), "--traces", "0"))
        .isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("--traces must be at least 1: 0");
  }

  private static List<RecordedTrace> read(Path file) throws IOException {
    List<RecordedTrace> traces = new ArrayList<>();
    try (TraceLines lines = TraceLines.open(file)) {
      while (lines.next()) {
        traces.add(lines.read().trace().orElseThrow());
      }
    } catch (BadLineException bad) {
      throw new AssertionError(bad);
    }
    return traces;
  }

  private int run(String... arguments) {
    return new CommandLine(new TracesCommand())
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
