/**
 * Internal: chunks of retrieved text in the requests that pass the proxy. They are found ({@link
 * dev.pith.plugin.rag.ChunkFinder}), compared with what the server was sent before, and where that
 * is asked for and safe put into an order in which its prefix cache helps ({@link
 * dev.pith.plugin.rag.ChunkDesk}). Knows JSON and no server.
 *
 * <h2>What is never changed</h2>
 *
 * <ul>
 *   <li>chunks that are numbered: an answer may cite the numbers, and its reader counts as the
 *       client did;
 *   <li>chunks that are turns of a dialogue, or that differ in what stands between them;
 *   <li>texts of the assistant, and whole requests in which something is marked for a cache or
 *       signed;
 *   <li>requests of other routes than chat completions whose reasoning a provider may bind to the
 *       prompt that it was sent ({@link dev.pith.plugin.rag.PromptRoute}).
 * </ul>
 *
 * <h2>What is added</h2>
 *
 * Where that is asked for, a request also says what keeps it near what the server has cached of it
 * ({@link dev.pith.plugin.rag.Pins}): a name of its conversation, marks up to which a provider
 * keeps the prompt, or a slot. It is added when the request goes out and to nothing else, and a
 * server that refuses it is sent the request without.
 *
 * <pre>
 *   OpenAI        prompt_cache_key   of what stands before the first chunk, and that chunk; without
 *                                    chunks up to the first question
 *   Anthropic     cache_control      behind the chunks up to which the prompt was sent before, at
 *                                    most 3; where a conversation goes on, for the whole request
 *   OpenRouter    cache_control      behind such chunks, for models of Anthropic
 *   llama-server  id_slot            the same for a conversation; none while a request of ours is
 *                                    in that slot, since a request that names a slot waits for it
 * </pre>
 *
 * The branches of a vote share their prompt: all of them have its name and its marks, and none has
 * a slot, in which they would wait for each other.
 *
 * <p>A fault leaves the request as the client sent it.
 */
@NullMarked
package dev.pith.plugin.rag;

import org.jspecify.annotations.NullMarked;
