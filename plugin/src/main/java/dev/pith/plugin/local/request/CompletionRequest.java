package dev.pith.plugin.local.request;

import java.util.Optional;

/**
 * What a client asks of one of the completions routes, with every value in its range. Immutable.
 *
 * @param model the name that the client asks for; empty when it names none
 * @param prompts what is answered
 * @param tools whether the answers may call tools
 * @param choices how many answers each prompt gets, at least 1
 * @param generation what is generated
 * @param reply how it is written
 * @param endWords what a thinking ends with that is ended from outside; empty when it cannot be
 */
public record CompletionRequest(
    Optional<String> model,
    Prompts prompts,
    ToolUse tools,
    int choices,
    GenerationOptions generation,
    ReplyOptions reply,
    Optional<String> endWords) {}
