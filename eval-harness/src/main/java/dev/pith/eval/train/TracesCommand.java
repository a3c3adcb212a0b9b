package dev.pith.eval.train;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Split;
import dev.pith.eval.world.Worlds;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pith train traces}: the thinking that the embedded model learns from, as traces. */
@Command(
    name = "traces",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes traces such as the embedded model was trained on, as JSON Lines that ./pith prune and"
          + " ./pith eval trim read.",
      "Problems are of the train split, of all difficulties; questions over chunks are left out, as"
          + " their chunks are no part of the question."
    })
final class TracesCommand implements Callable<Integer> {
  private static final List<Family> FAMILIES =
      List.of(Family.QUANTITY, Family.ORDERING, Family.PROGRAM);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The traces.")
  private Path out = Path.of("");

  @Option(
      names = "--traces",
      defaultValue = "3000",
      paramLabel = "N",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of every choice (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    if (count < 1) {
      throw new ParameterException(spec.commandLine(), "--traces must be at least 1: " + count);
    }
    JsonMapper json = JsonMapper.builder().build();
    RandomGenerator random = new SplittableRandom(seed);
    TraceWriter writer = new TraceWriter(TraceRates.defaults());
    try (BufferedWriter file = Files.newBufferedWriter(out);
        SequenceWriter lines = json.writer().withRootValueSeparator("\n").writeValues(file)) {
      for (int i = 0; i < count; i++) {
        Family family = FAMILIES.get(i % FAMILIES.size());
        int difficulty = 1 + i / FAMILIES.size() % Problem.MAX_DIFFICULTY;
        Problem problem = Worlds.draw(family, difficulty, Split.TRAIN, random);
        Trace trace = writer.write(problem, random);
        ObjectNode line =
            json.createObjectNode()
                .put("dataset", family.key())
                .put("model", "generator")
                .put("id", String.format(Locale.ROOT, "%s-%d-%d", family.key(), difficulty, i))
                .put("question", problem.question())
                .put("thinking", trace.thinking())
                .put("answer", trace.visibleAnswer())
                .put("gold", problem.answer())
                .put("correct", trace.isRight(trace.answer()));
        lines.write(line);
      }
      lines.flush();
      file.write('\n');
    }
    PrintWriter report = spec.commandLine().getOut();
    report.printf("%,d traces in %s%n", count, out);
    report.flush();
    return CommandLine.ExitCode.OK;
  }
}
