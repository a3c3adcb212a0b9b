package dev.pith.plugin.langchain4j.engine;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a contract suite of LangChain4j by itself, and writes down what became of each case. */
final class KitOutcomes implements TestExecutionListener {

  /** What a case ends with: {@code FAILED} is followed by what it failed with. */
  static final String PASSED = "passed";

  static final String ABORTED = "aborted";
  static final String SKIPPED = "skipped";
  static final String FAILED = "FAILED";

  private final Map<String, String> outcomes = Collections.synchronizedMap(new TreeMap<>());

  private KitOutcomes() {}

  /**
   * Returns the outcomes of a class's cases, by the name of the case: its method and, where it runs
   * more than once, which run it is. A class that cannot begin or end has a case of its own.
   */
  static Map<String, String> of(Class<?> kit) {
    KitOutcomes listener = new KitOutcomes();
    LauncherConfig alone =
        LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .build();
    Launcher launcher = LauncherFactory.create(alone);
    launcher.execute(request().selectors(selectClass(kit)).build(), listener);
    return new TreeMap<>(listener.outcomes);
  }

  @Override
  public void executionSkipped(TestIdentifier skipped, String reason) {
    outcomes.put(name(skipped), SKIPPED);
  }

  @Override
  public void executionFinished(TestIdentifier finished, TestExecutionResult result) {
    boolean failed = result.getStatus() == TestExecutionResult.Status.FAILED;
    if (finished.isTest() || failed) {
      outcomes.put(name(finished), outcome(result));
    }
  }

  private static String outcome(TestExecutionResult result) {
    return switch (result.getStatus()) {
      case SUCCESSFUL -> PASSED;
      case ABORTED -> ABORTED;
      case FAILED -> FAILED + ": " + result.getThrowable().map(String::valueOf).orElse("");
    };
  }

  /** Cases of two classes have the same names: those of their engine and class are left out. */
  private static String name(TestIdentifier identifier) {
    List<UniqueId.Segment> segments = identifier.getUniqueIdObject().getSegments();
    String inClass =
        segments.stream().skip(2).map(UniqueId.Segment::getValue).collect(Collectors.joining(" "));
    return inClass.isEmpty() ? "the class itself" : inClass;
  }
}
