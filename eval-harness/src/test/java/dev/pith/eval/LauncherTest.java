package dev.pith.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the launcher on a tiny tree, with a Maven that only writes down that it was called. */
class LauncherTest {
  private static final List<String> MODULES =
      List.of("verifier", "rag-cache", "plugin", "eval-harness");

  /** Makes the jars and class paths that the real Maven makes, and a line per call. */
  private static final String MAVEN =
      """
      #!/bin/sh
      echo called >> "$MAVEN_CALLS"
      [ -z "$MAVEN_FAILS" ] || { echo "[INFO] busy"; echo "[ERROR] $MAVEN_FAILS"; exit 1; }
      for module in verifier rag-cache plugin eval-harness; do
        mkdir -p "$module/target"
        echo "jar" > "$module/target/pith-$module-1.jar"
      done
      echo "jar" > "$LIBRARY/vertx-core-5.jar"
      verifier="$PWD/verifier/target/pith-verifier-1.jar"
      printf '%s' "$LIBRARY/vertx-core-5.jar:$verifier" > plugin/target/pith.classpath
      plugin="$PWD/plugin/target/pith-plugin-1.jar"
      printf '%s' "$plugin:$LIBRARY/vertx-core-5.jar:$verifier" > eval-harness/target/pith.classpath
      """;

