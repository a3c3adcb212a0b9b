package dev.pith.eval.rag;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.pith.eval.dataset.RetrievalReader;
import dev.pith.eval.dataset.RetrievalRecord;
import dev.pith.eval.dataset.TraceReader;
import dev.pith.eval.rag.trace.CacheReplay;
import dev.pith.eval.rag.trace.CacheTable;
import dev.pith.eval.rag.trace.OrderTable;
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
 * @param recorded recorded logs; none when there are none
 * @param capacities how many chunks caches hold, ascending
 * @param replay what a hit costs
 * @param swapTokens prices of two chunks in the wrong order, in cached tokens
 * @param orders how many orders are drawn by lot, at least 1
 * @param zipfRequests how many requests the generated log has, at least 1
 * @param seed of the orders and of the generated log
 */
record LogPart(
    List<RetrievalLog> recorded,
    List<Integer> capacities,
    CacheReplay replay,
    List<Double> swapTokens,
    int orders,
    int zipfRequests,
    long seed) {

  /** The paper's store. */
  private static final List<Integer> ZIPF_CAPACITIES = List.of(100);

  /**
   * Reads recorded logs.
   *
   * @param data files and folders with such logs
   * @param err hears of lines that cannot be read
   * @throws IOException when a path does not exist, or there are no logs under all of them
   */
  static List<RetrievalLog> read(List<Path> data, PrintWriter err) throws IOException {
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

  /**
   * Prints what caches hold under all rules.
   *
   * @param rows the figures are added to it
   */
  void caches(PrintWriter out, ArrayNode rows) {
    out.printf(
        Locale.ROOT,
        "caches, without a model: chunks with up to %d variants; behind other chunks %.0f %% of a"
            + " chunk is computed again (assumed).%nprefix: a prefix cache with room for as many"
            + " copies of chunks. Questions are not counted.%n",
        replay.variants(),
        100 * replay.repairShare());
    forEach(
        (logs, arrival, sizes) -> {
          CacheTable table = CacheTable.of(logs, arrival, replay, sizes);
          table.print(out);
          out.flush();
          table.write(rows);
        });
  }

  /**
   * Prints what a server's prefix cache reuses when chunks are ordered for it.
   *
   * @param rows the figures are added to it
   */
  void orders(PrintWriter out, ArrayNode rows) {
    out.printf(
        "%norders of chunks, without a model, for a prefix cache that forgets nothing; lambda: what a"
            + " swapped pair costs, in cached tokens.%nreused: of the chunks' tokens, when all"
            + " requests are ordered so; of best: reused tokens net of swaps, request by request%n"
            + "behind the same earlier requests; swapped: of all pairs; us: time of choosing.%n");
    forEach(
        (logs, arrival, sizes) -> {
          OrderTable table = OrderTable.of(logs, arrival, swapTokens);
          table.print(out);
          out.flush();
          table.write(rows);
        });
  }

  /** Says in a line what could not be measured, if anything. */
  void tellWhatIsMissing(PrintWriter out) {
    if (recorded.isEmpty()) {
      out.printf("%nRecorded retrieval logs are not measured: no --data was given.%n");
      out.flush();
    }
  }

  private interface Measure {
    void run(List<RetrievalLog> orders, String arrival, List<Integer> capacities);
  }

  /** Measures all logs in all orders, those by lot together. */
  private void forEach(Measure measure) {
    for (RetrievalLog log : recorded) {
      measure.run(List.of(log), "order of the file", capacities);
      measure.run(seeds().mapToObj(log::shuffled).toList(), byLot("shuffled"), capacities);
    }
    List<RetrievalLog> drawn = seeds().mapToObj(each -> ZipfLog.draw(zipfRequests, each)).toList();
    measure.run(drawn, byLot("drawn"), ZIPF_CAPACITIES);
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.jsonl(\\.gz)?$", "");
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
