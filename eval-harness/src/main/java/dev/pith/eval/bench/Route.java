package dev.pith.eval.bench;

import java.util.Map;

/**
 * A way from the client to the model server.
 *
 * @param name how a table calls it
 * @param baseUrl where the client sends its requests, without a path
 * @param headers what it adds to every request
 */
record Route(String name, String baseUrl, Map<String, String> headers) {
  Route {
    headers = Map.copyOf(headers);
  }

  /** Returns the way without anything in between. */
  static Route direct(String baseUrl) {
    return new Route("direct", baseUrl, Map.of());
  }

  /** Returns the way through Pith when it only forwards. */
  static Route forwarded(String baseUrl) {
    return new Route("forwarded", baseUrl, Map.of("x-pith-mode", "off"));
  }

  /** Returns the way through Pith when it reads every token and may cut. */
  static Route trimmed(String baseUrl) {
    return new Route("trimmed", baseUrl, Map.of("x-pith-mode", "auto"));
  }
}
