/**
 * The HTTP proxy that trims reasoning while it streams.
 *
 * <h2>What it does with a request</h2>
 *
 * <ul>
 *   <li>{@code POST .../v1/chat/completions}: by its mode, see below.
 *   <li>{@code POST .../v1/messages} and {@code POST .../v1/responses}: the answer passes byte for
 *       byte and is read beside that, see {@link dev.pith.plugin.dialect.WatchedDialect}. In {@code
 *       auto} the limit on thinking that a request sets may be lowered.
 *   <li>{@code POST /pith/prime}: answered here, see below.
 *   <li>{@code GET /pith/status}: answered here, with what was counted so far as JSON.
 *   <li>Anything else passes byte for byte, both ways, with back-pressure.
 * </ul>
 *
 * The mode of a chat request is the header {@code x-pith-mode} if it has one, else the setting
 * {@code mode}:
 *
 * <ul>
 *   <li>{@code off}: request and answer pass as they are.
 *   <li>{@code shadow}: so do they, while the thinking is read and the cut that would have been
 *       made is counted. A request that is not streamed is not read.
 *   <li>{@code auto}: the thinking is cut when its answer has settled, and the model goes on from
 *       there. A request that is not streamed is streamed upstream and answered with one body.
 * </ul>
 *
 * What cannot be trimmed safely (several choices, a forced tool and so on), and what is no chat
 * request at all, passes and is counted under its reason. What could be trimmed if there were a
 * proven method for it, see {@link dev.pith.plugin.probe}, is treated as in {@code shadow}. The
 * header {@code x-pith-trim} of the answer says {@code auto}, or {@code observe;reason=...}.
 *
 * <h2>A cut</h2>
 *
 * <pre>
 *               cut wanted                  first word of the answer
 *   FOLLOWING ──────────────► HELD ─────────────────────────────────► CONTINUED
 *      ▲                        │         (first call is cancelled)
 *      └────────────────────────┘
 *        thinking has ended by itself, or the continuation was refused, broke,
 *        thought again, or took too long: the first call goes on, never held again
 * </pre>
 *
 * While it is held, the first call is not read, and nothing of the cut has reached the client. A
 * client that leaves ends every call that was made for it, at once.
 *
 * <p>A server that ends thinking in place needs none of this: the one stream goes on. Where two
 * calls cannot run side by side, the first one is cancelled when it is held; if the continuation
 * fails, the next method is tried once, and then the question is asked once more and its answer is
 * what the client gets.
 *
 * <h2>A cut that is not made</h2>
 *
 * In {@code shadow}, and in conversations that are held out, a share of the cuts can be checked:
 * when the client has its whole answer, the model is asked for the one at the cut, and the two are
 * compared by rule ({@link dev.pith.plugin.savings.ShadowCheckReport}). Such calls are few at a
 * time, and the record of an answer that is checked is written when its check is over.
 *
 * <h2>One answer from several branches</h2>
 *
 * A chat request with {@code n} above 1 may ask for one answer that is voted on: {@code "pith":
 * {"search": true}}, the name of a setting ({@code "low-latency"}, {@code "balanced"}, {@code
 * "cheap"}), or an object with the values of {@link dev.pith.plugin.vote.VoteOptions} and maybe
 * {@code "setting"}. The proxy opens up to {@code n} streams of one choice each, starts few of them
 * first, ends what runs as soon as the vote is clear ({@link dev.pith.plugin.vote}), and gives the
 * client one of them as the one choice, whole. A client that streams gets comments until then, and
 * the answer in its chunks at the end. {@code max_tokens} holds for each branch; branch i of a
 * request with a {@code seed} has the seed + i. Branches are not trimmed. The {@code usage} is that
 * of all branches, absent when not all of it was counted; the parts stand in the {@code pith}
 * object beside the finish reason, estimated or counted, and it says which. What a vote can say
 * nothing about (tools, a forced form, temperature 0) is asked once, for one choice, and the header
 * {@code x-pith-search} says why. Without the member, and in mode {@code off}, {@code n} passes as
 * it is.
 *
 * <h2>Retrieved chunks</h2>
 *
 * With the setting {@code rag} chunks of retrieved text are looked for in the requests of these
 * routes. {@code measure} changes no byte and tells on {@code /pith/status} how much of them the
 * server was sent before, how much of that stood at the beginning, how much would have in another
 * order, and what the server says it had in its cache. {@code order} sends the chunks of a request
 * in that other order; see {@link dev.pith.plugin.rag} for what is never changed, and for what
 * {@code rag-pin} adds. With {@code rag-prime} a chat request that is posted to {@code /pith/prime}
 * is read ahead by the server and not answered: one at a time, so many tokens an hour, and what it
 * took is on {@code /pith/savings} under {@code priming}. A request may name its chunks itself,
 * {@code "pith": {"chunks": ["...", "..."]}}. Requests in {@code off} are not looked at.
 *
 * <h2>What can fail</h2>
 *
 * A verifier that throws, hangs or is too busy abstains. A failure of the trimmer or of the reading
 * lets the stream run on untrimmed, and is counted. An upstream that cannot be reached or falls
 * silent is a 502 or 504 in the shape of an OpenAI error; once the head of an answer is written,
 * the connection is broken off instead, so that no half answer looks whole. Requests in {@code
 * auto} ask the upstream for token counts; where a server refuses that, the client's own bytes are
 * sent.
 *
 * <h2>Settings</h2>
 *
 * One table, {@link dev.pith.plugin.settings.Setting}, names each setting with its unit, its
 * default and what it does; {@code ./pith serve --help} prints it. Files, the environment and flags
 * use the same names.
 *
 * <pre>{@code
 * ProxySettings settings =
 *     ProxySettings.builder("http://127.0.0.1:8000").set("mode", "shadow").build();
 * ProxyServer.start(vertx, settings)
 *     .onSuccess(proxy -> System.out.println("listens on port " + proxy.port()));
 * }</pre>
 */
@NullMarked
package dev.pith.plugin.proxy;

import org.jspecify.annotations.NullMarked;
