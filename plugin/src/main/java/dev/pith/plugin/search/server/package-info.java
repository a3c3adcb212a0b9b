/**
 * Tree search on an OpenAI-style server: each step is a call that goes on from the text so far.
 *
 * <h2>How a step goes on</h2>
 *
 * <ul>
 *   <li>llama-server, vLLM, SGLang and Ollama show the prompt that their template makes. It is
 *       rendered once, and every step is written behind it and behind the text so far on the route
 *       that takes a text ({@code /completion}, {@code /v1/completions}, {@code /api/generate}), so
 *       no template touches what was thought.
 *   <li>The embedded engine behind its own routes, OpenRouter and unknown servers are given the
 *       text so far as the last message of the assistant on the chat route ({@code
 *       continue_final_message}). Whether the model goes on from it depends on them.
 *   <li>Any server with a completions route goes on from a prompt that the caller has made: {@link
 *       dev.pith.plugin.search.server.ServerSteps#beginWith}.
 *   <li>OpenAI, Anthropic and DeepSeek do not go on from a given thinking, and are refused.
 * </ul>
 *
 * <p>Where a step ends with a fixed text it is sent as {@code stop}; any other end is found in the
 * stream, which is closed there. Several continuations of one step are several calls with the same
 * beginning, which the server's cache has; {@link dev.pith.plugin.search.SearchReport} tells how
 * much of what was read came from there, as far as the server says.
 *
 * <h2>Failures</h2>
 *
 * <p>A call that is refused, breaks off, is silent or comes to nothing is a branch less. A call
 * that is cancelled closes its stream at once, and with it what the server does for it.
 *
 * <h2>Rewards</h2>
 *
 * <p>{@link dev.pith.plugin.search.server.ModelRewards} asks the same server or another one whether
 * the last step is right; without any, {@link dev.pith.plugin.search.StepScorer#none} finds all
 * steps equally good.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * Upstream server =
 *     Upstream.http(vertx, URI.create(url), ofSeconds(5), ofMinutes(1), 64);
 * ServerSteps steps = ServerSteps.builder(vertx, server, "Qwen3-8B").kind(ServerKind.VLLM).build();
 * TreeSearch<ServerPath> search =
 *     TreeSearch.of(steps, StepScorer.none(), SearchSettings.ofWidth(16)).build();
 * steps.begin(messages).thenCompose(root -> search.run(question, root, 1))
 *     .thenAccept(result -> System.out.println(result.answer()));
 * }</pre>
 */
@NullMarked
package dev.pith.plugin.search.server;

import org.jspecify.annotations.NullMarked;
