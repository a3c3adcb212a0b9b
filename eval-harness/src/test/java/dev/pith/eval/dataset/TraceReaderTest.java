package dev.pith.eval.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceReaderTest {
  private static final String SUM =
      """
      {"id":"sum-1","dataset":"sums","model":"m-7b","sample":2,"question":"What is 2 + 3?",\
      "gold":"5","accept":["five"],"grader":"numeric","thinking":"Two and three make 5.",\
      "answer":"It is 5.","pred":"5","correct":true,"finished":true,"kind":"reasoning",\
      "thinking_tokens":7,"unheard_of":{"a":[1]}}""";

  private static final Path NAME = Path.of("sums.jsonl");

  @TempDir Path folder;

  @Test
  void read_allFields_allKept() {
    RecordedTrace trace = only(SUM);

    assertThat(trace)
        .isEqualTo(
            new RecordedTrace(
                "sums",
                "m-7b",
                "sum-1",
                2,
                "What is 2 + 3?",
                List.of(),
                "5",
                List.of("five"),
                "numeric",
                "Two and three make 5.",
                "It is 5.",
                "5",
                true,
                true,
                "reasoning",
                OptionalLong.of(7),
                List.of(),
                Path.of("sums.jsonl"),
                1));
  }

  @Test
  void read_onlyQuestionThinkingAnswerGold_restUnknown() {
    RecordedTrace trace =
        only("{\"question\":\"2+3?\",\"thinking\":\"5.\",\"answer\":\"5\",\"gold\":5}");

    assertThat(trace.gold()).isEqualTo("5");
    assertThat(trace.correct()).isNull();
    assertThat(trace.finished()).isNull();
    assertThat(trace.pred()).isNull();
    assertThat(trace.thinkingTokens()).isEmpty();
    assertThat(trace.model()).isEqualTo("unknown");
    assertThat(trace.dataset()).isEqualTo("sums");
    assertThat(trace.id()).isEqualTo("line 1");
  }

  @Test
  void read_listOrEmptyGold_noSingleAnswer() {
    assertThat(only("{\"thinking\":\"Hm.\",\"gold\":[\"names the cat\",\"is brief\"]}").gold())
        .isNull();
    assertThat(only("{\"thinking\":\"Hm.\",\"gold\":\"\"}").gold()).isNull();
    assertThat(only("{\"thinking\":\"Hm.\",\"gold\":null}").gold()).isNull();
  }

  @Test
  void read_probesByDecile_percentAndProbabilities() {
    RecordedTrace trace =
        only(
            """
            {"question":"Pick.","options":["red","blue"],"thinking":"Blue it is.",\
            "thinking_tokens":40,"probes":[\
            {"decile":50,"prefix_tokens":20,"pred":"B","prob":0.9,"choice_mass":0.95,"p_gold":0.9,"correct":true},\
            {"decile":0,"prefix_tokens":0,"pred":"A","prob":0.1,"choice_mass":NaN,"correct":false}]}""");

    assertThat(trace.probes())
        .containsExactly(
            new Probe(
                0.0,
                OptionalLong.of(0),
                "A",
                OptionalDouble.of(0.1),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                false),
            new Probe(
                50.0,
                OptionalLong.of(20),
                "B",
                OptionalDouble.of(0.9),
                OptionalDouble.of(0.95),
                OptionalDouble.of(0.9),
                true));
    assertThat(trace.prompt()).isEqualTo("Pick.\nA. red\nB. blue");
  }

  @Test
  void read_probesByFractionWithoutText_countedInTokens() {
    List<RecordedTrace> traces = new ArrayList<>();

    ReadSummary summary =
        read(
            traces,
            "{\"id\":1,\"model\":\"m\",\"thinking_tokens\":300,"
                + "\"probes\":[{\"decile\":1,\"fraction\":0.1,\"pred\":\"A\"}]}");

    RecordedTrace trace = traces.get(0);
    assertThat(trace.hasText()).isFalse();
    assertThat(trace.length()).isEqualTo(300);
    assertThat(trace.tokens(150)).isEqualTo(150.0);
    assertThat(trace.probes().get(0).percent()).isEqualTo(10.0);
    assertThat(summary.withoutText()).isEqualTo(1);
  }

  @Test
  void read_nullProbesWithText_trace() {
    assertThat(only("{\"thinking\":\"5.\",\"probes\":null}").probes()).isEmpty();
  }

  @Test
  void read_runsWithoutReasoning_countedBesideTheTraces() {
    List<RecordedTrace> traces = new ArrayList<>();

    ReadSummary summary =
        read(
            traces,
            SUM,
            "{\"question\":\"q\",\"thinking\":\"\",\"answer\":\"5\",\"think\":false}",
            "{\"question\":\"q\",\"thinking\":\" \",\"answer\":\"5\"}",
            "{\"question\":\"q\",\"thinking\":\"Short.\",\"kind\":\"short-cot\"}");

    assertThat(summary)
        .isEqualTo(new ReadSummary(1, 1, 0, 3, 0, List.of()))
        .returns(1L, s -> (long) traces.size());
  }

  @Test
  void read_otherKindOfRecords_fileNamedNotCounted() {
    ReadSummary summary =
        read(new ArrayList<>(), "{\"question\":\"q\",\"chunks\":[]}", "{\"steps\":[\"a\"]}");

    assertThat(summary).isEqualTo(new ReadSummary(0, 0, 0, 0, 0, List.of(Path.of("sums.jsonl"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"thinking\":               | not JSON at column 13",
        "{\"thinking\":\"a\"} trailing | not JSON at column 18",
        "[1,2]                        | not a JSON object",
        "{\"thinking\":5}             | thinking must be a text",
        "{\"thinking\":\"a\",\"finished\":\"yes\"}    | finished must be true or false",
        "{\"thinking\":\"a\",\"thinking_tokens\":-1}  | thinking_tokens must not be negative",
        "{\"thinking\":\"a\",\"options\":\"A\"}       | options must be a list",
        "{\"thinking\":\"a\",\"options\":[null]}      | options must hold texts",
        "{\"thinking\":\"a\",\"probes\":[7]}          | probes must hold objects",
        "{\"thinking\":\"a\",\"probes\":[{\"pred\":\"A\"}]} "
            + "| a probe needs a fraction, a decile or prefix_tokens",
        "{\"thinking\":\"a\",\"probes\":[{\"fraction\":1.5}]} "
            + "| probes: percent must be in [0, 100]: 150.0",
      })
  void read_badLine_reportedAndReadOn(String line, String reason) {
    List<String> events = new ArrayList<>();

    ReadSummary summary = TraceReader.read(bytes("\r\n" + line, SUM), NAME, recorder(events));

    assertThat(events).containsExactly("sums.jsonl:2: " + reason, "sum-1");
    assertThat(summary.badLines()).isEqualTo(1);
    assertThat(summary.traces()).isEqualTo(1);
  }

  @Test
  void read_invalidUtf8_badLine() {
    byte[] line = "{\"thinking\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    line[13] = (byte) 0xff;
    List<String> events = new ArrayList<>();

    TraceReader.read(new ByteArrayInputStream(line), NAME, recorder(events));

    assertThat(events).singleElement().asString().startsWith("sums.jsonl:1: not UTF-8 at column");
  }

  @Test
  void read_gzip_sameAsPlain() throws IOException {
    List<String> events = new ArrayList<>();

    TraceReader.read(new ByteArrayInputStream(gzip(SUM)), NAME, recorder(events));

    assertThat(events).containsExactly("sum-1");
  }

  @Test
  void read_truncatedGzip_reportedAndReadOnWithNextFile() throws IOException {
    byte[] whole = gzip(SUM);
    Files.write(folder.resolve("a.jsonl.gz"), Arrays.copyOf(whole, whole.length - 12));
    Files.writeString(folder.resolve("b.jsonl"), SUM);
    List<String> events = new ArrayList<>();

    ReadSummary summary = TraceReader.read(TraceReader.files(List.of(folder)), recorder(events));

    assertThat(events).hasSize(2);
    assertThat(events.get(0)).startsWith("a.jsonl.gz:1: cannot be read: ");
    assertThat(summary.badLines()).isEqualTo(1);
    assertThat(summary.traces()).isEqualTo(1);
  }

  @Test
  void read_emptyStream_nothing() {
    ReadSummary summary = TraceReader.read(bytes(), NAME, recorder(new ArrayList<>()));

    assertThat(summary).isEqualTo(new ReadSummary(0, 0, 0, 0, 0, List.of()));
  }

  @Test
  void read_linesAcrossBuffers_allWhole() {
    String text = "x".repeat(200_000);
    List<RecordedTrace> traces = new ArrayList<>();

    read(traces, "{\"thinking\":\"" + text + "\"}", SUM, "{\"thinking\":\"" + text + "\"}");

    assertThat(traces).extracting(t -> t.thinking().length()).containsExactly(200_000, 21, 200_000);
  }

  @Test
  void next_lineOverTheLimit_flaggedAndNextLineWhole() throws IOException {
    try (JsonLines lines = JsonLines.open(bytes("0123456789", "0123"), 4)) {
      assertThat(lines.next()).isTrue();
      assertThat(lines.isTooLong()).isTrue();
      assertThat(lines.next()).isTrue();
      assertThat(lines.isTooLong()).isFalse();
      assertThat(lines.bytes()).asString().isEqualTo("0123");
      assertThat(lines.number()).isEqualTo(2);
      assertThat(lines.next()).isFalse();
    }
  }

  @Test
  void files_folderAndFileInIt_eachOnceSorted() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("inner"));
    Path b = Files.createFile(folder.resolve("b.jsonl"));
    Files.createFile(inner.resolve("a.jsonl.gz"));
    Path named = Files.createFile(folder.resolve("named.txt"));
    Files.createFile(inner.resolve("left-out.txt"));

    List<Path> files = TraceReader.files(List.of(folder, b, named));

    Path real = folder.toRealPath();
    assertThat(files)
        .containsExactly(
            real.resolve("b.jsonl"), real.resolve("inner/a.jsonl.gz"), real.resolve("named.txt"));
  }

  @Test
  void files_missingPath_refused() {
    assertThatThrownBy(() -> TraceReader.files(List.of(folder.resolve("nowhere"))))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("nowhere");
  }

  private static RecordedTrace only(String line) {
    List<RecordedTrace> traces = new ArrayList<>();
    read(traces, line);
    assertThat(traces).hasSize(1);
    return traces.get(0);
  }

  private static ReadSummary read(List<RecordedTrace> traces, String... lines) {
    return TraceReader.read(
        bytes(lines),
        NAME,
        new TraceReader.Listener() {
          @Override
          public void onTrace(RecordedTrace trace) {
            traces.add(trace);
          }

          @Override
          public void onBadLine(Path file, long line, String reason) {
            throw new AssertionError(line + ": " + reason);
          }
        });
  }

  private static TraceReader.Listener recorder(List<String> events) {
    return new TraceReader.Listener() {
      @Override
      public void onTrace(RecordedTrace trace) {
        events.add(trace.id());
      }

      @Override
      public void onBadLine(Path file, long line, String reason) {
        events.add(file.getFileName() + ":" + line + ": " + reason);
      }
    };
  }

  private static ByteArrayInputStream bytes(String... lines) {
    return new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] gzip(String line) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(line.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }
}
