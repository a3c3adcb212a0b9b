package dev.pith.plugin.langchain4j.engine;

import java.time.Duration;

/**
 * How long a chat took.
 *
 * @param prompt from the request until the prompt was read, waiting for a place included
 * @param generation from there to the last token
 */
public record EngineTimings(Duration prompt, Duration generation) {}
