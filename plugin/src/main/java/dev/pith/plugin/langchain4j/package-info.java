/**
 * Pith around LangChain4j models.
 *
 * <h2>What it does</h2>
 *
 * {@link dev.pith.plugin.langchain4j.TrimmingStreamingChatModel} and {@link
 * dev.pith.plugin.langchain4j.TrimmingChatModel} decorate any streaming chat model. The thinking is
 * read on its way to the user. When its answer has settled, or it runs in a loop, the model is
 * asked to go on from exactly there to its answer, and the user gets one stream with one response.
 *
 * <h2>When it acts</h2>
 *
 * <pre>
 *               cut wanted                  first word of the answer
 *   FOLLOWING ──────────────► HELD ─────────────────────────────────► LEFT
 *      ▲                        │          (first call is cancelled)
 *      └────────────────────────┘
 *        the thinking has ended by itself, or the model did not go on:
 *        what was held back is delivered, never held again
 * </pre>
 *
 * <p>Nothing is cut when the delegate shows no thinking, when its streams cannot be cancelled, when
 * a tool is forced, when the conversation ends with an assistant's message, when the provider signs
 * or hides thinking, and as long as no way is proven to lead the model to its answer. All of that
 * is observed and counted by reason, and said once.
 *
 * <h2>What users may rely on</h2>
 *
 * <ul>
 *   <li>Without a cut the callbacks are those of the delegate, in their order, on its thread.
 *   <li>Callbacks never run at the same time. There is one terminal callback, or after the user's
 *       own {@code cancel()} what the delegate does then.
 *   <li>Requests, parameters, tools and images pass unchanged. Where the provider has its own
 *       classes of metadata and usage, a response that was cut has them too.
 *   <li>The usage of a cut response has the tokens of the user's prompt and of what the user got;
 *       the thinking is counted by its pieces, since a call that is cut tells no usage. {@link
 *       dev.pith.plugin.langchain4j.TrimReport} says how it was counted. Where the provider's usage
 *       has thinking tokens (the engine's and OpenAI's), they are those that were kept and those
 *       that the second call tells; the cached ones of the prompt are unknown, unless the first
 *       call ended by itself and told them. What is unknown is null, and never 0.
 * </ul>
 *
 * <h2>Settings</h2>
 *
 * {@link dev.pith.plugin.session.PithOptions} (the names of the proxy's flags), and those of {@link
 * dev.pith.plugin.langchain4j.TrimmingBuilder}.
 */
@NullMarked
package dev.pith.plugin.langchain4j;

import org.jspecify.annotations.NullMarked;
