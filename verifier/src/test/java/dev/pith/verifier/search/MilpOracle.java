package dev.pith.verifier.search;

import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/** Solves an {@link EtsProblem} as what it is in the paper, a mixed-integer linear program. */
final class MilpOracle {
  private MilpOracle() {}

  /** Returns the greatest objective. */
  static double optimum(EtsProblem problem) {
    ExpressionsBasedModel model = new ExpressionsBasedModel();
    Variable[] nodes = new Variable[problem.branches()];
    for (int v = 0; v < nodes.length; v++) {
      nodes[v] = model.newVariable("y" + v).lower(0).upper(1).weight(-problem.cost(v));
      if (v > 0) {
        model
            .newExpression("above" + v)
            .set(nodes[v], 1)
            .set(nodes[problem.parent(v)], -1)
            .upper(0);
      }
    }
    Expression[] covers = new Expression[problem.clusters()];
    for (int k = 0; k < covers.length; k++) {
      Variable covered =
          model.newVariable("z" + k).lower(0).upper(1).weight(problem.clusterReward());
      covers[k] = model.newExpression("cover" + k).set(covered, 1).upper(0);
    }
    Expression some = model.newExpression("some").lower(1);
    for (int i = 0; i < problem.candidates(); i++) {
      Variable kept = model.newVariable("x" + i).binary().weight(problem.gain(i));
      model.newExpression("home" + i).set(kept, 1).set(nodes[problem.home(i)], -1).upper(0);
      covers[problem.cluster(i)].set(kept, -1);
      some.set(kept, 1);
    }
    Optimisation.Result result = model.maximise();
    if (!result.getState().isOptimal()) {
      throw new IllegalStateException("no optimum: " + result.getState());
    }
    return result.getValue();
  }
}