  /** Prints its arguments, one a line, or a version. */
  private static final String JAVA =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then
        echo "openjdk version \\"$JAVA_SAYS\\" 2026-01-01" >&2
      else
        printf '%s\\n' "$@"
      fi
      """;

  @TempDir Path folder;
  private Path checkout;
  private Path jdk;
  private Path calls;

  private record Outcome(int status, String out, String err) {}

  @BeforeEach
  void makeTree() throws IOException {
    checkout = folder.resolve("a check out");
    jdk = folder.resolve("jdk");
    calls = folder.resolve("calls");
    Files.createDirectories(folder.resolve("library"));
    for (String module : MODULES) {
      write(checkout.resolve(module).resolve("pom.xml"), "<project/>");
      write(checkout.resolve(module).resolve("src/main/java/A.java"), "class A {}");
    }
    write(checkout.resolve("pom.xml"), "<project/>");
    Files.createDirectories(checkout.resolve(".mvn"));
    Files.copy(Path.of("..", "pith"), checkout.resolve("pith"));
    script(folder.resolve("bin/mvn"), MAVEN);
    script(jdk.resolve("bin/java"), JAVA);
  }

  @Test
  void start_firstTime_buildsAndSaysSoOnStandardError() throws Exception {
    Outcome outcome = pith("demo", "--fast");

    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.err().lines()).hasSize(1).first().asString().contains("building");
    assertThat(outcome.out().lines())
        .containsSubsequence("-cp", "dev.pith.eval.Evaluation", "demo", "--fast");
  }

  @Test
  void start_nothingChanged_doesNotCallMaven() throws Exception {
    pith("demo");

    Outcome second = pith("demo");

    assertThat(second.err()).isEmpty();
    assertThat(Files.readAllLines(calls)).hasSize(1);
  }

  @Test
  void start_sourceIsNewer_buildsAgain() throws Exception {
    pith("demo");

    touchInTheFuture(checkout.resolve("verifier/src/main/java/A.java"));
    pith("demo");

    assertThat(Files.readAllLines(calls)).hasSize(2);
  }

  @Test
  void start_sourceWasRemoved_buildsAgain() throws Exception {
    pith("demo");

    touchInTheFuture(checkout.resolve("plugin/src/main/java"));
    pith("demo");

    assertThat(Files.readAllLines(calls)).hasSize(2);
  }

  @Test
  void start_jarIsMissing_buildsAgain() throws Exception {
    pith("demo");

    Files.delete(checkout.resolve("target/pith/lib/vertx-core-5.jar"));
    Outcome outcome = pith("demo");

    assertThat(outcome.status()).isZero();
    assertThat(Files.readAllLines(calls)).hasSize(2);
  }

  @Test
  void start_buildFails_showsItsErrorsAndStartsNothing() throws Exception {
    Outcome outcome = run(checkout, List.of("./pith", "demo"), "MAVEN_FAILS", "no such symbol");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("[ERROR] no such symbol").contains("build.log");
    assertThat(outcome.err()).doesNotContain("busy");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void start_twoAtOnce_buildOnce() throws Exception {
    Process first = process(checkout, List.of("./pith", "demo")).start();
    Process second = process(checkout, List.of("./pith", "demo")).start();

    int status = first.waitFor() + second.waitFor();

    assertThat(status).isZero();
    assertThat(Files.readAllLines(calls)).hasSize(1);
  }

  @Test
  void start_rebuild_leavesTheJarsOfARunningJvmAlone() throws Exception {
    pith("demo");
    Path jar = checkout.resolve("target/pith/lib/pith-plugin-1.jar");
    Path asTheJvmHoldsIt = Files.createLink(folder.resolve("held.jar"), jar);
    Files.writeString(asTheJvmHoldsIt, "old");

    touchInTheFuture(checkout.resolve("pom.xml"));
    pith("demo");

    assertThat(asTheJvmHoldsIt).hasContent("old");
    assertThat(jar).hasContent("jar\n");
  }

  @Test
  void start_fromElsewhereThroughALink_runsTheCheckoutOfTheLink() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("else where"));
    Path link = Files.createSymbolicLink(elsewhere.resolve("p"), Path.of("../a check out/pith"));

    Outcome outcome = run(elsewhere, List.of(link.toString(), "demo"));

    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains(checkout.resolve("target/pith/lib").toString());
  }

  @Test
  void start_jvm_takesThePlaceOfTheScriptSoThatSignalsReachIt() throws Exception {
    script(jdk.resolve("bin/java"), "#!/bin/sh\n[ \"$1\" = -version ] && exit 1\necho $$\n");
    write(jdk.resolve("release"), "JAVA_VERSION=\"25\"\n");

    Process process = process(checkout, List.of("./pith", "demo")).start();

    String pid = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(pid.strip()).isEqualTo(Long.toString(process.pid()));
  }

  @Test
  void start_serve_loadsTheProxyOnly() throws Exception {
    Outcome outcome = pith("serve", "--port", "0");

    assertThat(outcome.out().lines())
        .endsWith("dev.pith.plugin.command.Serve", "--port", "0")
        .doesNotContain("serve")
        .noneMatch(line -> line.contains("eval-harness"));
  }

  @Test
  void start_generate_loadsTheProgramOfThePlugin() throws Exception {
    Outcome outcome = pith("generate", "--prompt", "a b");

    assertThat(outcome.out().lines())
        .endsWith("dev.pith.plugin.command.Generate", "--prompt", "a b")
        .noneMatch(line -> line.contains("eval-harness"));
  }

  @Test
  void start_warm_loadsTheProgramOfThePlugin() throws Exception {
    assertThat(pith("warm", "--corpus", "c").out().lines())
        .endsWith("dev.pith.plugin.command.Warm", "--corpus", "c");
  }

  @ParameterizedTest
  @CsvSource({
    "generate, true",
    "warm --corpus c, true",
    "bench engine, true",
    "demo --problems 3, true",
    "eval live, true",
    "eval rag --part cache, true",
    "eval verdicts --questions 9, true",
    "eval agent --walks 2, true",
    "eval --help, false",
    "eval trim --traces live, false",
    "serve --model m.gguf, true",
    "serve, true",
    "serve --upstream http://m, false",
    "serve --upstream=http://m, false",
    "demo, true",
    "demo --recorded, false",
    "prune --in t.jsonl --scorer engine, true",
    "prune --scorer=engine --in t.jsonl, true",
    "prune --in engine.jsonl --scorer lexical, false",
    "eval prune, true",
    "eval history --turns 3, false",
    "eval trim, false"
  })
  void start_programThatMayRunTheEngine_getsTheVectorModule(String arguments, boolean vectors)
      throws Exception {
    Outcome outcome = pith(arguments.split(" ", -1));

    assertThat(outcome.out().lines().anyMatch("jdk.incubator.vector"::equals)).isEqualTo(vectors);
  }

  @Test
  void start_jdkWithoutTheVectorModule_runsWithoutIt() throws Exception {
    write(jdk.resolve("release"), "JAVA_VERSION=\"17.0.1\"\nMODULES=\"java.base java.xml\"\n");

    Outcome outcome = pith("generate");

    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out()).doesNotContain("jdk.incubator.vector");
  }

  @Test
  void start_classPath_hasOurJarsFirst() throws Exception {
    List<String> arguments = pith("demo").out().lines().toList();

    String[] jars = arguments.get(arguments.indexOf("-cp") + 1).split(":");
    assertThat(jars)
        .extracting(jar -> Path.of(jar).getFileName().toString())
        .containsExactly(
            "pith-eval-harness-1.jar",
            "pith-plugin-1.jar",
            "pith-verifier-1.jar",
            "vertx-core-5.jar");
  }

  @Test
  void start_jvmOptions_areSplitAtBlanksAndKeptFromTheProgram() throws Exception {
    Outcome outcome =
        run(checkout, List.of("./pith", "demo", "a b"), "PITH_JAVA_OPTS", "-Xmx2g -Dx=*");

    assertThat(outcome.out().lines()).containsSubsequence("-Xmx2g", "-Dx=*", "-cp", "demo", "a b");
  }

  @Test
  void start_flagNewerThan17_onlyWhereTheJvmKnowsIt() throws Exception {
    String flag = "--sun-misc-unsafe-memory-access=allow";

    assertThat(run(checkout, List.of("./pith"), "JAVA_SAYS", "17.0.1").out()).doesNotContain(flag);
    assertThat(run(checkout, List.of("./pith"), "JAVA_SAYS", "25").out()).contains(flag);
  }

  @Test
  void start_releaseFile_isReadInsteadOfStartingAJvm() throws Exception {
    write(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");

    Outcome outcome = pith("demo");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("needs Java 17 or newer, found 11");
  }

  @Test
  void start_java8_isRefusedByItsOldVersionScheme() throws Exception {
    Outcome outcome = run(checkout, List.of("./pith", "demo"), "JAVA_SAYS", "1.8.0_392");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("needs Java 17 or newer, found 8").contains("jdk/bin/java");
  }

  @Test
  void start_javaHomeWithoutJava_saysSo() throws Exception {
    Outcome outcome = run(checkout, List.of("./pith"), "JAVA_HOME", "/nowhere");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("JAVA_HOME has no bin/java: /nowhere");
  }

  @Test
  void start_noMaven_saysSoOnlyWhenItMustBuild() throws Exception {
    String withoutMaven = toolsWithoutMaven().toString();

    Outcome unbuilt = run(checkout, List.of("./pith", "demo"), "PATH", withoutMaven);
    pith("demo");
    Outcome built = run(checkout, List.of("./pith", "demo"), "PATH", withoutMaven);

    assertThat(unbuilt.status()).isEqualTo(1);
    assertThat(unbuilt.err()).contains("no mvn found");
    assertThat(built.status()).as(built.err()).isZero();
  }

  private Outcome pith(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("./pith"));
    command.addAll(List.of(arguments));
    return run(checkout, command);
  }

  private Outcome run(Path directory, List<String> command, String... environment)
      throws Exception {
    ProcessBuilder builder = process(directory, command);
    for (int i = 0; i < environment.length; i += 2) {
      builder.environment().put(environment[i], environment[i + 1]);
    }
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    return new Outcome(process.waitFor(), Files.readString(out), Files.readString(err));
  }

  private ProcessBuilder process(Path directory, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().remove("PITH_JAVA_OPTS");
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().put("JAVA_SAYS", "21.0.1");
    builder.environment().put("MAVEN_CALLS", calls.toString());
    builder.environment().put("LIBRARY", folder.resolve("library").toString());
    builder.environment().merge("PATH", "", (path, none) -> folder.resolve("bin") + ":" + path);
    return builder;
  }

  /** Returns a folder with every tool that the launcher needs but Maven. */
  private Path toolsWithoutMaven() throws Exception {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool :
        List.of("bash", "env", "sed", "grep", "find", "dirname", "mkdir", "flock", "readlink")) {
      Process which = new ProcessBuilder("sh", "-c", "command -v " + tool).start();
      String path = new String(which.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (which.waitFor() == 0) {
        Files.createSymbolicLink(tools.resolve(tool), Path.of(path.strip()));
      }
    }
    return tools;
  }

  private static void touchInTheFuture(Path path) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().plusSeconds(3600)));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void script(Path file, String text) throws IOException {
    write(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
