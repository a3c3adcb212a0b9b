package dev.pith.eval.history;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.dataset.AgentLog;
import dev.pith.eval.train.Trace;
import dev.pith.eval.train.TraceRates;
import dev.pith.eval.train.TraceWriter;
import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Split;
import dev.pith.eval.world.Worlds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Conversations of generated problems of the train split, of all difficulties: a question a turn,
 * answered with the thinking that the embedded model learns from.
 */
final class GeneratedLogs {
  private static final List<Family> FAMILIES =
      List.of(Family.QUANTITY, Family.ORDERING, Family.PROGRAM);

  private GeneratedLogs() {}

  /** Returns conversations; the same seed gives the same ones. */
  static List<AgentLog> of(int conversations, int turns, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    TraceWriter writer = new TraceWriter(TraceRates.defaults());
    List<AgentLog> logs = new ArrayList<>();
    for (int i = 0; i < conversations; i++) {
      List<ObjectNode> messages = new ArrayList<>();
      for (int turn = 0; turn < turns; turn++) {
        Family family = FAMILIES.get(random.nextInt(FAMILIES.size()));
        int difficulty = 1 + random.nextInt(Problem.MAX_DIFFICULTY);
        Problem problem = Worlds.draw(family, difficulty, Split.TRAIN, random);
        Trace trace = writer.write(problem, random);
        messages.add(message("user", problem.question()));
        messages.add(
            message("assistant", trace.visibleAnswer()).put("reasoning_content", trace.thinking()));
      }
      logs.add(new AgentLog(messages, false));
    }
    return logs;
  }

  private static ObjectNode message(String role, String content) {
    return JsonNodeFactory.instance.objectNode().put("role", role).put("content", content);
  }
}
