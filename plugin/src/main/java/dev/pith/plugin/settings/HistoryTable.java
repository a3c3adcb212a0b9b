package dev.pith.plugin.settings;

import java.util.List;

/** The settings of what is done with the reasoning of earlier turns in requests. */
final class HistoryTable {

  private HistoryTable() {}

  /** Returns them, in the order in which {@code --help} lists them. */
  static List<Setting> settings() {
    return List.of(
        new Setting(
            Setting.Group.PROXY,
            "history",
            "off",
            "off|measure|prune",
            "What is done with reasoning of earlier turns that chat requests carry: nothing; count"
                + " what could be left out, on /pith/status; or send it in short where that is"
                + " worth more than what the server's prefix cache loses. Never before providers"
                + " that want it back as it came."),
        new Setting(
            Setting.Group.PROXY,
            "history-budget",
            "0.3",
            "SHARE",
            "Share of such a thought that may stay, 0 to 1; its ends, answers and code always do."),
        new Setting(
            Setting.Group.PROXY,
            "history-scoring",
            "last",
            "last|surprisal|lexical|rules|first|random",
            "Which steps stay: the last ones (no score was measured to keep more answers right);"
                + " those whose first token surprised the model, as its server told while it wrote"
                + " (llama-server, vLLM and SGLang are asked for log-probabilities; the last ones"
                + " where none were told); those that begin with surprising words, those that bring"
                + " something new, the first ones, or any."),
        new Setting(
            Setting.Group.PROXY,
            "history-cached-price",
            "0.1",
            "SHARE",
            "What a prompt token from the server's cache costs, in parts of one that is computed; 1"
                + " for a server without a cache."),
        new Setting(
            Setting.Group.PROXY,
            "history-resends",
            "8",
            "COUNT",
            "How many further requests are expected to carry a thought."));
  }
}
