/**
 * Chat memories that carry less thinking forward.
 *
 * <p>What a model thought about one question is sent again with every later one, where the memory
 * keeps it and the model takes it. {@link dev.pith.plugin.langchain4j.memory.CompressingChatMemory}
 * shortens it once its turn is over; how, a {@link
 * dev.pith.plugin.langchain4j.memory.ThinkingPruner} says.
 */
@NullMarked
package dev.pith.plugin.langchain4j.memory;

import org.jspecify.annotations.NullMarked;
