package dev.pith.eval.demo;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.replay.AnswerSource;
import dev.pith.eval.replay.ChatClient;
import dev.pith.eval.replay.ChatReply;
import dev.pith.eval.replay.LoopbackPair;
import dev.pith.eval.replay.ReplaySettings;
import dev.pith.eval.replay.ServedReply;
import dev.pith.eval.replay.TraceLibrary;
import dev.pith.eval.report.LiveText;
import dev.pith.plugin.session.Mode;
import dev.pith.verifier.trim.TrimSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Asks every problem twice, with trimming off and on, and shows what comes. */
final class DemoShow {
  private static final int COLUMNS = 92;
  private static final String MARGIN = "   | ";

  private final PrintStream out;
  private final boolean ansi;
  private final double tokensPerSecond;
  private volatile @Nullable AnswerSource forced;

  /**
   * Prepares a show.
   *
   * @param ansi whether the terminal can print dimly
   * @param tokensPerSecond how fast the model thinks
   */
  DemoShow(PrintStream out, boolean ansi, double tokensPerSecond) {
    this.out = out;
    this.ansi = ansi;
    this.tokensPerSecond = tokensPerSecond;
  }

  /**
   * Runs it.
   *
   * @throws IOException when a port cannot be opened or a stream breaks
   */
  List<DemoRun> run(List<RecordedTrace> traces) throws IOException {
    TraceLibrary library = new TraceLibrary(traces);
    ReplaySettings settings = ReplaySettings.defaults().withTokensPerSecond(tokensPerSecond);
    List<DemoRun> runs = new ArrayList<>();
    try (LoopbackPair servers =
            LoopbackPair.start(library, settings, TrimSettings.pith(), this::onServed);
        ChatClient client = new ChatClient(servers.proxyUrl())) {
      introduce(servers, library.keys().size());
      for (String key : library.keys()) {
        RecordedTrace trace = library.trace(key).orElseThrow();
        out.printf("%n[%d/%d] %s%n", runs.size() + 1, library.keys().size(), trace.prompt());
        ChatReply off = ask(client, trace, key, Mode.OFF);
        ChatReply on = ask(client, trace, key, Mode.AUTO);
        runs.add(new DemoRun(trace, off, on));
      }
    }
    return runs;
  }

  private void introduce(LoopbackPair servers, int problems) {
    out.printf(
        Locale.ROOT,
        "%d problems, each asked twice: with trimming off, then on.%n"
            + "The model, %s, replays thinking at %,.0f tokens a second.%n"
            + "Pith, %s, is the proxy in front of it.%n",
        problems,
        servers.directUrl(),
        tokensPerSecond,
        servers.proxyUrl());
  }

  private ChatReply ask(ChatClient client, RecordedTrace trace, String key, Mode mode)
      throws IOException {
    forced = null;
    out.printf("%n   trimming %s%n", mode == Mode.OFF ? "off" : "on");
    LiveText thinking = new LiveText(out, ansi, MARGIN, COLUMNS);
    ChatReply reply =
        client.stream(
            trace.model(),
            trace.prompt(),
            key,
            mode,
            new ChatClient.Listener() {
              @Override
              public void onReasoning(String text) {
                thinking.onText(text);
              }

              @Override
              public void onAnswer(String text) {}
            });
    thinking.end();
    out.printf("   %s%n", ending(reply));
    out.printf(
        Locale.ROOT,
        "   answer: %s%s, after %s tokens of thinking and %.1f s%n",
        DemoRun.answer(trace, reply).orElse("none"),
        forced == null ? "" : " (" + forced.wireName() + ")",
        SavingsTable.count(reply.reasoningTokens()),
        DemoRun.seconds(reply));
    return reply;
  }

  /** Notes where the answer after a cut came from. */
  private void onServed(ServedReply served) {
    if (served.source() != AnswerSource.FULL) {
      forced = served.source();
    }
  }

  private static String ending(ChatReply reply) {
    if (reply.pith().isEmpty()) {
      return reply.finishReason().equals("length")
          ? "ran into the length limit"
          : "ended by itself";
    }
    String reason = reply.pith().get().path("reason").asText();
    String why =
        switch (reason) {
          case "OVERTHINKING" -> "the answer had settled";
          case "REPETITION" -> "it ran in a loop";
          case "UNDERTHINKING" -> "no answer was in sight";
          default -> "the budget was used up";
        };
    return "cut by Pith at token "
        + SavingsTable.count(reply.pithNumber("/cut_at"))
        + ": "
        + why
        + " ("
        + reason
        + ")";
  }
}
