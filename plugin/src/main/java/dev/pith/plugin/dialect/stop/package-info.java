/**
 * Internal: how the thinking of each kind of model server is ended. Pure: bytes and JSON.
 *
 * <h2>Methods</h2>
 *
 * A {@link dev.pith.plugin.dialect.stop.ServerKind} has a list of {@linkplain
 * dev.pith.plugin.dialect.stop.Recipes recipes}, the preferred one first:
 *
 * <ul>
 *   <li>llama-server: {@code IN_PLACE_END} ({@code reasoning_control} and the control route),
 *       {@code CHAT_PREFILL} ({@code continue_final_message:"content"}), {@code TEXT_CONTINUE}
 *       ({@code /apply-template} and {@code /completion});
 *   <li>vLLM: {@code TOKEN_CONTINUE} (ids of the stream, {@code /tokenize}, {@code
 *       /v1/completions}), {@code CHAT_PREFILL} (flags);
 *   <li>SGLang: {@code CHAT_PREFILL} (flags), {@code TOKEN_CONTINUE} (ids that {@code /v1/tokenize}
 *       makes of the messages and of the thinking, {@code /v1/completions}): its streams carry no
 *       ids;
 *   <li>other servers: {@code CHAT_PREFILL} (flags);
 *   <li>the embedded engine: {@code CHAT_PREFILL} (flags), {@code IN_PLACE_END} as llama-server has
 *       it;
 *   <li>Ollama: {@code CHAT_PREFILL} ({@code thinking} and the head of an answer on {@code
 *       /api/chat}), {@code TEXT_CONTINUE} ({@code /api/generate} with {@code raw});
 *   <li>DeepSeek: {@code CHAT_PREFILL} ({@code prefix} on the beta route);
 *   <li>OpenAI, Anthropic, OpenRouter: none.
 * </ul>
 *
 * <h2>One cut</h2>
 *
 * <pre>{@code
 * body = dialect.streamed(request, extras + recipe.extras(), recipe.arming(request, guide));
 * // the trimmer wants a cut; an InPlaceRecipe:
 * send(recipe.control(reader.id(), model));               // and the stream goes on
 * // a ContinuationRecipe:
 * List<JsonNode> answers = new ArrayList<>();
 * while (recipe.preparation(cut, answers).isPresent()) {
 *   answers.add(answerTo(recipe.preparation(cut, answers).get()));
 * }
 * send(recipe.continuation(cut, answers));                // a stream of recipe.format()
 * }</pre>
 *
 * A recipe says which {@linkplain dev.pith.plugin.dialect.Need needs} of a request it can carry:
 * with tools the raw routes are left out, since calls would come back as text, and Ollama's native
 * ones, which write them in a form of their own; an answer that must have a form is only ended in
 * place.
 *
 * <h2>Probes</h2>
 *
 * A {@link dev.pith.plugin.dialect.stop.ProbeRecipe} lets the model go on from its thinking aside
 * from its stream and asks for log-probabilities: on {@code /v1/completions} of llama-server, vLLM
 * and SGLang, behind the prompt that the server renders, and on the chat route of the embedded
 * engine. Other kinds have none.
 *
 * <h2>Steps</h2>
 *
 * A {@link dev.pith.plugin.dialect.stop.StepRecipe} lets the model go on from an open thinking, or
 * from its answer, up to the end of a step: behind the prompt that the server renders where it
 * shows that, else by a last message of the assistant.
 *
 * <h2>Proof</h2>
 *
 * That a server has a recipe says nothing about a model's template. {@link
 * dev.pith.plugin.dialect.stop.Rendering} asks a server what it makes of a closed thinking, without
 * generating anything.
 */
@NullMarked
package dev.pith.plugin.dialect.stop;

import org.jspecify.annotations.NullMarked;
