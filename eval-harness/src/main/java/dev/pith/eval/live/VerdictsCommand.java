package dev.pith.eval.live;

import dev.pith.eval.train.ChatFormat;
import dev.pith.eval.train.QuestionRows;
import dev.pith.eval.train.RowType;
import dev.pith.eval.train.TraceRates;
import dev.pith.eval.train.TraceWriter;
import dev.pith.eval.train.VerifierQuestion;
import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Split;
import dev.pith.plugin.local.EngineVerifier;
import dev.pith.plugin.local.LocalModel;
import dev.pith.verifier.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./pith eval verdicts}: how often the model's verdicts are right. */
@Command(
    name = "verdicts",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Asks a model the verifier's questions about generated traces of the test split, half of them"
            + " to be answered with Yes.")
public final class VerdictsCommand implements Callable<Integer> {
  private static final List<RowType> TYPES =
      List.of(RowType.STATES_ANSWER, RowType.SAME_ANSWER, RowType.STEP_IS_RIGHT);

  /** Questions that wait for the model at the same time. */
  private static final int BATCH = 32;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--questions",
      defaultValue = "960",
      paramLabel = "N",
      description = "Questions of each kind (default: ${DEFAULT-VALUE}).")
  private int count;

  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Of the questions (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    if (count < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--questions must be at least 1: " + count);
    }
    PrintWriter out = spec.commandLine().getOut();
    try (LocalModel local = LocalModel.open(model.settings())) {
      out.println(local.name() + ": " + local.description());
      out.printf(
          "%n  %-14s %9s %7s %7s %9s %7s%n",
          "kind", "questions", "right", "Brier", "no word", "tokens");
      EngineVerifier verifier = new EngineVerifier(local, Runnable::run);
      for (RowType type : TYPES) {
        Tally tally = new Tally();
        List<VerifierQuestion> questions = questions(type);
        for (int from = 0; from < questions.size(); from += BATCH) {
          tally.add(verifier, questions.subList(from, Math.min(questions.size(), from + BATCH)));
        }
        out.printf(
            Locale.ROOT,
            "  %-14s %9d %7.1f %7.3f %9d %7.0f%n",
            type.key(),
            tally.asked,
            100.0 * tally.right / tally.asked,
            tally.brier / tally.asked,
            tally.abstained,
            (double) tally.tokens / tally.asked);
        out.flush();
      }
    }
    out.printf(
        "%nright: %% of the questions whose more probable word is right, an abstention is wrong;%n"
            + "Brier: mean squared error of the probability of Yes; tokens: of the prompt, mean.%n");
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private List<VerifierQuestion> questions(RowType type) {
    RandomGenerator random = new SplittableRandom(seed);
    QuestionRows rows = new QuestionRows(new TraceWriter(TraceRates.defaults()), Split.TEST);
    List<Family> families = List.of(Family.values());
    List<VerifierQuestion> questions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Family family = families.get(i % families.size());
      int difficulty = 1 + i / families.size() % Problem.MAX_DIFFICULTY;
      questions.add(rows.draw(type, family, difficulty, random));
    }
    return questions;
  }

  private static CompletionStage<Optional<Verdict>> ask(
      EngineVerifier verifier, VerifierQuestion question) {
    String problem = question.problem().question();
    List<String> texts = question.texts();
    return switch (question.type()) {
      case STATES_ANSWER -> verifier.statesAnswer(problem, texts.get(0));
      case SAME_ANSWER -> verifier.sameAnswer(problem, texts.get(0), texts.get(1));
      default -> verifier.stepIsRight(messages(question.problem()), texts.get(0));
    };
  }

  private static List<Map<String, Object>> messages(Problem problem) {
    List<Map<String, Object>> messages = new ArrayList<>();
    for (ChatFormat.Message message : ChatFormat.messages(problem)) {
      messages.add(Map.of("role", message.role(), "content", message.content()));
    }
    return messages;
  }

  /** What came of the questions of one kind. */
  private static final class Tally {
    private int asked;
    private int right;
    private int abstained;
    private double brier;
    private long tokens;

    void add(EngineVerifier verifier, List<VerifierQuestion> questions) {
      List<CompletionStage<Optional<Verdict>>> verdicts = new ArrayList<>();
      questions.forEach(question -> verdicts.add(ask(verifier, question)));
      for (int i = 0; i < questions.size(); i++) {
        add(questions.get(i).yes(), verdicts.get(i).toCompletableFuture().join());
      }
    }

    private void add(boolean yes, Optional<Verdict> verdict) {
      double probability = verdict.map(Verdict::pYes).orElse(OptionalDouble.empty()).orElse(0.5);
      double error = probability - (yes ? 1 : 0);
      asked++;
      abstained += verdict.isPresent() ? 0 : 1;
      right += verdict.isPresent() && (probability > 0.5) == yes ? 1 : 0;
      brier += error * error;
      tokens += verdict.map(Verdict::tokens).orElse(OptionalLong.of(0)).orElseThrow();
    }
  }
}
