/**
 * Retrieved chunks in a form that can be reused: the borders of each chunk stay visible, its bytes
 * are always the same, and the same chunks come in the same order.
 *
 * <p>Use both: {@link dev.pith.plugin.langchain4j.rag.CacheFriendlyContentAggregator} removes
 * duplicates and orders, {@link dev.pith.plugin.langchain4j.rag.ChunkMarkingContentInjector} writes
 * the chunks before the question.
 *
 * <pre>{@code
 * DefaultRetrievalAugmentor.builder()
 *     .contentRetriever(retriever)
 *     .contentAggregator(CacheFriendlyContentAggregator.create())
 *     .contentInjector(new ChunkMarkingContentInjector())
 *     .build();
 * }</pre>
 *
 * <p>Servers that cache prefixes then find the beginning of a prompt again whenever the same chunks
 * were retrieved, whatever their ranks. The ranking is not lost: the model reads it in a line of
 * its own behind the chunks.
 */
@NullMarked
package dev.pith.plugin.langchain4j.rag;

import org.jspecify.annotations.NullMarked;
