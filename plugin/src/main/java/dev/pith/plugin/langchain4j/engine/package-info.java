/**
 * The embedded engine as models of LangChain4j: in this process, without a server between them and
 * without Vert.x.
 *
 * <h2>The models</h2>
 *
 * <ul>
 *   <li>{@link dev.pith.plugin.langchain4j.engine.EngineStreamingChatModel} streams, each stream on
 *       a thread of its own;
 *   <li>{@link dev.pith.plugin.langchain4j.engine.EngineChatModel} answers when all is done;
 *   <li>{@link dev.pith.plugin.langchain4j.engine.EngineScoringModel} scores segments for a query,
 *       and generates nothing.
 * </ul>
 *
 * Each builder opens the small model that comes with Pith, a GGUF file, or takes a {@link
 * dev.pith.plugin.local.LocalModel}, which any number of models share. Who opens it closes it: a
 * model closes what its builder opened, and never what it was given. Closing fails the chats that
 * run.
 *
 * <h2>What a request may ask</h2>
 *
 * The parameters of all models (temperature, top-p, top-k, both penalties, stop sequences, the
 * limit of output tokens) and those of {@link
 * dev.pith.plugin.langchain4j.engine.EngineChatRequestParameters}: seed, min-p, repetition penalty,
 * log-probabilities, and whether to think. A limit counts thinking, too; stop sequences mean
 * nothing in the thinking.
 *
 * <ul>
 *   <li>What the engine cannot do is an {@code UnsupportedFeatureException}, thrown by the call: a
 *       required tool choice, strict arguments, JSON, anything but text; where the model's chat
 *       template has no place for them, tools and the switch of the thinking.
 *   <li>A value out of its range, or a conversation that the template refuses or the context cannot
 *       hold, is an {@code InvalidRequestException}.
 *   <li>Another name than that of the model is a {@code ModelNotFoundException}.
 *   <li>When too many chats wait it is a {@code RateLimitException}, after the end a {@code
 *       LangChain4jException}.
 *   <li>Parameters of another provider's class count as far as all models know them: LangChain4j
 *       merges no more than that.
 * </ul>
 *
 * The model's chat template is given the tools and says how they are called: between {@code
 * <tool_call>} tags; a template that has calls written in another form is refused. A response with
 * calls has the reason {@code TOOL_EXECUTION}; a broken call is text. A call may name a tool that
 * was not offered: that is for services to deal with.
 *
 * <p>Messages of all types may stand in a conversation; what becomes of calls of tools, their
 * results and earlier thinking is up to the model's template.
 *
 * <h2>Thinking, and going on</h2>
 *
 * Thinking comes as {@code AiMessage.thinking()}, with its white space; the white space between
 * thinking and answer is left out. A conversation whose last message is an {@code AiMessage} is
 * gone on from: the model reads that message as if it had written it, and the response has what
 * comes after it.
 *
 * <ul>
 *   <li>Thinking without text: the thinking is complete. It is closed by its end tag, and the model
 *       writes its answer. So a decorator ends a thinking that was cut.
 *   <li>Thinking and text: the model goes on within its answer.
 *   <li>Text alone: the same without thinking. Text that begins with a think tag is taken as
 *       written, so that an open thinking can be gone on with.
 *   <li>Neither: a new turn.
 * </ul>
 *
 * What was read or generated before has its KV and is not run again: {@link
 * dev.pith.plugin.langchain4j.engine.EngineTokenUsage} says how much.
 *
 * <pre>{@code
 * try (EngineStreamingChatModel model =
 *     EngineStreamingChatModel.builder()
 *         .defaultRequestParameters(EngineChatRequestParameters.builder().seed(7L).build())
 *         .build()) {
 *   model.chat("Bo has 3 pens and buys 4 more. How many pens does Bo have?", handler);
 * }
 * }</pre>
 */
@NullMarked
package dev.pith.plugin.langchain4j.engine;

import org.jspecify.annotations.NullMarked;
