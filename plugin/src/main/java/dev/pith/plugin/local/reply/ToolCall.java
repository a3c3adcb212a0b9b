package dev.pith.plugin.local.reply;

/**
 * A call of a tool that the model has written.
 *
 * @param index its number among the calls of its answer, from 0
 * @param id names it; its result refers to that
 * @param name the tool's, as the model wrote it: perhaps of none that was offered
 * @param arguments an object of JSON
 */
public record ToolCall(int index, String id, String name, String arguments) {}
