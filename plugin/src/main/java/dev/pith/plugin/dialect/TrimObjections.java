package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The reasons why a chat request must not be trimmed, each under a short stable word. */
final class TrimObjections {
  private record Objection(String word, Predicate<JsonNode> applies) {}

  private static final String CLIENT_SEED = "client-seed";

  private static final List<Objection> ALL =
      List.of(
          new Objection("no-messages", request -> request.path("messages").isEmpty()),
          new Objection("several-choices", TrimObjections::asksForSeveralChoices),
          new Objection("forced-tool-choice", TrimObjections::forcesTool),
          new Objection(CLIENT_SEED, request -> has(request, "seed")),
          new Objection("logprobs", TrimObjections::asksForLogprobs),
          new Objection("token-ids", request -> isTrue(request, "return_token_ids")),
          new Objection("echo", request -> isTrue(request, "echo")),
          new Objection("media", TrimObjections::asksForSound),
          new Objection("hidden-reasoning", TrimObjections::hidesReasoning),
          new Objection("prefilled-answer", TrimObjections::prefillsAnswer));

  private static final List<String> STRUCTURE_MEMBERS =
      List.of(
          "guided_json",
          "guided_regex",
          "guided_choice",
          "guided_grammar",
          "structured_outputs",
          "json_schema",
          "grammar",
          "regex",
          "ebnf",
          "format");
  private static final Set<String> FREE_CHOICES = Set.of("auto", "none");
  private static final Set<String> TEXT_PARTS = Set.of("text", "input_text", "output_text");

  private TrimObjections() {}

  /**
   * Returns the first objection to a request, empty if there is none.
   *
   * @param askedFor whether the client itself asks for trimming
   */
  static Optional<String> firstTo(JsonNode request, boolean askedFor) {
    for (Objection objection : ALL) {
      boolean waived = askedFor && objection.word.equals(CLIENT_SEED);
      if (!waived && objection.applies.test(request)) {
        return Optional.of(objection.word);
      }
    }
    return Optional.empty();
  }

  /** Returns what a way of ending the thinking of a request must be able to carry. */
  static Set<Need> needsOf(JsonNode request) {
    Set<Need> needs = EnumSet.noneOf(Need.class);
    if (offersTools(request)) {
      needs.add(Need.TOOLS);
    }
    if (asksForStructure(request)) {
      needs.add(Need.STRUCTURED_OUTPUT);
    }
    if (holdsMedia(request)) {
      needs.add(Need.MEDIA);
    }
    return needs;
  }

  private static boolean asksForSeveralChoices(JsonNode request) {
    return moreThanOne(request.path("n"))
        || moreThanOne(request.path("best_of"))
        || isTrue(request, "use_beam_search");
  }

  /** A number that cannot be read is not taken for one. */
  private static boolean moreThanOne(JsonNode number) {
    return !Json.absent(number) && !(number.isNumber() && number.doubleValue() == 1);
  }

  private static boolean offersTools(JsonNode request) {
    JsonNode messages = request.path("messages");
    String lastRole = messages.path(messages.size() - 1).path("role").asText();
    return !request.path("tools").isEmpty()
        || !request.path("functions").isEmpty()
        || lastRole.equals("tool")
        || lastRole.equals("function");
  }

  /** {@code auto} and {@code none} leave the choice to the model, everything else does not. */
  private static boolean forcesTool(JsonNode request) {
    return List.of("tool_choice", "function_call").stream()
        .map(request::path)
        .anyMatch(choice -> !Json.absent(choice) && !FREE_CHOICES.contains(choice.asText()));
  }

  private static boolean asksForSound(JsonNode request) {
    return has(request, "audio") || request.path("modalities").size() > 1;
  }

  private static boolean asksForStructure(JsonNode request) {
    JsonNode format = request.path("response_format");
    if (!Json.absent(format) && !format.path("type").asText().equals("text")) {
      return true;
    }
    return STRUCTURE_MEMBERS.stream().anyMatch(member -> has(request, member));
  }

  private static boolean asksForLogprobs(JsonNode request) {
    return (has(request, "logprobs") && !isFalse(request, "logprobs"))
        || has(request, "prompt_logprobs")
        || has(request, "logprob_token_ids");
  }

  private static boolean holdsMedia(JsonNode request) {
    for (JsonNode message : request.path("messages")) {
      for (JsonNode part : message.path("content")) {
        if (part.isObject() && !TEXT_PARTS.contains(part.path("type").asText())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean hidesReasoning(JsonNode request) {
    return isFalse(request, "include_reasoning")
        || isFalse(request, "stream_reasoning")
        || isTrue(request.path("reasoning"), "exclude")
        || request.path("reasoning_format").asText().equals("hidden");
  }

  private static boolean prefillsAnswer(JsonNode request) {
    JsonNode messages = request.path("messages");
    JsonNode last = messages.path(messages.size() - 1);
    return last.path("role").asText().equals("assistant")
        || isFalse(request, "add_generation_prompt")
        || (has(request, "continue_final_message") && !isFalse(request, "continue_final_message"));
  }

  private static boolean has(JsonNode object, String member) {
    return !Json.absent(object.path(member));
  }

  private static boolean isTrue(JsonNode object, String member) {
    JsonNode value = object.path(member);
    return value.isBoolean() && value.booleanValue();
  }

  private static boolean isFalse(JsonNode object, String member) {
    JsonNode value = object.path(member);
    return value.isBoolean() && !value.booleanValue();
  }
}
