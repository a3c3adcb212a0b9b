package dev.pith.eval.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.dataset.AgentLog;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;

/** Sends the requests of one log again: one for each message of the assistant, as it then was. */
final class LogReplay {
  private final BitSet past = new BitSet();
  private final BitSet pruned = new BitSet();

  private LogReplay() {}

  /** Replays a log in one variant. */
  static LogOutcome run(AgentLog log, HistoryVariant variant) {
    return new LogReplay().all(log.messages(), variant.sender().get());
  }

  private LogOutcome all(List<ObjectNode> messages, UnaryOperator<byte[]> sender) {
    ReplayCheck check = new ReplayCheck();
    PrefixCache cache = new PrefixCache();
    List<PrefixCache.Reading> readings = new ArrayList<>();
    List<ReplayCheck.Violation> violations = new ArrayList<>();
    // A message before any other was not asked for.
    for (int i = 1; i < messages.size(); i++) {
      if (!messages.get(i).path("role").asText().equals("assistant")) {
        continue;
      }
      byte[] body = ChatRequest.body(messages.subList(0, i));
      byte[] sent = sender.apply(body);
      violations.addAll(check.look(body, sent));
      ChatRequest request = ChatRequest.of(sent);
      readings.add(cache.read(request.messages()));
      cache.write(messages.get(i));
      count(ChatRequest.of(body), request.messages());
    }
    int thoughts =
        (int) messages.stream().filter(each -> LoggedThought.of(each).isPresent()).count();
    return new LogOutcome(
        readings.size(), thoughts, past.cardinality(), pruned.cardinality(), readings, violations);
  }

  private void count(ChatRequest request, List<JsonNode> sent) {
    for (int i = 0; i < request.runningFrom(); i++) {
      if (LoggedThought.of(request.messages().get(i)).isPresent()) {
        past.set(i);
        pruned.set(i, pruned.get(i) || !sent.get(i).equals(request.messages().get(i)));
      }
    }
  }
}
