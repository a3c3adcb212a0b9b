package dev.pith.ragcache.reuse;

/** Adds reports up. Thread-safe. */
final class ReuseCounters {

  private ReuseStats sum = new ReuseStats(0, 0, 0, 0, 0, 0, 0);

  synchronized void add(ReuseReport report) {
    sum =
        new ReuseStats(
            sum.prompts() + 1,
            sum.failures(),
            sum.chunks() + report.chunks(),
            sum.hits() + report.hits(),
            sum.promptTokens() + report.promptTokens(),
            sum.flops() + report.flops(),
            sum.fullFlops() + report.fullFlops());
  }

  synchronized void failed() {
    sum =
        new ReuseStats(
            sum.prompts(),
            sum.failures() + 1,
            sum.chunks(),
            sum.hits(),
            sum.promptTokens(),
            sum.flops(),
            sum.fullFlops());
  }

  synchronized ReuseStats snapshot() {
    return sum;
  }
}
