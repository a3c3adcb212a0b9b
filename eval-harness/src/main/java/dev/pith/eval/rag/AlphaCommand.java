package dev.pith.eval.rag;

import dev.pith.eval.live.ModelOption;
import dev.pith.eval.world.Split;
import dev.pith.plugin.local.LocalModel;
import dev.pith.ragcache.plan.AlphaCalibration;
import dev.pith.ragcache.plan.AlphaPoint;
import dev.pith.ragcache.plan.FixSettings;
import dev.pith.ragcache.reuse.ReusePolicy;
import dev.pith.ragcache.store.StoreSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pith eval rag alpha}: calibrates Cache-Craft's alpha against a target of quality. */
@Command(
    name = "alpha",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Answers chunk questions of the validation split with Cache-Craft's calibrated formulas at"
            + " several alphas, and chooses the one that computes least of those that lose no more"
            + " accuracy than allowed. Judge it on other questions: pith eval rag --policy"
            + " craft-alpha --alphas NUMBER.")
final class AlphaCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = "--alphas",
      split = ",",
      defaultValue = "0.2,0.3,0.4,0.5,0.7,1",
      paramLabel = "NUMBER",
      description = "The alphas that are tried (default: ${DEFAULT-VALUE}).")
  private List<Double> alphas = List.of();

  @Option(
      names = "--most-lost",
      defaultValue = "1",
      paramLabel = "POINTS",
      description =
          "How many points of accuracy may be lost against full prefill (default: ${DEFAULT-VALUE}).")
  private double mostLost;

  @Option(
      names = "--errors",
      defaultValue = "1.645",
      paramLabel = "NUMBER",
      description =
          "How many standard errors are taken from the mean difference: 0 for the mean itself"
              + " (default: ${DEFAULT-VALUE}, one-sided 95 %%).")
  private double errors;

  @Option(
      names = "--problems",
      defaultValue = "400",
      paramLabel = "N",
      description = "How many questions are answered (default: ${DEFAULT-VALUE}).")
  private int problems;

  @Option(
      names = "--warm",
      defaultValue = "1500",
      paramLabel = "N",
      description = "How many other problems are read before (default: ${DEFAULT-VALUE}).")
  private int warm;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Of the problems (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    require(problems >= 2, "--problems must be at least 2: " + problems);
    require(warm >= 0, "--warm must not be negative: " + warm);
    require(errors >= 0 && Double.isFinite(errors), "--errors must be at least 0: " + errors);
    require(
        mostLost >= 0 && Double.isFinite(mostLost), "--most-lost must be at least 0: " + mostLost);
    for (double alpha : alphas) {
      require(alpha > 0 && Double.isFinite(alpha), "--alphas must be above 0: " + alpha);
    }
    PrintWriter out = spec.commandLine().getOut();
    try (LocalModel local = LocalModel.open(model.settings())) {
      RagRun run = new RagRun(local);
      RagDraw draw = RagDraw.of(Split.VALIDATION, problems, warm, seed);
      KeptChunks kept = run.warmUp(draw.warm(), StoreSettings.defaults());
      List<RagAnswer> full = run.answer(draw.asked(), ReusePolicy.full(), kept);
      out.printf(
          "%s, %,d chunk questions of the validation split after %,d others, seed %d%n%n",
          local.name(), draw.asked().size(), draw.warm().size(), seed);
      out.printf("  %6s %9s %8s %8s %8s%n", "alpha", "accurate", "points", "bound", "compute");
      print(out, "full", full, full, 0);
      List<AlphaPoint> points = new ArrayList<>();
      for (double alpha : alphas) {
        FixSettings settings = FixSettings.calibrated().withAlpha(alpha);
        List<RagAnswer> answers = run.answer(draw.asked(), ReusePolicy.craft(settings), kept);
        points.add(point(alpha, answers, full));
        print(
            out,
            String.format(Locale.ROOT, "%.2f", alpha),
            answers,
            full,
            points.get(points.size() - 1).quality());
      }
      tell(out, AlphaCalibration.of(points, -mostLost / 100));
    }
    return CommandLine.ExitCode.OK;
  }

  private AlphaPoint point(double alpha, List<RagAnswer> answers, List<RagAnswer> full) {
    return AlphaPoint.paired(
        alpha,
        answers.stream()
            .mapToDouble(answer -> answer.report().recomputeShare())
            .average()
            .orElse(0),
        rights(answers),
        rights(full),
        errors);
  }

  private static double[] rights(List<RagAnswer> answers) {
    return answers.stream().mapToDouble(answer -> answer.right() ? 1 : 0).toArray();
  }

  private static void print(
      PrintWriter out, String alpha, List<RagAnswer> answers, List<RagAnswer> full, double bound) {
    double accuracy = mean(answers, answer -> answer.right() ? 1 : 0);
    double points = accuracy - mean(full, answer -> answer.right() ? 1 : 0);
    out.printf(
        Locale.ROOT,
        "  %6s %9.1f %+8.1f %+8.1f %8.1f%n",
        alpha,
        100 * accuracy,
        100 * points,
        100 * bound,
        100
            * mean(answers, answer -> answer.report().flops())
            / mean(answers, answer -> answer.report().fullFlops()));
    out.flush();
  }

  private static double mean(List<RagAnswer> answers, ToDoubleFunction<RagAnswer> of) {
    return answers.stream().mapToDouble(of).average().orElse(0);
  }

  private void tell(PrintWriter out, AlphaCalibration calibration) {
    out.printf(
        Locale.ROOT,
        "%ncompute: operations in %% of full prefill; bound: the difference less %s standard"
            + " errors%n",
        errors);
    if (calibration.chosen().isPresent()) {
      out.printf(
          Locale.ROOT,
          "alpha %.2f computes least of those that lose at most %s points by the bound: ./pith serve"
              + " --chunk-reuse craft --chunk-alpha %.2f%n",
          calibration.chosen().get().alpha(),
          mostLost,
          calibration.chosen().get().alpha());
    } else {
      out.printf(
          Locale.ROOT,
          "no alpha loses at most %s points by the bound; the best one is %.2f%n",
          mostLost,
          calibration.best().alpha());
    }
    out.flush();
  }

  private void require(boolean fine, String message) {
    if (!fine) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
