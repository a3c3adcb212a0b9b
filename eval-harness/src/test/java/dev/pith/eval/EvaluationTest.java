package dev.pith.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EvaluationTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine commandLine =
      Evaluation.commandLine()
          .setOut(new PrintWriter(out, true))
          .setErr(new PrintWriter(err, true));

  @Test
  void execute_unknownCommand_listsTheCommandsAndFails() {
    int status = commandLine.execute("nonsense");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString())
        .contains("nonsense")
        .contains("demo, serve, generate, warm, eval, bench, replay, prune, train");
  }

  @Test
  void execute_evalHistory_namesTheFileThatIsMissing(@TempDir Path folder) {
    int status =
        commandLine.execute("eval", "history", "--data", folder.resolve("none").toString());

    assertThat(status).isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().contains("no such file", "none");
  }

  @Test
  void execute_misspeltOption_isToldAlsoWhereARequiredOneIsMissing() {
    assertThat(commandLine.execute("prune", "--in", "x", "--ot", "y", "--scorer", "rules"))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("--ot is unknown, did you mean --out?", "Missing required option: '--out=FILE'");

    assertThat(commandLine.execute("eval", "agent", "--walk=3")).isEqualTo(2);
    assertThat(err.toString()).contains("--walk is unknown, did you mean --walks?");
  }

  @Test
  void execute_nothing_listsTheCommandsAndFails() {
    int status = commandLine.execute();

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("demo", "serve", "eval", "bench", "replay");
  }

  @Test
  void execute_help_isOnStandardOutput() {
    for (String command : List.of("demo", "eval", "bench", "replay")) {
      assertThat(commandLine.execute(command, "--help")).isZero();

      assertThat(out.toString()).contains("pith " + command);
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void execute_missingFile_isOneLine(@TempDir Path folder) {
    int status = commandLine.execute("replay", "--traces", folder.resolve("none").toString());

    assertThat(status).isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().contains("no such file");
  }

  @Test
  void execute_nothingToReplay_saysSo(@TempDir Path folder) {
    assertThat(commandLine.execute("replay", "--traces", folder.toString())).isEqualTo(1);
  }
}
