package dev.pith.eval.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.pith.eval.dataset.BranchedQuestion.Branch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchRecordsTest {
  private static final String BRANCHES =
      "{\"id\":\"q1\",\"dataset\":\"sums\",\"model\":\"m\",\"question\":\"2+2?\",\"gold\":\"4\","
          + "\"probe_every_tokens\":500,\"other\":{},\"branches\":[{\"probes\":[\"ERR\",\" 4\"],"
          + "\"tokens\":1200,\"answer\":\"4\"},{\"probes\":[],\"tokens\":90,\"answer\":null}]}";
  private static final String TREE =
      "{\"id\":\"t1\",\"steps\":[{\"parents\":[\"\"],\"children\":[\"a\",\"b\"],\"values\":[1,2.5],"
          + "\"selected\":[\"b\"]}],\"leaves\":[\"b\"],\"rewards\":[1]}";

  @TempDir private Path folder;

  @Test
  void read_branches_areTheQuestionsTraces() throws Exception {
    SearchRecords records = read("some-name.jsonl", BRANCHES + "\n\n");

    BranchedQuestion question = records.questions().get(0);
    assertThat(records.questions()).hasSize(1);
    assertThat(question.dataset()).isEqualTo("sums");
    assertThat(question.id()).isEqualTo("q1");
    assertThat(question.gold()).isEqualTo("4");
    assertThat(question.probeTokens()).isEqualTo(500);
    assertThat(question.branches())
        .containsExactly(new Branch(List.of("", "4"), 1200, "4"), new Branch(List.of(), 90, ""));
  }

  @Test
  void read_listOverManyLines_isTheSame() throws Exception {
    SearchRecords records =
        read(
            "list.jsonl",
            """
            [
              {"question": "2+2?", "gold_answer": 4, "probe_freq": 500,
               "each_branch": [[["ERR", "4"], 1200, "4"],
                               [[], 90, "ERR"]]}
            ]
            """);

    BranchedQuestion question = records.questions().get(0);
    assertThat(question.dataset()).isEqualTo("list");
    assertThat(question.model()).isEqualTo("unknown");
    assertThat(question.gold()).isEqualTo("4");
    assertThat(question.branches())
        .containsExactly(new Branch(List.of("", "4"), 1200, "4"), new Branch(List.of(), 90, ""));
  }

  @Test
  void read_oneTraceALine_isGatheredByQuestion() throws Exception {
    String line =
        "{\"question_id\":\"%s\",\"gold\":\"4\",\"trace\":%d,\"probe_every\":100,\"probes\":[\"4\"],"
            + "\"tokens\":%d,\"final\":\"4\",\"probe_tokens\":[12]}\n";

    SearchRecords records =
        read(
            "sampled.jsonl",
            line.formatted("a", 0, 150)
                + line.formatted("b", 0, 160)
                + line.formatted("a", 1, 170));

    assertThat(records.questions()).extracting(BranchedQuestion::id).containsExactly("a", "b");
    assertThat(records.questions().get(0).branches())
        .extracting(Branch::tokens)
        .containsExactly(150L, 170L);
  }

  @Test
  void read_tree_hasItsLevels() throws Exception {
    RecordedTree tree = read("trees.jsonl", TREE).trees().get(0);

    assertThat(tree.dataset()).isEqualTo("trees");
    assertThat(tree.steps())
        .containsExactly(
            new RecordedTree.Step(List.of(""), List.of("a", "b"), List.of(1.0, 2.5), List.of("b")));
    assertThat(tree.rewards()).containsExactly(true);
  }

  @Test
  void read_otherRecords_areLeftOutByFile() throws Exception {
    SearchRecords records = read("nodes.jsonl", "{\"id\":\"x\",\"nodes\":[]}\n");

    assertThat(records.questions()).isEmpty();
    assertThat(records.trees()).isEmpty();
    assertThat(records.otherFiles())
        .extracting(file -> String.valueOf(file.getFileName()))
        .containsExactly("nodes.jsonl");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"branches\": [|not JSON",
        "7|not a JSON object",
        "{\"branches\":[]}|no branches",
        "{\"branches\":[{\"probes\":[],\"tokens\":5,\"answer\":\"1\"}]}|no probe_every_tokens",
        "{\"branches\":[{\"probes\":[],\"answer\":\"1\"}],\"probe_freq\":5}|needs its tokens",
        "{\"branches\":[{\"probes\":[],\"tokens\":-5}],\"probe_freq\":5}|tokens must not be negative",
        "{\"branches\":[{\"probes\":3,\"tokens\":5}],\"probe_freq\":5}|probes must be a list",
        "{\"each_branch\":[[1,2]],\"probe_freq\":5}|each_branch must hold",
        "{\"steps\":[{\"children\":[\"a\"]}],\"leaves\":[],\"rewards\":[]}|1 children and 0 values",
        "{\"steps\":[],\"leaves\":[],\"rewards\":[]}|no steps",
        "{\"steps\":[{\"children\":[3]}],\"leaves\":[],\"rewards\":[]}|children must hold texts",
      })
  void read_brokenLine_namesFileAndLine(String line, String reason) {
    assertThatIOException()
        .isThrownBy(() -> read("broken.jsonl", BRANCHES + "\n" + line + "\n"))
        .withMessageContaining("broken.jsonl, line 2: ")
        .withMessageContaining(reason);
  }

  private SearchRecords read(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
    return SearchRecords.read(TraceReader.files(List.of(folder)));
  }
}
