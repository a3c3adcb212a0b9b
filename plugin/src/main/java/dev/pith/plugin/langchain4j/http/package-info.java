/**
 * Pith under LangChain4j's models: an HTTP client that all of a provider's traffic goes through.
 *
 * <p>{@link dev.pith.plugin.langchain4j.http.PithHttpClientBuilder} starts a proxy on a loopback
 * port for each model server that a model talks to, and sends its requests there. So a model that
 * speaks an OpenAI-style API is trimmed with everything that the proxy can do (raw events, token
 * ids and log-probabilities, every stop method, detectors, savings), without a change at its call
 * site. What the proxy does not read goes straight to the server, and so does everything when the
 * proxy cannot be started.
 */
@NullMarked
package dev.pith.plugin.langchain4j.http;

import org.jspecify.annotations.NullMarked;
