/**
 * Internal: what a model server says on the wire, and how it is asked. Pure: bytes and JSON, no
 * I/O, no threads, no clock.
 *
 * <h2>What a dialect is</h2>
 *
 * <p>Model servers stream their thinking in different members, count tokens in different places and
 * fail in different ways. An {@link dev.pith.plugin.dialect.UpstreamDialect} hides that behind
 * three questions: what to send, what an event means, and how a second answer becomes part of the
 * first. How each kind of server is made to stop thinking stands in {@link
 * dev.pith.plugin.dialect.stop}. {@link dev.pith.plugin.dialect.UpstreamDialect#openAiChat} answers
 * them for every server with an OpenAI-style chat route: thinking in {@code reasoning_content}, in
 * {@code reasoning}, or between tags in the content.
 *
 * <p>Routes whose answers are signed or encrypted have a {@link
 * dev.pith.plugin.dialect.WatchedDialect} instead: what an event means, and nothing about writing.
 *
 * <h2>The way of one request</h2>
 *
 * <pre>{@code
 * ChatRequest request = ChatRequest.parse(body);           // or an ErrorBody for the client
 * if (request.untrimmable(false).isPresent()) ...               // pass through, count the reason
 * send(dialect.streamed(request, extras, recipe.arming(request, guide)));
 * ChatStreamReader reader = dialect.reader(request, extras, listener);
 * decoder -> reader.onEvent(event);                        // the listener feeds the trimmer
 *            client.write(reader.forClient());
 * // the trimmer wants a cut, and reader.canCut():
 * CutEvent cut = reader.cutAt(atChars);
 * client.write(cut.bytes());                               // in place of forClient()
 * ContinuationSplicer splicer = dialect.splicer(request, reader, cut.kept(), withReport);
 * client.write(splicer.opening(guide, recipe.answerHead()));
 * send(recipe.continuation(cut, answers));
 * decoder -> client.write(splicer.onEvent(event));
 * client.write(splicer.closing(report));
 * }</pre>
 *
 * <p>A client that wants no stream gets the same bytes through a {@link
 * dev.pith.plugin.dialect.ChatCompletionAssembler}.
 *
 * <h2>Phases of a stream</h2>
 *
 * <pre>
 * BEFORE ── thinking ──► THINKING ── end tag, answer text or tool call ──► ANSWER ── finish ──► DONE
 * BEFORE ── answer text or tool call ──────────────────────────────────► ANSWER
 * </pre>
 *
 * <p>Answer text counts from its first letter: white space between thinking and answer belongs to
 * neither. Tags are looked for even where a member for thinking exists, since servers leak them. A
 * cut is possible in {@link dev.pith.plugin.dialect.Phase#THINKING} only, and not while half a tag
 * is open or an id has come whose text is still missing.
 *
 * <h2>How a stream ends</h2>
 *
 * <p>{@link dev.pith.plugin.dialect.StreamEnd#COMPLETE} needs a finish reason; the terminator alone
 * does not do, since servers send it after an error too. {@code abort}, {@code error} and {@code
 * insufficient_system_resource} are finish reasons that mean {@link
 * dev.pith.plugin.dialect.StreamEnd#FAILED}.
 *
 * <h2>After a cut</h2>
 *
 * <p>The request has closed the thinking, so what follows is answer on whatever channel the server
 * puts it. If it begins with a start tag, or as thinking with a word of doubt, the cut failed: it
 * goes on as thinking and {@link dev.pith.plugin.dialect.ContinuationSplicer#cutFailed} says so.
 *
 * <h2>Counting</h2>
 *
 * <p>Tokens are counted by the best source that covers the stream, see {@link
 * dev.pith.plugin.dialect.CountSource}. A usage report holds counted numbers only: what was guessed
 * from chunks or characters stands in the {@code pith} object, with its source, and nowhere else. A
 * server that tells nothing before the end of its stream leaves a cut stream without usage; asking
 * for {@link dev.pith.plugin.dialect.Extra#RUNNING_USAGE} cures that where it is understood.
 *
 * <h2>What stays as it is</h2>
 *
 * <p>Events are passed on as the bytes they came in. Where a request or a chunk must change, only
 * the members concerned are rewritten; order, white space, number forms and unknown members stay.
 */
@NullMarked
package dev.pith.plugin.dialect;

import org.jspecify.annotations.NullMarked;
