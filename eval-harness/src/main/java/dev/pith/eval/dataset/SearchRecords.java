package dev.pith.eval.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.eval.dataset.BranchedQuestion.Branch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The recorded searches of files and folders: traces sampled side by side, and trees.
 *
 * @param questions the questions with their traces, in the order of the files and lines
 * @param trees the trees
 * @param otherFiles files with records of another kind only
 */
public record SearchRecords(
    List<BranchedQuestion> questions, List<RecordedTree> trees, List<Path> otherFiles) {

  /** Copies the lists. */
  public SearchRecords {
    questions = List.copyOf(questions);
    trees = List.copyOf(trees);
    otherFiles = List.copyOf(otherFiles);
  }

  /**
   * Reads all records of some files (see {@link TraceReader#files}). What a record is about is told
   * by its fields; records of another kind are left out.
   *
   * @throws IOException when a file cannot be read, or a line is not what it should be: names both
   */
  public static SearchRecords read(List<Path> files) throws IOException {
    List<BranchedQuestion> questions = new ArrayList<>();
    List<RecordedTree> trees = new ArrayList<>();
    List<Path> others = new ArrayList<>();
    for (Path file : files) {
      int before = questions.size() + trees.size();
      new FileReading(file, questions, trees).read();
      if (questions.size() + trees.size() == before) {
        others.add(file);
      }
    }
    return new SearchRecords(questions, trees, others);
  }

  /** The traces of one question that stand in lines of their own. */
  private record Lines(JsonNode first, List<Branch> branches) {}

  /** Reads one file. */
  private static final class FileReading {
    private final Path file;
    private final List<BranchedQuestion> questions;
    private final List<RecordedTree> trees;
    private final Map<List<String>, Lines> byQuestion = new LinkedHashMap<>();
    private long line;

    FileReading(Path file, List<BranchedQuestion> questions, List<RecordedTree> trees) {
      this.file = file;
      this.questions = questions;
      this.trees = trees;
    }

    void read() throws IOException {
      try (JsonLines lines =
          JsonLines.open(Files.newInputStream(file), TraceReader.MAX_LINE_BYTES)) {
        while (lines.next()) {
          line = lines.number();
          if (lines.isTooLong()) {
            throw new BadLineException("longer than " + TraceReader.MAX_LINE_BYTES + " bytes");
          }
          if (beginsList(lines.bytes())) {
            readList(lines);
          } else if (!TraceReader.isBlank(lines.bytes())) {
            readRecord(JsonFields.value(lines.bytes()));
          }
        }
        for (Lines traces : byQuestion.values()) {
          questions.add(question(traces.first, traces.branches));
        }
      } catch (BadLineException | IllegalArgumentException bad) {
        throw new IOException("%s, line %d: %s".formatted(file, line, bad.getMessage()), bad);
      } catch (IOException broken) {
        throw new IOException(
            "%s, line %d: cannot be read: %s".formatted(file, line + 1, broken.getMessage()),
            broken);
      }
    }

    /** Reads a file that is one list, over any number of lines. */
    private void readList(JsonLines lines) throws BadLineException, IOException {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      do {
        if (lines.isTooLong()) {
          throw new BadLineException("longer than " + TraceReader.MAX_LINE_BYTES + " bytes");
        }
        all.writeBytes(lines.bytes());
        all.write('\n');
      } while (lines.next());
      for (JsonNode item : JsonFields.value(all.toByteArray())) {
        readRecord(item);
      }
    }

    private static boolean beginsList(byte[] bytes) {
      int at = 0;
      while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\t')) {
        at++;
      }
      return at < bytes.length && bytes[at] == '[';
    }

    private void readRecord(JsonNode item) throws BadLineException {
      if (!item.isObject()) {
        throw new BadLineException("not a JSON object");
      }
      if (item.has("branches") || item.has("each_branch")) {
        questions.add(question(item, branches(item)));
      } else if (item.has("question_id") && item.has("probes")) {
        List<String> key =
            List.of(
                JsonFields.orElse(JsonFields.scalar(item.get("question_id")), ""),
                JsonFields.orElse(JsonFields.text(item, "model"), ""));
        byQuestion
            .computeIfAbsent(key, unseen -> new Lines(item, new ArrayList<>()))
            .branches
            .add(
                branch(
                    item.get("probes"),
                    JsonFields.count(item, "tokens").orElse(-1),
                    item.get("final")));
      } else if (item.has("steps") && item.has("leaves") && item.has("rewards")) {
        trees.add(TreeFields.tree(item, file, line));
      }
    }

    private BranchedQuestion question(JsonNode item, List<Branch> branches)
        throws BadLineException {
      String id = JsonFields.scalar(first(item, "id", "question_id"));
      int distance = 0;
      for (String name : List.of("probe_every_tokens", "probe_every", "probe_freq")) {
        distance = Math.max(distance, (int) JsonFields.count(item, name).orElse(0));
      }
      if (distance < 1) {
        throw new BadLineException("no probe_every_tokens");
      }
      return new BranchedQuestion(
          JsonFields.orElse(JsonFields.text(item, "dataset"), JsonFields.stem(file)),
          JsonFields.orElse(JsonFields.text(item, "model"), "unknown"),
          JsonFields.orElse(id, "line " + line),
          JsonFields.orElse(JsonFields.text(item, "question"), ""),
          JsonFields.scalar(first(item, "gold", "gold_answer")),
          distance,
          branches,
          file);
    }

    private static @Nullable JsonNode first(JsonNode item, String name, String other) {
      JsonNode node = item.get(name);
      return node == null ? item.get(other) : node;
    }

    private static List<Branch> branches(JsonNode item) throws BadLineException {
      List<Branch> branches = new ArrayList<>();
      for (JsonNode branch : JsonFields.array(item, "branches")) {
        branches.add(
            branch(
                branch.get("probes"),
                JsonFields.count(branch, "tokens").orElse(-1),
                branch.get("answer")));
      }
      for (JsonNode triple : JsonFields.array(item, "each_branch")) {
        JsonNode tokens = triple.get(1);
        if (!triple.isArray() || triple.size() != 3 || !tokens.isNumber()) {
          throw new BadLineException("each_branch must hold [probes, tokens, answer]");
        }
        branches.add(branch(triple.get(0), tokens.longValue(), triple.get(2)));
      }
      if (branches.isEmpty()) {
        throw new BadLineException("no branches");
      }
      return branches;
    }

    private static Branch branch(@Nullable JsonNode probes, long tokens, @Nullable JsonNode answer)
        throws BadLineException {
      if (tokens < 0) {
        throw new BadLineException("a branch needs its tokens");
      }
      if (probes == null || !probes.isArray()) {
        throw new BadLineException("probes must be a list");
      }
      List<String> answers = new ArrayList<>();
      for (JsonNode probe : probes) {
        answers.add(readable(probe));
      }
      return new Branch(answers, tokens, readable(answer));
    }

    private static String readable(@Nullable JsonNode answer) {
      String text = JsonFields.orElse(JsonFields.scalar(answer), "");
      return text.equals("ERR") ? "" : text.strip();
    }
  }
}
