package dev.pith.plugin.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.local.ChunkReuse;
import dev.pith.plugin.local.EngineBed;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class WarmCommandTest {

  private static final String NED = "Ned Carver works at Alder Mills, and was born in Oakham.";
  private static final String MILLS = "Alder Mills has its seat in Birchton and makes paper.";
  private static final String TOWN = "Birchton lies by the river Leam and has a new town hall.";

  @TempDir private Path folder;
  private Path corpus;
  private Path store;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void write() throws IOException {
    corpus = folder.resolve("corpus.jsonl");
    store = folder.resolve("chunks");
    Files.writeString(
        corpus, "\"%s\"\n{\"id\": 7, \"text\": \"%s\"}\n\n\"%s\"\n".formatted(NED, MILLS, TOWN));
  }

  @Test
  void warm_corpus_isReusedByTheFirstPromptOfAServer() {
    int status = warm("--together", "3");

    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    assertThat(out.toString()).isEqualTo("3 chunks in 1 prompts: 3 kept now, 0 were there\n");
    ChunkReuse reuse = ChunkReuse.of(ChunkReuse.Kind.DRIFT).with(store);
    try (EngineBed bed = EngineBed.of(EngineBed.modelFile(), reuse)) {
      JsonObject usage = bed.post("/v1/chat/completions", ask(TOWN, NED)).json();
      assertThat(
              usage
                  .getJsonObject("usage")
                  .getJsonObject("prompt_tokens_details")
                  .getInteger("cached_tokens"))
          .isGreaterThan(40);
    }
  }

  @Test
  void warm_again_readsNothingAnew() {
    warm("--together", "3");
    out.getBuffer().setLength(0);

    warm("--together", "3");

    assertThat(out.toString()).isEqualTo("3 chunks in 1 prompts: 0 kept now, 3 were there\n");
  }

  @Test
  void warm_linesThatAreNoChunks_areToldAndTheOthersKept() throws IOException {
    Files.writeString(corpus, "\"%s\"\nnothing\n[1]\n{\"id\": 3}\n\"%s\"\n".formatted(NED, MILLS));

    int status = warm();

    assertThat(status).isEqualTo(1);
    assertThat(err.toString().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("pith warm: " + corpus + ":"))
        .anyMatch(line -> line.contains(":2: the line is not JSON"))
        .anyMatch(line -> line.contains(":4: the line must be a JSON string"));
    assertThat(out.toString()).startsWith("2 chunks in 1 prompts: 2 kept now");
  }

  @Test
  void warm_requestOfOnesOwn_isWhereChunksStand() throws IOException {
    Path request = folder.resolve("request.json");
    Files.writeString(
        request,
        "{\"messages\": [{\"role\": \"user\", \"content\": \"Context:\\n\\n{chunks}Why?\"}]}");

    warm("--request", request.toString(), "--shape", "<doc>\\n{chunk}\\n</doc>\\n");

    assertThat(err.toString()).isEmpty();
    assertThat(out.toString()).startsWith("3 chunks in 1 prompts: 3 kept now");
  }

  @Test
  void warm_shapeThatNobodyRecognises_saysSoAndStops() {
    int status = warm("--shape", "{chunk} ");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("not recognised in their prompts");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--together=1 | --together must be at least 2: 1",
        "--shape=x | --shape must have {chunk}: x",
        "--request=no.json | --request cannot be read",
        "--chunk-store-dir= | --chunk-store-dir is missing",
      })
  void warm_wrongFlag_saysWhatIsExpected(String flag, String complaint) {
    assertThat(warm(flag)).isEqualTo(2);
    assertThat(err.toString()).contains(complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--corpsu X | --corpsu",
        "--corpsu=X | --corpsu",
        "--shape --corpsu --corpos X | --corpos",
      })
  void warm_misspeltOptionThatIsNeeded_isNamed(String flags, String unknown) {
    CommandLine command = WarmCommand.commandLine(Map.of());
    command.setErr(new PrintWriter(err, true));

    assertThat(command.execute(flags.split(" ", -1))).isEqualTo(2);

    assertThat(err.toString())
        .startsWith(
            "pith warm: Unknown option: '" + unknown + "'\ndid you mean --corpus?\npith warm: ")
        .contains("Missing required option");
  }

  @Test
  void warm_nothingMisspelt_onlyTellsWhatIsMissing() {
    CommandLine command = WarmCommand.commandLine(Map.of());
    command.setErr(new PrintWriter(err, true));

    assertThat(command.execute("--shape", "--x{chunk}")).isEqualTo(2);

    assertThat(err.toString()).startsWith("pith warm: Missing required option");
    assertThat(err.toString()).doesNotContain("did you mean");
  }

  private static JsonObject ask(String... chunks) {
    StringBuilder notes = new StringBuilder("Answer from these notes.\n\n");
    for (String chunk : chunks) {
      notes.append("- ").append(chunk).append("\n\n");
    }
    return new JsonObject()
        .put("max_tokens", 2)
        .put(
            "messages",
            new JsonArray()
                .add(new JsonObject().put("role", "system").put("content", notes.toString()))
                .add(new JsonObject().put("role", "user").put("content", "Where?")));
  }

  private int warm(String... more) {
    List<String> flags = new ArrayList<>();
    flags.add("--corpus=" + corpus);
    flags.add("--model=" + EngineBed.modelFile());
    if (Arrays.stream(more).noneMatch(flag -> flag.startsWith("--chunk-store-dir"))) {
      flags.add("--chunk-store-dir=" + store);
    }
    flags.addAll(List.of(more));
    CommandLine command = WarmCommand.commandLine(Map.of());
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(flags.toArray(String[]::new));
  }
}
