package dev.pith.plugin.settings;

import java.util.List;

/** The settings of what is done with chunks of retrieved text in requests. */
final class RagTable {

  private RagTable() {}

  /** Returns them, in the order in which {@code --help} lists them. */
  static List<Setting> settings() {
    return List.of(
        new Setting(
            Setting.Group.PROXY,
            "rag",
            "off",
            "off|measure|order",
            "What is done with retrieved chunks in chat requests: nothing; count what the"
                + " server's prefix cache could reuse of them, on /pith/status; or send them in"
                + " the order that it can reuse most of, without repeats, and with a line that"
                + " tells the ranking. Numbered chunks are never moved."),
        new Setting(
            Setting.Group.PROXY,
            "rag-ttl-s",
            "",
            "SECONDS",
            "How long the server is taken to keep what it has read. Default: 300 for providers,"
                + " 3600 for others."),
        new Setting(
            Setting.Group.PROXY,
            "rag-swap-tokens",
            "16",
            "TOKENS",
            "How many more tokens the cache must be able to reuse for each pair of chunks that"
                + " changes places."),
        new Setting(
            Setting.Group.PROXY,
            "rag-max-distance",
            "0.5",
            "SHARE",
            "Most pairs of chunks that may change places, as a share of all, 0 to 1."),
        new Setting(
            Setting.Group.PROXY,
            "rag-fold-repeats",
            "true",
            "true|false",
            "With rag order: lines of tool results and of texts with chunks that stand in an"
                + " earlier message become a line that says where."),
        new Setting(
            Setting.Group.PROXY,
            "rag-pin",
            "false",
            "true|false",
            "With rag order: chat requests also say what keeps them near what the server has"
                + " cached: prompt_cache_key (OpenAI), cache_control where a prompt begins as one"
                + " did before (Anthropic), id_slot (llama-server with several slots; never for the"
                + " branches of a vote, which would wait for each other). Never where the client"
                + " says it itself."),
        new Setting(
            Setting.Group.PROXY,
            "rag-prime",
            "off",
            "off|llama|any",
            "Whether POST /pith/prime with a chat request has the server read its prompt ahead: off;"
                + " llama-server, named by upstream-kind or found out, which generates nothing for"
                + " that; or any server, which then generates one token."),
        new Setting(
            Setting.Group.PROXY,
            "rag-prime-tokens",
            "100000",
            "TOKENS",
            "Most tokens that the server is given to read ahead in an hour."));
  }
}
