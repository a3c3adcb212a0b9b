package dev.pith.eval.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pith.eval.world.Attempt;
import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Solution;
import dev.pith.eval.world.Split;
import dev.pith.eval.world.Worlds;
import dev.pith.ragcache.engine.token.Tokenizer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Writes the fixed set that training is watched on, one JSON object a line.
 *
 * <p>Problems: {@code kind} "problem", {@code family}, {@code difficulty}, {@code prompt} (ids),
 * {@code answer}, {@code plan} and {@code steps} (texts that a right first attempt holds). Verifier
 * questions: {@code kind} (the type), {@code difficulty}, {@code prompt}, {@code target} (the id of
 * the right word).
 */
final class ValidationWriter {
  private static final List<RowType> VERDICTS =
      List.of(RowType.STATES_ANSWER, RowType.SAME_ANSWER, RowType.STEP_IS_RIGHT);

  /** A validation set has one seed for all training sets, so that runs can be compared. */
  private static final long SEED = 20_417;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final DataSettings settings;
  private final Tokenizer tokenizer;

  ValidationWriter(DataSettings settings, Tokenizer tokenizer) {
    this.settings = settings;
    this.tokenizer = tokenizer;
  }

  void write(Path file) throws IOException {
    RandomGenerator random = new SplittableRandom(SEED);
    Rows rows = new Rows(TraceRates.defaults(), Split.VALIDATION);
    int verdictsEach = (settings.validationEach() + 5) / 6;
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < settings.validationEach(); i++) {
        for (Family family : Family.values()) {
          for (int difficulty = 1; difficulty <= Problem.MAX_DIFFICULTY; difficulty++) {
            line(out, problem(Worlds.draw(family, difficulty, Split.VALIDATION, random)));
          }
        }
      }
      for (RowType type : VERDICTS) {
        for (int difficulty = 1; difficulty <= Problem.MAX_DIFFICULTY; difficulty++) {
          for (int i = 0; i < Family.values().length * verdictsEach; i++) {
            line(out, verdict(rows.draw(type, difficulty, difficulty, random), difficulty));
          }
        }
      }
    }
  }

  private Map<String, Object> problem(Problem problem) {
    Solution solution = problem.solution();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("kind", "problem");
    line.put("family", problem.family().key());
    line.put("difficulty", problem.difficulty());
    line.put("prompt", ids(ChatFormat.prompt(ChatFormat.messages(problem), true)));
    line.put("answer", problem.answer());
    line.put("plan", solution.planKey());
    line.put(
        "steps",
        solution.walk(null, Solution.Wording.FULL).steps().stream()
            .map(Attempt.Step::key)
            .toList());
    return line;
  }

  private Map<String, Object> verdict(Row row, int difficulty) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("kind", row.type().key());
    line.put("difficulty", difficulty);
    line.put("prompt", ids(row.pieces().get(0).text()));
    line.put("target", ids(row.pieces().get(1).text())[0]);
    return line;
  }

  private int[] ids(String text) {
    return tokenizer.encode(text, false, true);
  }

  private static void line(BufferedWriter out, Map<String, Object> values) throws IOException {
    out.write(JSON.writeValueAsString(values));
    out.newLine();
  }
}
