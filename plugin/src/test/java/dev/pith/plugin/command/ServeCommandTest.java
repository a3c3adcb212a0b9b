package dev.pith.plugin.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pith.plugin.local.EngineBed;
import dev.pith.plugin.settings.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ServeCommandTest {

  private static final String NOBODY = "http://127.0.0.1:1";

  @TempDir private Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void serve_untilStopped_saysWhatItDoesAndEndsWell() {
    int status = serve("--upstream", NOBODY, "--port", "0", "--mode", "shadow");

    assertThat(status).isZero();
    assertThat(out.toString())
        .containsPattern("Pith listens on http://127\\.0\\.0\\.1:[1-9][0-9]*/v1 and forwards to")
        .contains(NOBODY)
        .contains("mode shadow")
        .contains("curl -N")
        .contains("stopped: 0 chat requests");
  }

  @Test
  void serve_settingsFromFlagsEnvironmentAndFile_areUsed() throws IOException {
    Path file = Files.writeString(folder.resolve("p"), "pith.upstream=" + NOBODY + "\npith.port=0");
    environment.put("PITH_CONFIG", file.toString());
    environment.put("PITH_MODE", "off");

    int status = serve("--drain-ms", "10");

    assertThat(status).isZero();
    assertThat(out.toString()).contains("mode off");
  }

  @Test
  void serve_auto_saysHowItCuts() {
    serve("--upstream", NOBODY, "--port", "0", "--policy", "faithful");

    assertThat(out.toString())
        .contains("(policy faithful), where a method to go on from there is proven");
  }

  @Test
  void serve_verifierModel_saysWhoIsAsked() {
    environment.put("PITH_VERIFIER_MODEL", "small");

    int status = serve("--upstream", NOBODY, "--port", "0", "--verifier-url", NOBODY + "/v1");

    assertThat(status).isZero();
    assertThat(out.toString()).contains("is asked of: rules, then small at " + NOBODY);
  }

  @Test
  void serve_embeddedVerifierBesideAnUpstream_runsTheModelThatComesWithPith() {
    int status = serve("--upstream", NOBODY, "--port", "0", "--verifier", "rules,embedded");

    assertThat(status).isZero();
    assertThat(out.toString()).contains("is asked of: rules, then embedded");
  }

  @Test
  void serve_badVerifierOrPattern_isRefusedByTheFlag() {
    int unknown = serve("--upstream", NOBODY, "--verifier", "oracle");
    int pattern = serve("--upstream", NOBODY, "--trim-stop-pattern", "(a");

    assertThat(unknown).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(pattern).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString())
        .contains("--verifier: verifier must be made of rules, embedded and model")
        .contains("--trim-stop-pattern: stop-pattern must be a regular expression of RE2: (a");
  }

  @Test
  void serve_noStopMethod_saysThatNothingIsCut() {
    serve("--upstream", NOBODY, "--port", "0", "--stop-method", "none");

    assertThat(out.toString()).contains("stop method none: nothing is cut");
  }

  @Test
  void serve_upstreamUnreachable_isAWarning() {
    int status =
        serve(
            () -> await().until(() -> err.toString().endsWith("with each request\n")),
            "--upstream",
            NOBODY,
            "--port",
            "0");

    assertThat(status).isZero();
    assertThat(err.toString())
        .isEqualTo(
            "warning: cannot connect to the upstream 127.0.0.1:1; it is tried again with each"
                + " request\n");
  }

  @Test
  void serve_portInUse_isOneLineAndStatus1() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int status = serve("--upstream", NOBODY, "--port", "" + taken.getLocalPort());

      assertThat(status).isEqualTo(CommandLine.ExitCode.SOFTWARE);
      assertThat(err.toString())
          .isEqualTo(
              "pith serve: cannot listen on 127.0.0.1:"
                  + taken.getLocalPort()
                  + ": Address already in use (another one: --port)\n");
    }
  }

  @Test
  void serve_model_saysWhatItServesAndAnswers() {
    Path model = EngineBed.modelFile();

    int status = serve("--model", model.toString(), "--port", "0", "--threads", "1");

    assertThat(status).isZero();
    String name = model.getFileName().toString().replace(".gguf", "");
    assertThat(out.toString())
        .containsPattern("Pith listens on http://127\\.0\\.0\\.1:[1-9][0-9]*/v1 and serves " + name)
        .containsPattern("qwen2, 0\\.1 M parameters in F32, KV in F32, threads: 1, kernels: ")
        .contains("\"model\":\"" + name + "\"")
        .contains("stopped: 0 chat requests");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void serve_brokenModel_isOneSentenceAndStatus1() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.gguf"), "GGUG and more bytes");

    int status = serve("--model", broken.toString());

    assertThat(status).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(err.toString())
        .startsWith("pith serve: " + broken)
        .contains("expected")
        .hasLineCount(1);
  }

  @Test
  void serve_neitherUpstreamNorModel_servesTheModelThatComesWithPith() {
    int status = serve("--port", "0", "--threads", "1");

    assertThat(status).isZero();
    assertThat(out.toString())
        .containsPattern(
            "Pith listens on http://127\\.0\\.0\\.1:[1-9][0-9]*/v1 and serves pith-small")
        .contains("in Q8_0")
        .contains("(policy short)", "How many books does Dan have?");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void serve_upstreamAndModel_areRefusedTogether() {
    environment.put("PITH_MODEL", "m.gguf");

    int status = serve("--upstream", NOBODY);

    assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString())
        .startsWith(
            "pith serve: PITH_MODEL: model and upstream exclude each other: m.gguf and http");
  }

  @Test
  void serve_badEngineSetting_namesPlaceRuleAndValue() {
    int status = serve("--model", "m.gguf", "--threads", "none");

    assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString())
        .startsWith("pith serve: --threads: threads must be a whole number in [1, 1024]: none");
  }

  @Test
  void serve_badUrl_isNamedWithStatus2() {
    int status = serve("--upstream", "model:8000");

    assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString())
        .startsWith("pith serve: --upstream: upstream must start with http:// or https://:");
  }

  @Test
  void serve_unknownFlag_namesTheNearest() {
    int status = serve("--upstream", NOBODY, "--polcy=pith");

    assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("'--polcy=pith'").contains("did you mean --policy?");
  }

  @Test
  void serve_help_listsEverySettingWithItsDefault() {
    int status = serve("--help");

    assertThat(status).isZero();
    assertThat(Setting.all()).allMatch(setting -> out.toString().contains("--" + setting.key()));
    assertThat(out.toString()).contains("Default: 127.0.0.1");
  }

  private int serve(String... args) {
    return serve(() -> {}, args);
  }

  private int serve(ServeCommand.Stop stop, String... args) {
    CommandLine commandLine = ServeCommand.commandLine(environment, stop);
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(args);
  }
}
