package dev.pith.eval.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

class AgentLogReaderTest {
  private static final String FINE =
      "{'messages':[{'role':'user','content':'q'},{'role':'assistant','content':'a'}]}";

  @TempDir private Path folder;
  private final List<String> bad = new ArrayList<>();

  @Test
  void read_messages_areWhatAClientSends() throws IOException {
    AgentLog log =
        read("{'messages':[{'role':'user','content':'q'},"
                + "{'role':'assistant','reasoning':'hm','usage':{'prompt_tokens':3},"
                + "'tool_calls':[{'id':'c1','name':'find','arguments':{'what':'x'}}]},"
                + "{'role':'tool','id':'c1','content':'found'},"
                + "{'role':'assistant','content':null,'tool_calls':[{'id':'c2','type':'function',"
                + "'function':{'name':'f','arguments':'{}'}}]}]}")
            .get(0);

    ObjectNode first = log.messages().get(1);
    assertThat(first.has("usage")).isFalse();
    assertThat(first.path("reasoning").asText()).isEqualTo("hm");
    JsonNode call = first.path("tool_calls").path(0);
    assertThat(call.path("id").asText()).isEqualTo("c1");
    assertThat(call.path("type").asText()).isEqualTo("function");
    assertThat(call.path("function").path("name").asText()).isEqualTo("find");
    assertThat(call.path("function").path("arguments").textValue()).isEqualTo("{\"what\":\"x\"}");
    assertThat(log.messages().get(2).path("tool_call_id").asText()).isEqualTo("c1");
    assertThat(log.messages().get(2).has("id")).isFalse();
    assertThat(log.messages().get(3).path("tool_calls").path(0).path("function").path("name"))
        .hasToString("\"f\"");
    assertThat(log.systemUnknown()).isFalse();
  }

  @Test
  void read_transcript_isThoughtsActionsAndObservations() throws IOException {
    AgentLog log =
        react(
            "Question: who?",
            "Thought 1: I look",
            "it up.",
            "Action 1: Search[a [b]]",
            "Observation 1: Line one.",
            "Line two.",
            "Thought 2: Done.",
            "Action 2: Finish[me]",
            "Observation 2: Answer is INCORRECT",
            "Correct answer: you",
            "and me");

    List<ObjectNode> messages = log.messages();
    assertThat(messages)
        .extracting(message -> message.path("role").asText())
        .containsExactly("user", "assistant", "tool", "assistant");
    assertThat(messages.get(0).path("content").asText()).isEqualTo("who?");
    assertThat(messages.get(1).path("reasoning_content").asText()).isEqualTo("I look\nit up.");
    JsonNode call = messages.get(1).path("tool_calls").path(0);
    assertThat(call.path("function").path("name").asText()).isEqualTo("Search");
    assertThat(call.path("function").path("arguments").asText()).isEqualTo("{\"input\":\"a [b]\"}");
    assertThat(messages.get(2).path("content").asText()).isEqualTo("Line one.\nLine two.");
    assertThat(messages.get(2).path("tool_call_id")).isEqualTo(call.path("id"));
    assertThat(messages.get(3).path("reasoning_content").asText()).isEqualTo("Done.");
    assertThat(messages.toString()).doesNotContain("CORRECT", "Correct answer", "you");
  }

  @Test
  void read_transcriptThatWasHalted_losesTheRightAnswerOnly() throws IOException {
    AgentLog log =
        react(
            "Thought 1: I look.", "Action 1: look", "Observation 1: Nothing.", "Correct answer: y");

    assertThat(log.messages()).hasSize(3);
    assertThat(log.messages().get(1).path("tool_calls").path(0).path("function").path("name"))
        .hasToString("\"act\"");
    assertThat(log.messages().get(2).path("content").asText()).isEqualTo("Nothing.");
    assertThat(log.messages().toString()).doesNotContain("Correct answer");
  }

  @Test
  void read_systemMessageInAFileOfItsOwn_standsFirst() throws IOException {
    Files.writeString(folder.resolve("rules.txt"), "Be kind.");
    String line = FINE.replace("{'messages'", "{'system_ref':'%s','messages'");

    List<AgentLog> logs =
        read(
            line.formatted("rules.txt")
                + "\n"
                + line.formatted("missing.txt")
                + "\n"
                + line.formatted("../rules.txt"));

    assertThat(logs).hasSize(2);
    assertThat(logs.get(0).messages()).hasSize(3);
    assertThat(logs.get(0).messages().get(0).toString())
        .isEqualTo("{\"role\":\"system\",\"content\":\"Be kind.\"}");
    assertThat(logs.get(0).systemUnknown()).isFalse();
    assertThat(logs.get(1).messages()).hasSize(2);
    assertThat(logs.get(1).systemUnknown()).isTrue();
    assertThat(bad).singleElement().asString().startsWith("3: ").contains("same folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "7 | not a JSON object",
        "{ | not JSON",
        "{'thinking':'x'} | neither messages nor a transcript",
        "{'messages':{}} | messages must be a list",
        "{'messages':null} | no message of the assistant",
        "{'messages':[{'role':'assistant','content':'hello'}]} | no message of the assistant",
        "{'messages':[7]} | messages[0] must be an object",
        "{'messages':[{'role':'bot'}]} | messages[0].role must be one of assistant, developer",
        "{'messages':[{'role':'user','content':7}]} | messages[0].content must be a text",
        "{'messages':[{'role':'assistant','reasoning':[]}]} | messages[0].reasoning must be",
        "{'messages':[{'role':'assistant','tool_calls':{}}]} | messages[0].tool_calls must be",
        "{'messages':[{'role':'assistant','tool_calls':[7]}]} | messages[0].tool_calls[0] must",
        "{'transcript':'Thought 1: x'} | no question",
        "{'question':'q','transcript':'no labels here'} | no line Thought k: or Action k:"
      })
  void read_otherLine_isRejectedWithItsNumberAndTheRestIsRead(String line, String reason)
      throws IOException {
    List<AgentLog> logs = read("\n" + line + "\n" + FINE + "\n");

    assertThat(bad).singleElement().asString().startsWith("2: ").contains(reason);
    assertThat(logs).hasSize(1);
  }

  @Test
  void read_gzipThatBreaksOff_isToldBehindWhatWasRead() throws IOException {
    Path whole = folder.resolve("whole.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(whole))) {
      out.write((json(FINE) + "\n").repeat(3).getBytes(StandardCharsets.UTF_8));
    }
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.jsonl.gz");
    Files.write(cut, Arrays.copyOf(bytes, bytes.length - 6));

    assertThat(read(whole)).hasSize(3);
    assertThat(bad).isEmpty();
    read(cut);
    assertThat(bad).singleElement().asString().contains("cannot be read");
  }

  private AgentLog react(String... lines) throws IOException {
    return read("{'question':'who?','transcript':'" + String.join("\\n", lines) + "'}").get(0);
  }

  private List<AgentLog> read(String lines) throws IOException {
    return read(Files.writeString(folder.resolve("log.jsonl"), json(lines)));
  }

  private List<AgentLog> read(Path file) {
    List<AgentLog> logs = new ArrayList<>();
    AgentLogReader.read(
        file,
        new AgentLogReader.Listener() {
          @Override
          public void onLog(AgentLog log) {
            logs.add(log);
          }

          @Override
          public void onBadLine(Path path, long line, String reason) {
            bad.add(line + ": " + reason);
          }
        });
    return logs;
  }

  /** Double quotes where single ones stand; a JSON text within one is escaped by hand. */
  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
