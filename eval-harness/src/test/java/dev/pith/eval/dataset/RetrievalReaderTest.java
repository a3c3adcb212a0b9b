package dev.pith.eval.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.eval.dataset.RetrievalRecord.Answered;
import dev.pith.eval.dataset.RetrievalRecord.LongDocument;
import dev.pith.eval.dataset.RetrievalRecord.Retrieved;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetrievalReaderTest {
  private final List<String> bad = new ArrayList<>();

  @TempDir private Path folder;

  @Test
  void read_allKinds_theFieldsTellWhich() throws IOException {
    List<RetrievalRecord> records =
        read(
            """
            {"question":"q","chunks":[{"title":"","text":"one"},{"title":"T","text":"two","gold":true},{"text":" "}]}
            {"question":"q","chunk_id":"d#1","chunk":"text","doc":"d","other":7}

            {"turns":["a",{"role":"user","content":"b"}],"queries":[{"query":"x","spans":[[0,1]]}],"general":[{"query":"y"}]}
            {"question":"q","thinking":"of another kind"}
            """);

    assertThat(bad).isEmpty();
    assertThat(records)
        .containsExactly(
            new Retrieved(List.of("one", "T\ntwo")),
            new Answered("q", "d#1", "text"),
            new LongDocument(List.of("a", "b"), List.of("x", "y")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"question\" | not JSON",
        "[1] | not a JSON object",
        "{\"question\":\"q\",\"chunks\":7} | chunks must be a list",
        "{\"question\":\"q\",\"chunks\":[]} | chunks has no text",
        "{\"question\":\"q\",\"chunks\":[\"x\"]} | chunks must be objects",
        "{\"question\":\"q\",\"chunks\":[{\"title\":\"x\"}]} | no text",
        "{\"question\":\"q\",\"chunk_id\":\"c\",\"chunk\":7} | chunk must be a text",
        "{\"turns\":[7],\"queries\":[]} | turns must be texts, or objects with text or content"
      })
  void read_badLine_isToldWithFileAndLineAndTheRestIsRead(String line, String reason)
      throws IOException {
    List<RetrievalRecord> records =
        read("\n" + line + "\n{\"question\":\"q\",\"chunks\":[{\"text\":\"fine\"}]}\n");

    assertThat(bad).singleElement().asString().startsWith("log.jsonl:2: ").contains(reason);
    assertThat(records).containsExactly(new Retrieved(List.of("fine")));
  }

  @Test
  void read_cutGzip_isToldWithItsLastLine() throws IOException {
    Path whole = folder.resolve("whole.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(whole))) {
      out.write("{\"question\":\"q\"}\n".repeat(50).getBytes(StandardCharsets.UTF_8));
    }
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("log.jsonl");
    Files.write(cut, Arrays.copyOf(bytes, bytes.length - 10));

    RetrievalReader.read(cut, (file, line, reason) -> bad.add(line + ": " + reason));

    assertThat(bad).singleElement().asString().contains("cannot be read");
  }

  private List<RetrievalRecord> read(String lines) throws IOException {
    Path file = Files.writeString(folder.resolve("log.jsonl"), lines);
    return RetrievalReader.read(
        file, (path, line, reason) -> bad.add(path.getFileName() + ":" + line + ": " + reason));
  }
}
