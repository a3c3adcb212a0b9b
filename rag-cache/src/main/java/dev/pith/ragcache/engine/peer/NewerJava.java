package dev.pith.ragcache.engine.peer;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** The search for a JDK that has the final foreign function interface: 22 or newer. */
public final class NewerJava {
  /** The system property with the home of the JDK to use. */
  public static final String PROPERTY = "pith.oracle.java";

  /** The environment variable with the home of the JDK to use. */
  public static final String VARIABLE = "PITH_ORACLE_JAVA";

  /** What to say where {@link #find} is empty. */
  public static final String HINT =
      "no JDK 22 or newer found: set " + VARIABLE + " to the home of one";

  private static final int LEAST_RELEASE = 22;

  private NewerJava() {}

  /**
   * Returns the {@code java} of a JDK that is new enough: the one that {@link #PROPERTY} or {@link
   * #VARIABLE} names, {@code JAVA_HOME}, the JDK of this process, or one of the folders where
   * systems keep theirs.
   *
   * @throws IllegalArgumentException when the property or the variable names something else
   */
  public static Optional<Path> find() {
    String named = System.getProperty(PROPERTY, System.getenv(VARIABLE));
    if (named != null) {
      return Optional.of(
          usable(Path.of(named))
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          PROPERTY + " must be the home of a JDK 22 or newer: " + named)));
    }
    return candidates().stream().map(NewerJava::usable).flatMap(Optional::stream).findFirst();
  }

  private static List<Path> candidates() {
    List<Path> homes = new ArrayList<>();
    String javaHome = System.getenv("JAVA_HOME");
    if (javaHome != null) {
      homes.add(Path.of(javaHome));
    }
    homes.add(Path.of(System.getProperty("java.home")));
    Path user = Path.of(System.getProperty("user.home"));
    for (Path folder :
        List.of(
            Path.of("/usr/lib/jvm"),
            Path.of("/opt/java"),
            Path.of("/opt"),
            user.resolve(".sdkman/candidates/java"),
            user.resolve(".jdks"))) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        entries.forEach(homes::add);
      } catch (IOException absent) {
        // No such folder here: the next one.
      }
    }
    return homes;
  }

  /** Returns the {@code java} in a home whose release file says that it is new enough. */
  private static Optional<Path> usable(Path home) {
    Path java = home.resolve("bin/java");
    Properties release = new Properties();
    try (Reader file = Files.newBufferedReader(home.resolve("release"))) {
      release.load(file);
    } catch (IOException noJdk) {
      return Optional.empty();
    }
    String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
    String feature = version.split("[.+-]", 2)[0];
    boolean newEnough = feature.matches("\\d{2,4}") && Integer.parseInt(feature) >= LEAST_RELEASE;
    return newEnough && Files.isExecutable(java) ? Optional.of(java) : Optional.empty();
  }
}
