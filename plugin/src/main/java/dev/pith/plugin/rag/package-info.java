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
 *   <li>requests of other routes than chat completions.
 * </ul>
 *
 * A fault leaves the request as the client sent it.
 */
@NullMarked
package dev.pith.plugin.rag;

import org.jspecify.annotations.NullMarked;
