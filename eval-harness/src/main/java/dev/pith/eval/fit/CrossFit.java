package dev.pith.eval.fit;

import dev.pith.eval.grade.AnswerGrader;
import dev.pith.eval.grade.Grade;
import dev.pith.eval.grade.StatedAnswers;
import dev.pith.eval.policy.InProcessDriver;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.text.StatementReader;
import dev.pith.verifier.text.TextModel;
import dev.pith.verifier.trim.TrimSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Validation where each trace is judged by weights that saw neither its question nor its family of
 * models.
 */
final class CrossFit {

  /** Saving and changed answers of the traces of one set. */
  private static final class Sum {
    int traces;
    double rulesSaved;
    double textSaved;
    int rulesChanged;
    int textChanged;
  }

  private final List<LabelledTrace> traces;
  private final Calibration rules = new Calibration();
  private final Calibration alone = new Calibration();
  private final Calibration inTrace = new Calibration();
  private final Map<String, Sum> sums = new TreeMap<>();

  CrossFit(List<LabelledTrace> traces) {
    this.traces = traces;
  }

  /** Runs every fold and prints the report. */
  void report(PrintWriter out) {
    TreeSet<String> families = new TreeSet<>();
    traces.forEach(trace -> families.add(trace.family()));
    for (String family : families) {
      for (int fold = 0; fold < LabelledTrace.FOLDS; fold++) {
        run(family, fold);
      }
    }
    out.printf(
        "%d traces of the model families %s, each judged by weights%n", traces.size(), families);
    out.println("that saw neither its question nor its family:");
    out.println(rules.line("rules alone"));
    out.println(alone.line("text, excerpt alone"));
    out.println(inTrace.line("text, in its trace"));
    sums.forEach((name, sum) -> print(out, name, sum));
  }

  private void run(String family, int fold) {
    List<LabelledTrace> judged =
        traces.stream().filter(t -> t.family().equals(family) && t.fold() == fold).toList();
    List<LabelledTrace> seen =
        traces.stream().filter(t -> !t.family().equals(family) && t.fold() != fold).toList();
    if (judged.isEmpty() || seen.isEmpty()) {
      return;
    }
    TextModel model = LogisticFit.of(seen);
    judged.forEach(trace -> judge(trace, model));
  }

  private void judge(LabelledTrace labelled, TextModel model) {
    for (Statement statement : labelled.statements()) {
      boolean right = statement.isFinal();
      rules.add(statement.plain() ? 1 : 0, statement.plain(), right);
      double p = StatementReader.probabilityAlone(model, statement.alone());
      alone.add(p, p > 0.5, right);
      p = StatementReader.probability(model, statement.inTrace());
      inTrace.add(p, p > 0.5, right);
    }
    AnswerGrader grader = new AnswerGrader(labelled.trace(), StatedAnswers.of(labelled.trace()));
    long length = labelled.trace().length();
    long byRules = kept(labelled, TrimSettings.pith(), null);
    long byText = kept(labelled, TrimSettings.pithWithText(), model);
    for (String name : List.of(labelled.trace().dataset(), "~ all")) {
      Sum sum = sums.computeIfAbsent(name, any -> new Sum());
      sum.traces++;
      sum.rulesSaved += 1.0 - (double) byRules / length;
      sum.textSaved += 1.0 - (double) byText / length;
      sum.rulesChanged += isChanged(grader.at(byRules)) ? 1 : 0;
      sum.textChanged += isChanged(grader.at(byText)) ? 1 : 0;
    }
  }

  private static long kept(
      LabelledTrace labelled, TrimSettings settings, @Nullable TextModel model) {
    return new InProcessDriver(settings, Verifier.abstaining(), model)
        .drive(labelled.trace())
        .cut()
        .map(cut -> cut.atChar())
        .orElse(labelled.trace().length());
  }

  private static boolean isChanged(Grade grade) {
    return grade.agreement() != null && grade.agreement() != Agreement.EQUAL;
  }

  private static void print(PrintWriter out, String name, Sum sum) {
    out.printf(
        Locale.ROOT,
        "%-24s %4d traces  saved, macro: rules %.1f %%, with text %.1f %%  changed: %d, %d%n",
        name,
        sum.traces,
        100 * sum.rulesSaved / sum.traces,
        100 * sum.textSaved / sum.traces,
        sum.rulesChanged,
        sum.textChanged);
  }
}
