package dev.pith.eval.bench;

import com.google.ortools.Loader;
import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPObjective;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPSolverParameters;
import com.google.ortools.linearsolver.MPVariable;
import dev.pith.eval.bench.SearchLevels.Weights;
import dev.pith.verifier.search.EtsProblem;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Solves the problems of {@link SearchLevels} with a solver for mixed-integer programs, in a JVM of
 * its own: only there are the solver's natives on the class path.
 */
final class MilpPeer {

  /** The solvers. CBC is the one that the published code uses. */
  enum Solver {
    SCIP,
    CBC
  }

  /**
   * What was found.
   *
   * @param nanos time of the solver's call; building the model is not in it
   */
  record Solved(long nanos, double objective) {}

  private static final String ARTEFACT = "com.google.ortools:ortools-java:9.15.6755";
  private static final List<String> JARS =
      List.of(
          "com/google/ortools/ortools-java/9.15.6755/ortools-java-9.15.6755.jar",
          "com/google/ortools/ortools-%1$s/9.15.6755/ortools-%1$s-9.15.6755.jar",
          "com/google/protobuf/protobuf-java/4.33.1/protobuf-java-4.33.1.jar",
          "net/java/dev/jna/jna/5.14.0/jna-5.14.0.jar",
          "net/java/dev/jna/jna-platform/5.14.0/jna-platform-5.14.0.jar");

  private MilpPeer() {}

  /**
   * Solves problems one after the other.
   *
   * @param repository the folder in which Maven keeps what it has fetched
   * @throws IOException when the solver is missing (says how to get it) or fails
   */
  static List<Solved> solve(Solver solver, int width, Weights weights, int levels, Path repository)
      throws IOException {
    List<String> classPath = new ArrayList<>(List.of(System.getProperty("java.class.path")));
    for (String jar : JARS) {
      Path file = repository.resolve(jar.formatted(platform()));
      if (!Files.isRegularFile(file)) {
        throw new IOException(
            "no solver: no file %s; fetch it with: mvn dependency:get -Dartifact=%s"
                .formatted(file, ARTEFACT));
      }
      classPath.add(file.toString());
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                String.join(File.pathSeparator, classPath),
                MilpPeer.class.getName(),
                solver.name(),
                String.valueOf(width),
                weights.name(),
                String.valueOf(levels))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      List<Solved> solved = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(" ", -1);
        solved.add(new Solved(Long.parseLong(parts[0]), Double.parseDouble(parts[1])));
      }
      if (solved.size() != levels) {
        throw new IOException(
            "%s solved %d of %d problems".formatted(solver, solved.size(), levels));
      }
      return solved;
    } finally {
      process.destroy();
    }
  }

  /** Solves, and prints a line for each problem. */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Loader.loadNativeLibraries();
    for (EtsProblem problem :
        SearchLevels.problems(
            Integer.parseInt(args[1]), Weights.valueOf(args[2]), Integer.parseInt(args[3]))) {
      Solved solved = solve(Solver.valueOf(args[0]), problem);
      out.println(solved.nanos() + " " + solved.objective());
    }
  }

  private static Solved solve(Solver name, EtsProblem problem) {
    MPSolver solver = MPSolver.createSolver(name.name());
    MPObjective objective = solver.objective();
    objective.setMaximization();
    double infinity = MPSolver.infinity();
    MPVariable[] nodes = new MPVariable[problem.branches()];
    for (int v = 0; v < nodes.length; v++) {
      nodes[v] = solver.makeNumVar(0, 1, "y" + v);
      objective.setCoefficient(nodes[v], -problem.cost(v));
      if (v > 0) {
        notAbove(solver, nodes[v], nodes[problem.parent(v)]);
      }
    }
    MPConstraint[] covers = new MPConstraint[problem.clusters()];
    for (int k = 0; k < covers.length; k++) {
      MPVariable covered = solver.makeNumVar(0, 1, "z" + k);
      objective.setCoefficient(covered, problem.clusterReward());
      covers[k] = solver.makeConstraint(-infinity, 0, "cover" + k);
      covers[k].setCoefficient(covered, 1);
    }
    MPConstraint some = solver.makeConstraint(1, infinity, "some");
    for (int i = 0; i < problem.candidates(); i++) {
      MPVariable kept = solver.makeBoolVar("x" + i);
      objective.setCoefficient(kept, problem.gain(i));
      notAbove(solver, kept, nodes[problem.home(i)]);
      covers[problem.cluster(i)].setCoefficient(kept, -1);
      some.setCoefficient(kept, 1);
    }
    // By default it would be content with a gap of 1e-4.
    MPSolverParameters exact = new MPSolverParameters();
    exact.setDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, 0);
    long start = System.nanoTime();
    MPSolver.ResultStatus status = solver.solve(exact);
    long nanos = System.nanoTime() - start;
    if (status != MPSolver.ResultStatus.OPTIMAL) {
      throw new IllegalStateException(name + " ended with " + status);
    }
    Solved solved = new Solved(nanos, objective.value());
    solver.delete();
    return solved;
  }

  private static void notAbove(MPSolver solver, MPVariable low, MPVariable high) {
    MPConstraint constraint = solver.makeConstraint(-MPSolver.infinity(), 0);
    constraint.setCoefficient(low, 1);
    constraint.setCoefficient(high, -1);
  }

  /** Returns the name of this machine in the names of the artefacts with natives. */
  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch");
    boolean arm = processor.equals("aarch64");
    return (system.startsWith("mac") ? "darwin" : system.startsWith("win") ? "win32" : "linux")
        + (arm ? "-aarch64" : "-x86-64");
  }
}
