package dev.pith.plugin.savings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pith.plugin.savings.ShadowCheck.Result;
import dev.pith.verifier.detect.ProbeCost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  @TempDir private Path folder;

  @Test
  void open_again_holdsWhatWasAppended() throws IOException {
    List<RequestRecord> records =
        List.of(
            Records.observed("a", 100),
            Records.cut("b", 60),
            Records.probed("c", ProbeCost.of(300, 280, 20)),
            Records.probed("d", ProbeCost.UNKNOWN),
            Records.checked("e", ShadowCheck.compared(Result.CHANGED, ProbeCost.of(60, 50, 9))),
            Records.checked("f", ShadowCheck.failed("continuation-broken", ProbeCost.UNKNOWN)),
            Records.checked("g", ShadowCheck.notAsked("busy")));

    append(records);

    assertThat(read()).isEqualTo(records);
  }

  /** Whatever byte the machine stopped at, only the line that was being written is lost. */
  @Test
  void open_afterCrashInMidLine_losesThatLineOnly() throws IOException {
    RequestRecord first = Records.observed("a", 100);
    RequestRecord second = Records.cut("b", 60);
    RequestRecord third = Records.observed("c", 70);
    append(List.of(first, second));
    byte[] whole = Files.readAllBytes(file());
    int firstLine = new String(whole, StandardCharsets.UTF_8).indexOf('\n') + 1;

    for (int length = firstLine; length < whole.length - 1; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      append(List.of(third));
      assertThat(read()).as("crash at byte %s", length).isEqualTo(List.of(first, third));
    }
  }

  @Test
  void open_foreignLines_areCountedAndKept() throws IOException {
    Files.writeString(file(), "hello\n\n{\"v\":99}\n");

    try (Ledger ledger = Ledger.open(file(), earlier -> {})) {
      assertThat(ledger.unreadable()).isEqualTo(2);
    }
    assertThat(Files.readString(file())).isEqualTo("hello\n\n{\"v\":99}\n");
  }

  @Test
  void open_twice_refused() throws IOException {
    try (Ledger first = Ledger.open(file(), earlier -> {})) {
      assertThat(first.lost()).isZero();
      assertThatThrownBy(() -> Ledger.open(file(), earlier -> {}))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is the ledger of another process");
    }
  }

  @Test
  void open_folderIsAFile_saysWhatIsWrong() throws IOException {
    Path inside = Files.writeString(folder.resolve("file"), "").resolve("ledger.jsonl");

    assertThatThrownBy(() -> Ledger.open(inside, earlier -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(inside + " cannot be read and written (");
  }

  @Test
  void append_holdsNoText() throws IOException {
    append(List.of(Records.cut("b", 60)));

    assertThat(Files.readString(file()))
        .contains("\"arm\":\"treated\"", "\"outcome\":\"cut\"", "\"outputTokens\":60")
        .doesNotContain("null");
  }

  private void append(List<RequestRecord> records) throws IOException {
    try (Ledger ledger = Ledger.open(file(), earlier -> {})) {
      records.forEach(ledger::append);
    }
  }

  private List<RequestRecord> read() throws IOException {
    List<RequestRecord> records = new ArrayList<>();
    Ledger.open(file(), records::add).close();
    return records;
  }

  private Path file() {
    return folder.resolve("ledger.jsonl");
  }
}
