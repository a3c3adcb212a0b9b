package dev.pith.plugin.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.local.EngineBed;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class GenerateCommandTest {

  private static Path model;

  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void makeModel() {
    model = EngineBed.modelFile();
  }

  @Test
  void generate_prompt_answersAndSaysHowFast() {
    environment.put("PITH_MODEL", model.toString());

    int status = generate("--prompt", "1 + 1?", "--max-tokens", "12", "--seed", "4");

    assertThat(status).isZero();
    assertThat(out.toString()).isNotBlank().endsWith("\n");
    assertThat(err.toString())
        .matches(
            "prompt: [0-9]+ tokens, [0-9.]+ tokens/s; generated: [0-9]+ tokens, [0-9.-]+"
                + " tokens/s\n");
  }

  @Test
  void generate_sameSeed_sameText() {
    String[] ask = {"--model", model.toString(), "--prompt", "a", "--max-tokens", "30", "--seed=7"};

    generate(ask);
    String first = out.toString();
    out.getBuffer().setLength(0);
    generate(ask);

    assertThat(out.toString()).isEqualTo(first);
  }

  @Test
  void generate_promptFromStandardInput_isRead() {
    generate("--model", model.toString(), "--prompt", "from here", "--max-tokens", "9", "--seed=1");
    String given = out.toString();
    out.getBuffer().setLength(0);

    generateReading(
        "from here", "--model", model.toString(), "--prompt=-", "--max-tokens", "9", "--seed=1");

    assertThat(out.toString()).isEqualTo(given);
  }

  @Test
  void generate_raw_goesOnFromTheTextItself() {
    generate(
        "--model", model.toString(), "--raw", "--prompt", "ab", "--max-tokens", "9", "--seed=1");

    assertThat(err.toString()).startsWith("prompt: 2 tokens");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--model none.gguf | 2 | --prompt is missing: what is asked, or - for standard input",
        "--model none.gguf --prompt a | 1 | none.gguf: does not exist; expected a GGUF file",
        "--model MODEL --prompt a --temperature 3 | 1 | temperature must be a number in [0, 2]: 3.0",
        "--model MODEL --prompt a --top-p no | 2 | Invalid value for option '--top-p'",
        "--model MODEL --promt a | 2 | did you mean --prompt?",
        "--model MODEL --prompt a --raw --system b | 2 | --system needs the chat template: leave"
            + " --raw out",
        "--model MODEL --prompt a --kv-type f8 | 2 | --kv-type: kv-type must be one of [f32, f16]: f8"
      })
  void generate_badCommandLine_isToldInASentence(String arguments, int expected, String told) {
    int status = generate(arguments.replace("MODEL", model.toString()).split(" ", -1));

    assertThat(status).isEqualTo(expected);
    assertThat(err.toString()).startsWith("pith generate: ").contains(told);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void generate_help_listsEngineSettings() {
    assertThat(generate("--help")).isZero();
    assertThat(out.toString()).contains("--model", "--threads", "--show-thinking", "--kv-type");
  }

  private int generate(String... args) {
    return generateReading("", args);
  }

  private int generateReading(String in, String... args) {
    ByteArrayInputStream input = new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8));
    CommandLine commandLine = GenerateCommand.commandLine(environment, input, stop -> {});
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(args);
  }
}
