/**
 * The embedded engine as an upstream: OpenAI-style routes that are answered inside this process.
 *
 * <h2>Routes</h2>
 *
 * <ul>
 *   <li>{@code POST /v1/chat/completions} and {@code POST /v1/completions}, streamed or not;
 *   <li>{@code POST /v1/chat/completions/control}, which ends the thinking of an answer that runs;
 *   <li>{@code GET /v1/models}, {@code GET /v1/models/NAME}, {@code GET /health};
 *   <li>anything else is a 404, another method a 405, both in the shape of an OpenAI error.
 * </ul>
 *
 * <h2>What a request may ask</h2>
 *
 * The names, defaults and ranges are those of the OpenAI API and of vLLM: {@code temperature},
 * {@code top_p}, {@code top_k}, {@code min_p}, {@code repetition_penalty}, {@code
 * frequency_penalty}, {@code presence_penalty}, {@code logit_bias}, {@code seed}, {@code n}, {@code
 * max_tokens}, {@code max_completion_tokens}, {@code stop}, {@code stop_token_ids}, {@code
 * ignore_eos}, {@code skip_special_tokens}, {@code logprobs}, {@code top_logprobs}, {@code
 * prompt_logprobs}, {@code return_token_ids}, {@code timings_per_token}, {@code echo}
 * (completions), {@code cache_salt}, {@code stream_options} with {@code include_usage} and {@code
 * continuous_usage_stats}; on the chat route {@code chat_template_kwargs}, {@code enable_thinking},
 * {@code reasoning_effort}, {@code reasoning_control}, {@code reasoning_budget_message}, {@code
 * add_generation_prompt}, {@code continue_final_message}, {@code tools}, {@code tool_choice} (auto
 * and none), {@code parallel_tool_calls}; on the completions route prompts as text, as token ids,
 * or lists of these.
 *
 * <ul>
 *   <li>A value out of its range is a 400 that names the member, its range and the value.
 *   <li>What would change the answer and cannot be honoured (a forced tool, structured output,
 *       images, beams, thinking budgets) is a 400 that names the member.
 *   <li>Members that nobody knows are ignored.
 *   <li>One model is served, whatever name a request has for it; answers have its own name.
 *   <li>A limit of tokens beyond the context ends the answer with the reason {@code length}.
 *   <li>On the chat route stop texts count in the answer and mean nothing in the thinking; on the
 *       completions route they count everywhere. The one that ended an answer is its {@code
 *       stop_reason}.
 * </ul>
 *
 * <h2>Thinking</h2>
 *
 * On the chat route what stands between think tags is {@code reasoning_content}, white space
 * included, so that the parts with their tags are exactly what was generated. {@code
 * usage.completion_tokens_details.reasoning_tokens} counts the tokens of thinking and of its tags.
 * A last message of the assistant with {@code continue_final_message} is gone on from as if the
 * model had written it: this is how a cut goes on, and all that was read or generated up to there
 * is {@code usage.prompt_tokens_details.cached_tokens}.
 *
 * <p>A request with {@code reasoning_control} may also be told to end its thinking while it runs,
 * as on llama-server: {@code {"id":ID,"action":"reasoning_end"}} on the control route, with the id
 * of its chunks. Behind the token that is being made come {@code reasoning_budget_message} and the
 * end tag {@code </think>}, and the model answers. {@code "success":false} says that no such answer
 * runs, or that it does not think now.
 *
 * <h2>Tools</h2>
 *
 * The model's template is given the tools and says how they are called. A template that has no
 * place for them is a 400, and so is one that has calls written in another form than {@code
 * <tool_call>{"name": .., "arguments": {..}}</tool_call>}. A call comes whole, in one chunk, when
 * it is complete, and the answer ends with {@code "finish_reason":"tool_calls"}. A broken call is
 * content. A call may name a tool that was not offered: clients check names.
 *
 * <h2>Load</h2>
 *
 * A request waits until a place is free and there is memory for its keys and values; when too many
 * wait it is a 503. The second call of an answer that the proxy has cut comes before all that wait,
 * and takes the place of the youngest request where none is free; no member and no header of a
 * request asks for that. A client that reads slowly pauses its generation, one that leaves ends it.
 * The event loop never computes: prompts are rendered and tokenised on a worker thread, tokens are
 * generated on the engine's own.
 *
 * <pre>{@code
 * LocalModel model = LocalModel.open(ModelSettings.of(Path.of("model.gguf")));
 * ProxySettings settings = ProxySettings.builder().build();
 * Upstream upstream = new EngineUpstream(vertx, model, settings.maxBodyBytes());
 * ProxyServer.start(vertx, settings, RuleVerifier.of(settings.options().trim()), upstream);
 * }</pre>
 */
@NullMarked
package dev.pith.plugin.local;

import org.jspecify.annotations.NullMarked;
