package dev.pith.eval.rag;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.pith.eval.dataset.RetrievalReader;
import dev.pith.eval.dataset.RetrievalRecord;
import dev.pith.eval.dataset.TraceReader;
import dev.pith.eval.rag.trace.CacheReplay;
import dev.pith.eval.rag.trace.CacheTable;
import dev.pith.eval.rag.trace.RetrievalLog;
import dev.pith.eval.rag.trace.ZipfLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * The parts that replay logs: recorded ones, where there are any, and a generated one.
 *
 * @param data files and folders with logs; none when there are no recorded ones
 * @param capacities how many chunks caches hold, ascending
 * @param replay what a hit costs
 * @param orders how many orders are drawn by lot, at least 1
 * @param zipfRequests how many requests the generated log has, at least 1
 * @param seed of the orders and of the generated log
 */
record LogPart(
    List<Path> data,
    List<Integer> capacities,
    CacheReplay replay,
    int orders,
    int zipfRequests,
    long seed) {

  /** The paper's store. */
  private static final List<Integer> ZIPF_CAPACITIES = List.of(100);

  /**
   * Prints what all rules give on all logs.
   *
   * @param rows the figures are added to it
   * @throws IOException when a path does not exist, or holds no log
   */
  void run(PrintWriter out, PrintWriter err, ArrayNode rows) throws IOException {
    out.printf(
        Locale.ROOT,
        "caches, without a model: chunks with up to %d variants; behind other chunks %.0f %% of a"
            + " chunk is computed again (assumed).%nprefix: a prefix cache with room for as many"
            + " copies of chunks. Questions are not counted.%n",
        replay.variants(),
        100 * replay.repairShare());
    for (RetrievalLog log : recorded(err)) {
      show(CacheTable.of(List.of(log), "order of the file", replay, capacities), out, rows);
      show(CacheTable.of(shuffled(log), byLot("shuffled"), replay, capacities), out, rows);
    }
    show(CacheTable.of(drawn(), byLot("drawn"), replay, ZIPF_CAPACITIES), out, rows);
    if (data.isEmpty()) {
      out.printf("%nRecorded retrieval logs are not measured: no --data was given.%n");
    }
  }

  private static void show(CacheTable table, PrintWriter out, ArrayNode rows) {
    table.print(out);
    out.flush();
    table.write(rows);
  }

  private List<RetrievalLog> recorded(PrintWriter err) throws IOException {
    List<RetrievalLog> logs = new ArrayList<>();
    for (Path file : TraceReader.files(data)) {
      List<RetrievalRecord> records =
          RetrievalReader.read(
              file,
              (path, line, reason) -> {
                err.println("bad line " + path + ":" + line + ": " + reason);
                err.flush();
              });
      RetrievalLog log = RetrievalLog.of(nameOf(file), records);
      if (!log.requests().isEmpty()) {
        logs.add(log);
      }
    }
    if (logs.isEmpty() && !data.isEmpty()) {
      throw new IOException("nothing could be read: no retrieval log in " + data);
    }
    return logs;
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.jsonl(\\.gz)?$", "");
  }

  private List<RetrievalLog> shuffled(RetrievalLog log) {
    return seeds().mapToObj(log::shuffled).toList();
  }

  private List<RetrievalLog> drawn() {
    return seeds().mapToObj(each -> ZipfLog.draw(zipfRequests, each)).toList();
  }

  private LongStream seeds() {
    return LongStream.range(seed, seed + orders);
  }

  private String byLot(String how) {
    return orders == 1
        ? how + ", seed " + seed
        : "%s, seeds %d to %d".formatted(how, seed, seed + orders - 1);
  }
}
