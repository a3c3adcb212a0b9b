package dev.pith.eval.rag;

import dev.pith.eval.rag.trace.CacheReplay;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of the parts that replay logs. */
final class LogOptions {

  @Option(
      names = "--data",
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "Files with retrieval logs (JSON Lines, plain or gzip), or folders with such files; only"
              + " generated ones when not given.")
  private List<Path> data = List.of();

  @Option(
      names = "--cache-chunks",
      split = ",",
      defaultValue = "64,256",
      paramLabel = "N",
      description = "How many chunks caches hold (default: ${DEFAULT-VALUE}).")
  private List<Integer> capacities = List.of();

  @Option(
      names = "--repair-share",
      defaultValue = "0.1",
      paramLabel = "SHARE",
      description =
          "Of the tokens of a chunk that is reused behind other chunks, the share that is computed"
              + " again; no model runs that could tell (default: ${DEFAULT-VALUE}).")
  private double repairShare;

  @Option(
      names = "--variants",
      defaultValue = "5",
      paramLabel = "N",
      description =
          "Behind how many prefixes caches keep the KV of a chunk (default: ${DEFAULT-VALUE}).")
  private int variants;

  @Option(
      names = "--orders",
      defaultValue = "3",
      paramLabel = "N",
      description = "How many orders of arrival are drawn by lot (default: ${DEFAULT-VALUE}).")
  private int orders;

  @Option(
      names = "--zipf-requests",
      defaultValue = "4000",
      paramLabel = "N",
      description = "Requests of the generated log (default: ${DEFAULT-VALUE}).")
  private int zipfRequests;

  @Option(
      names = "--swap-tokens",
      split = ",",
      defaultValue = "0,20",
      paramLabel = "N",
      description =
          "What two chunks in another order than retrieved cost, in cached tokens: lambda (default:"
              + " ${DEFAULT-VALUE}).")
  private List<Double> swapTokens = List.of();

  /**
   * Reads the logs that they name.
   *
   * @param err hears of lines that cannot be read
   * @throws IllegalArgumentException when one of them is out of range
   * @throws IOException when a path does not exist, or there are no logs under all of them
   */
  LogPart part(long seed, PrintWriter err) throws IOException {
    capacities.forEach(capacity -> require("--cache-chunks", capacity));
    require("--orders", orders);
    require("--zipf-requests", zipfRequests);
    for (double price : swapTokens) {
      if (!(price >= 0 && Double.isFinite(price))) {
        throw new IllegalArgumentException("--swap-tokens must be at least 0: " + price);
      }
    }
    CacheReplay replay = new CacheReplay(repairShare, variants);
    return new LogPart(
        LogPart.read(data, err),
        capacities.stream().sorted().distinct().toList(),
        replay,
        swapTokens,
        orders,
        zipfRequests,
        seed);
  }

  private static void require(String option, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(option + " must be at least 1: " + value);
    }
  }
}
