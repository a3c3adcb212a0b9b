package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.savings.RequestSavings;
import dev.pith.plugin.session.Mode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/**
 * Takes the requests of one route whose answers may be read: reads what they wish of the proxy, and
 * their bodies where that is needed.
 */
abstract class RouteHandler {

  private final ChatExchange.Surroundings surroundings;
  private final PassThrough passThrough;

  RouteHandler(ChatExchange.Surroundings surroundings, PassThrough passThrough) {
    this.surroundings = surroundings;
    this.passThrough = passThrough;
  }

  /** Returns where requests of it go: the end of their path. */
  abstract String path();

  /** Decides what is done with a request that is not to pass as it is. */
  abstract void admit(
      HttpServerRequest request, Buffer body, ClientStream client, RequestWishes wishes);

  final void handle(HttpServerRequest request, ClientStream client) {
    RequestWishes wishes;
    try {
      wishes = RequestWishes.of(request.headers());
    } catch (IllegalArgumentException unknown) {
      client.reply(ErrorBody.badRequest(String.valueOf(unknown.getMessage())));
      return;
    }
    if (mode(wishes) == Mode.OFF) {
      count("off");
      passThrough.forward(request, client);
    } else {
      RequestBody.read(request, settings().maxBodyBytes())
          .onSuccess(body -> admitOpen(request, body, client, wishes))
          .onFailure(tooLarge -> client.reply(ErrorBody.tooLarge(settings().maxBodyBytes())));
    }
  }

  private void admitOpen(
      HttpServerRequest request, Buffer body, ClientStream client, RequestWishes wishes) {
    if (!client.isOpen()) {
      return;
    }
    if (isJson(request)) {
      admit(request, body, client, wishes);
    } else {
      passMalformed(request, body, client);
    }
  }

  /** Passes a request and its answer, counted under a reason. */
  final void pass(HttpServerRequest request, Buffer body, ClientStream client, String reason) {
    count(reason);
    passThrough.forward(request, body, client, reason);
  }

  /** Passes a request that cannot be read: what is wrong with it is the upstream's to say. */
  final void passMalformed(HttpServerRequest request, Buffer body, ClientStream client) {
    pass(request, body, client, "malformed");
  }

  final Mode mode(RequestWishes wishes) {
    return wishes.mode().orElse(settings().options().mode());
  }

  final ChatExchange.Surroundings surroundings() {
    return surroundings;
  }

  final ProxySettings settings() {
    return surroundings.settings();
  }

  private void count(String reason) {
    surroundings.meter().requestEnded(RequestSavings.passed(reason));
  }

  private static boolean isJson(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return type == null || type.toLowerCase(Locale.ROOT).matches("[^;]*[/+]json\\s*(;.*)?");
  }
}
