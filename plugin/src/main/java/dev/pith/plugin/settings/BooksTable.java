package dev.pith.plugin.settings;

import java.util.List;

/** The settings of what is counted and kept, and of the end of the proxy. */
final class BooksTable {

  private BooksTable() {}

  /** Returns them, in the order in which {@code --help} lists them. */
  static List<Setting> settings() {
    return List.of(
        new Setting(
            Setting.Group.PROXY,
            "holdout",
            "0",
            "SHARE",
            "Share of the conversations that are left untrimmed, 0 to 1, so that"
                + " /pith/savings can measure what trimming saves."),
        new Setting(
            Setting.Group.PROXY,
            "holdout-salt",
            "",
            "TEXT",
            "Any secret text: makes the choice of these conversations your own, and their"
                + " hashes in the ledger unreadable for others. Keep it."),
        new Setting(
            Setting.Group.PROXY,
            "shadow-check",
            "0",
            "SHARE",
            "Share of the answers that would have been cut, and were not, 0 to 1, for which the"
                + " model is really asked to answer at the cut, after the whole answer; whether"
                + " that answer is the same stands in /pith/savings. Costs a call each."),
        new Setting(
            Setting.Group.PROXY,
            "shadow-check-concurrency",
            "2",
            "COUNT",
            "Most of these calls at the same time; further ones are not made."),
        new Setting(
            Setting.Group.PROXY,
            "ledger",
            "",
            "FILE",
            "Append every answer that was read to this file, as lines of JSON without any of"
                + " its text; read again at the next start."),
        new Setting(
            Setting.Group.PROXY,
            "price-input",
            "",
            "PRICE",
            "What a million prompt tokens costs, in any currency; what is not set is"
                + " unknown."),
        new Setting(
            Setting.Group.PROXY,
            "price-cached-input",
            "",
            "PRICE",
            "What a million prompt tokens costs that the server has in its cache. Default:"
                + " as any other."),
        new Setting(
            Setting.Group.PROXY,
            "price-cache-write",
            "",
            "PRICE",
            "What a million prompt tokens costs that the server puts into its cache, where it"
                + " tells which are (Anthropic, OpenAI). Default: as any other."),
        new Setting(
            Setting.Group.PROXY,
            "price-output",
            "",
            "PRICE",
            "What a million generated tokens costs."),
        new Setting(
            Setting.Group.PROXY,
            "price-verifier",
            "",
            "PRICE",
            "What a million tokens costs that the verifier reads or writes."),
        new Setting(
            Setting.Group.PROXY,
            "drain-ms",
            "30000",
            "MILLISECONDS",
            "How long open answers may go on after the proxy is told to stop."));
  }
}
