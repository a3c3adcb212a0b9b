package dev.pith.plugin.langchain4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.Result;
import dev.pith.plugin.langchain4j.TrimmingChatModel;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ScriptedModels;
import dev.pith.plugin.local.ToolTemplates;
import dev.pith.plugin.session.Mode;
import dev.pith.plugin.session.PithOptions;
import dev.pith.verifier.trim.TrimSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * An agent that goes from clue to clue by calls of its tool, ten of them, and thinks far too long
 * about each: with Pith around its model and without.
 */
class EngineAgentTest {

  private static final int TURNS = 10;

  /** A thinking that has its result at once and goes round in circles from there on. */
  private static final String CIRCLES =
      "I look for the clue behind the last one. That is number %s. So the answer is %s.\n\n"
          + "Wait, let me check that again, step by step. The clue is number %s. So the answer is %s.\n\n"
              .repeat(12);

  private static final Pattern RESULT = Pattern.compile("<tool_response>\\n(\\d+)\\n");

  /** Its tool, which knows one clue behind each. */
  static final class Trail {
    final List<Integer> asked = new ArrayList<>();

    @Tool
    int next(@P(name = "clue") int clue) {
      asked.add(clue);
      return clue + 1;
    }
  }

  interface Agent {
    Result<String> follow(String trail);
  }

  private final LocalModel local =
      ScriptedModels.of(ToolTemplates.TAGGED, EngineAgentTest::write, settings -> settings);
  private final Trail trail = new Trail();

  @AfterEach
  void close() {
    local.close();
  }

  @Test
  void agent_tenCallsOfATool_sameCallsAndAnswerForFewerTokens() {
    Result<String> full = follow(Mode.OFF);
    List<Integer> fullCalls = List.copyOf(trail.asked);
    trail.asked.clear();

    Result<String> trimmed = follow(Mode.AUTO);

    assertThat(full.content()).isEqualTo("The trail ends at clue 20.");
    assertThat(fullCalls).hasSize(TURNS).startsWith(10).endsWith(19);
    assertThat(trimmed.content()).isEqualTo(full.content());
    assertThat(trail.asked).isEqualTo(fullCalls);
    assertThat(trimmed.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(trimmed.tokenUsage().outputTokenCount())
        .isLessThan(full.tokenUsage().outputTokenCount() * 7 / 10);
  }

  private Result<String> follow(Mode mode) {
    Agent agent =
        AiServices.builder(Agent.class)
            .chatModel(
                TrimmingChatModel.builder(EngineStreamingChatModel.builder().model(local).build())
                    .options(
                        PithOptions.DEFAULT.withMode(mode).withTrim(TrimSettings.forShortTraces()))
                    .build())
            .chatMemory(MessageWindowChatMemory.withMaxMessages(100))
            .tools(trail)
            .build();
    return agent.follow("Follow the trail from clue 10.");
  }

  /** Writes on from wherever a thinking was closed. */
  private static String write(String conversation, String written) {
    Matcher results = RESULT.matcher(conversation);
    String clue = "10";
    int found = 0;
    while (results.find()) {
      clue = results.group(1);
      found++;
    }
    String answer =
        found == TURNS
            ? "The trail ends at clue " + clue + "."
            : "<tool_call>\n{\"name\": \"next\", \"arguments\": {\"clue\": %s}}\n</tool_call>"
                .formatted(clue);
    int closed = written.indexOf("</think>");
    String thinking =
        closed >= 0 ? written.substring(0, closed) : "<think>\n" + CIRCLES.replace("%s", clue);
    return thinking + "</think>\n\n" + answer;
  }
}
