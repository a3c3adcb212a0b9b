package dev.pith.plugin.langchain4j.http;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.net.URI;
import java.util.List;
import java.util.OptionalInt;

/** Sends what the proxy reads to it, and everything else where it was meant to go. */
final class PithHttpClient implements HttpClient {

  /** What the proxy reads. */
  private static final List<String> ROUTES =
      List.of("/v1/chat/completions", "/v1/messages", "/v1/responses");

  private final HttpClient delegate;
  private final LoopbackProxies proxies;

  PithHttpClient(HttpClient delegate, LoopbackProxies proxies) {
    this.delegate = delegate;
    this.proxies = proxies;
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    return delegate.execute(through(request));
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    delegate.execute(through(request), parser, listener);
  }

  /** Returns the request to the proxy of its server; the same one where there is none. */
  private HttpRequest through(HttpRequest request) {
    URI url = parse(request.url());
    String path = url.getRawPath();
    boolean read =
        request.method() == HttpMethod.POST
            && url.getRawAuthority() != null
            && url.getRawUserInfo() == null
            && path != null
            && ROUTES.stream().anyMatch(path::endsWith);
    if (!read) {
      return request;
    }
    OptionalInt port = proxies.portOf(url.getScheme() + "://" + url.getRawAuthority());
    if (port.isEmpty()) {
      return request;
    }
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return HttpRequest.builder()
        .method(request.method())
        .url("http://127.0.0.1:" + port.getAsInt() + path + query)
        .headers(request.headers())
        .body(request.body())
        .build();
  }

  /** A URL that cannot be read is refused by the client itself, with its own words. */
  private static URI parse(String url) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException unreadable) {
      return URI.create("");
    }
  }
}
